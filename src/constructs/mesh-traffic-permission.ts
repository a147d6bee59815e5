import type { ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import { listOf, ofList, ofObject } from './as-declared';
import { copied } from './copied';
import { given } from './custom-resource';
import { Mesh } from './mesh';
import type {
  MeshTrafficPermissionProps,
  PermissionFrom,
  PermissionMatch,
  PermissionMatches,
  PermissionRule,
  PermissionTargetRef,
} from './mesh-traffic-permission-props';
import { defaultName } from './names';
import { declarePolicy } from './policy';
import { DeclarationTree } from './tree';

/**
 * Which clients may reach services. On an external service it has an effect where traffic passes a ZoneEgress, with
 * `routing.zoneEgress` of the Mesh: then a client that no permission lets in is refused.
 */
export class MeshTrafficPermission extends Construct {
  /** Its name. */
  public readonly name: string;
  /** The mesh that it belongs to. */
  public readonly mesh: Mesh;
  private readonly _props: MeshTrafficPermissionProps;
  private readonly _from: PermissionFrom[];
  private readonly _metadata: ApiObjectMetadataDefinition;

  /**
   * @param scope a Mesh or a construct below one; any other with the prop `mesh`
   * @param id part of the name, unless `name` is given
   * @param props Kuma's fields
   * @throws when there is no Mesh above and none given
   */
  constructor(scope: Construct, id: string, props: MeshTrafficPermissionProps) {
    super(scope, id);
    this.mesh = props.mesh ?? Mesh.of(this);
    this.name = props.name ?? defaultName(this);
    this._props = copied(props);
    this._from = listOf(this._props.from);
    this._metadata = declarePolicy(this, {
      kind: 'MeshTrafficPermission',
      labels: props.labels,
      spec: () => this._spec(),
      part: (one) => ({ trafficPermissions: [one] }),
    });
  }

  /** The metadata of its Kubernetes resource. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._metadata;
  }

  /** The groups of clients. A copy. */
  public get from(): PermissionFrom[] {
    return copied(this._from);
  }

  /**
   * Adds a group of clients. It holds over those before it.
   *
   * @param from the clients, and what holds for them
   */
  public addFrom(from: PermissionFrom): void {
    this._from.push(copied(from));
    DeclarationTree.of(this).changed();
  }

  private _spec(): object {
    const { targetRef, rules } = this._props;
    return given({
      targetRef: ofObject(targetRef, refSpec),
      from: this._from.length === 0 ? undefined : ofList(this._from, fromSpec),
      rules: rules && ofList(rules, ruleSpec),
    });
  }
}

const refSpec = (ref: PermissionTargetRef): object => given({ ...ref });

const fromSpec = ({ targetRef, default: action }: PermissionFrom): object => ({
  targetRef: ofObject(targetRef, refSpec),
  default: ofObject(action, (one) => ({ action: one.action })),
});

const ruleSpec = (rule: PermissionRule): object => ({ default: ofObject(rule.default, matchesSpec) });

const matchesSpec = ({ allow, allowWithShadowDeny, deny }: PermissionMatches): object =>
  given({
    allow: allow && ofList(allow, matchSpec),
    allowWithShadowDeny: allowWithShadowDeny && ofList(allowWithShadowDeny, matchSpec),
    deny: deny && ofList(deny, matchSpec),
  });

const matchSpec = ({ spiffeID, sni }: PermissionMatch): object =>
  given({
    spiffeID: ofObject(spiffeID, ({ type, value }) => ({ type, value })),
    sni: ofObject(sni, ({ value }) => ({ type: 'Exact', value })),
  });
