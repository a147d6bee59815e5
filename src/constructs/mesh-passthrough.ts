import type { ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import type * as kuma from '../../imports/kuma.io';
import { listOf, ofList, ofObject } from './as-declared';
import { copied } from './copied';
import { type Plain, literal } from './custom-resource';
import { Mesh } from './mesh';
import type { MeshPassthroughProps, PassthroughDefault, PassthroughMatch } from './mesh-passthrough-props';
import { defaultName } from './names';
import { declarePolicy } from './policy';
import { DeclarationTree } from './tree';

/**
 * Which destinations outside the mesh its proxies let traffic through to. In Envoy it has an effect with
 * `CaptureMode.REDIRECT` only: then all that leaves the host is redirected, and what nothing here lets through is refused.
 */
export class MeshPassthrough extends Construct {
  /** Its name. */
  public readonly name: string;
  /** The mesh that it belongs to. */
  public readonly mesh: Mesh;
  private readonly _props: MeshPassthroughProps;
  private readonly _matches: PassthroughMatch[];
  private readonly _metadata: ApiObjectMetadataDefinition;

  /**
   * @param scope a Mesh or a construct below one; any other with the prop `mesh`
   * @param id part of the name, unless `name` is given
   * @param props Kuma's fields
   * @throws when there is no Mesh above and none given
   */
  constructor(scope: Construct, id: string, props: MeshPassthroughProps) {
    super(scope, id);
    this.mesh = props.mesh ?? Mesh.of(this);
    this.name = props.name ?? defaultName(this);
    this._props = copied(props);
    this._matches = listOf(this._props.default?.appendMatch);
    this._metadata = declarePolicy(this, {
      kind: 'MeshPassthrough',
      labels: props.labels,
      spec: () => this._spec(),
      part: (one) => ({ passthroughs: [one] }),
    });
  }

  /** The metadata of its Kubernetes resource. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._metadata;
  }

  /** The destinations that are let through. A copy. */
  public get matches(): PassthroughMatch[] {
    return copied(this._matches);
  }

  /**
   * Adds a destination that is let through.
   *
   * @param match the destination
   */
  public addMatch(match: PassthroughMatch): void {
    this._matches.push(copied(match));
    DeclarationTree.of(this).changed();
  }

  /** What later releases of Kuma have beside is taken too. */
  private _spec(): Plain<kuma.MeshPassthroughSpec> {
    const { targetRef, default: given = {} } = this._props;
    const spec = {
      ...(targetRef === undefined ? {} : { targetRef: ofObject(targetRef, (ref) => ({ ...ref })) }),
      default: ofObject(given, (one) => defaultSpec(one, this._matches)),
    };
    return spec as Plain<kuma.MeshPassthroughSpec>;
  }
}

const defaultSpec = ({ passthroughMode }: PassthroughDefault, matches: readonly PassthroughMatch[]): object => ({
  ...(passthroughMode === undefined ? {} : { passthroughMode: literal(passthroughMode) }),
  ...(matches.length === 0 ? {} : { appendMatch: ofList(matches, matchSpec) }),
});

const matchSpec = ({ type, value, port, protocol }: PassthroughMatch): object => ({
  type: literal(type),
  value,
  port,
  protocol: literal(protocol),
});
