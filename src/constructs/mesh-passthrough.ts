import type { ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import type * as kuma from '../../imports/kuma.io';
import type { MeshPassthroughResource } from '../model/model';
import {
  API_VERSION,
  type Plain,
  customResource,
  declarationOf,
  literal,
  metadataOf,
  patchFindings,
} from './custom-resource';
import { Mesh } from './mesh';
import type { MeshPassthroughProps, PassthroughDefault, PassthroughMatch } from './mesh-passthrough-props';
import { defaultName } from './names';
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
    this.name = props.name ?? defaultName(this, (x) => Mesh.isMesh(x));
    this._props = props;
    this._matches = [...(props.default?.appendMatch ?? [])];
    const head = {
      kind: 'MeshPassthrough',
      name: this.name,
      namespace: this.mesh.systemNamespace,
      labels: { 'kuma.io/origin': 'zone', ...props.labels, 'kuma.io/mesh': this.mesh.name },
    };
    const resource = this.mesh._isForKuma ? customResource(this, { ...head, spec: () => this._spec() }) : undefined;
    this._metadata = resource?.metadata ?? metadataOf(this, head);
    DeclarationTree.of(this).declare({
      construct: this,
      part: () => ({ passthroughs: [this._declaration()] }),
      emitted: () =>
        resource === undefined ? [] : patchFindings(this, resource, this._spec(), this.mesh._kumaVersion),
    });
  }

  /** The metadata of its Kubernetes resource. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._metadata;
  }

  /** The destinations that are let through. A copy. */
  public get matches(): PassthroughMatch[] {
    return [...this._matches];
  }

  /**
   * Adds a destination that is let through.
   *
   * @param match the destination
   */
  public addMatch(match: PassthroughMatch): void {
    this._matches.push(match);
    DeclarationTree.of(this).changed();
  }

  private _declaration(): MeshPassthroughResource {
    const document = {
      apiVersion: API_VERSION,
      kind: 'MeshPassthrough',
      metadata: this._metadata.toJson() as object,
      spec: this._spec(),
    };
    return { ...declarationOf(this, document, 'MeshPassthrough'), mesh: this.mesh._key };
  }

  /** What later releases of Kuma have beside is taken too. */
  private _spec(): Plain<kuma.MeshPassthroughSpec> {
    const { targetRef } = this._props;
    const spec = {
      ...(targetRef === undefined
        ? {}
        : {
            targetRef: {
              ...targetRef,
              kind: literal(targetRef.kind),
              ...(targetRef.proxyTypes === undefined
                ? {}
                : { proxyTypes: targetRef.proxyTypes.map((one) => literal(one)) }),
            },
          }),
      default: defaultSpec(this._props.default ?? {}, this._matches),
    };
    return spec as Plain<kuma.MeshPassthroughSpec>;
  }
}

const defaultSpec = ({ passthroughMode }: PassthroughDefault, matches: readonly PassthroughMatch[]): object => ({
  ...(passthroughMode === undefined ? {} : { passthroughMode: literal(passthroughMode) }),
  ...(matches.length === 0 ? {} : { appendMatch: matches.map(matchSpec) }),
});

const matchSpec = ({ type, value, port, protocol }: PassthroughMatch): object => ({
  type: literal(type),
  value,
  port,
  protocol: literal(protocol),
});
