import { type ApiObject, type ApiObjectMetadataDefinition, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { DEFAULT_ZONE, type ZoneEgressResource } from '../model/model';
import { API_VERSION, customResource, declarationOf, given, patchFindings } from './custom-resource';
import type { Admin } from './dataplane-props';
import { Mesh } from './mesh';
import { defaultName, requireChart } from './names';
import type { EnvoyOptions } from './options';
import { DeclarationTree } from './tree';

/** Properties of a zone egress: Kuma's fields, and ours. */
export interface ZoneEgressProps {
  /**
   * Its name.
   *
   * @default - the ids below the Mesh or Chart joined by `-`, without `Resource` and `Default`
   */
  readonly name?: string;

  /**
   * Labels.
   *
   * @default - those that Kuma sets itself
   */
  readonly labels?: { [key: string]: string };

  /**
   * The zone that it serves.
   *
   * @default - that of the nearest Mesh above, else `default`
   */
  readonly zone?: string;

  /** Where other proxies find it. */
  readonly networking: ZoneEgressNetworking;

  /**
   * Settings of its Envoy. It serves all meshes, so it has those of none.
   *
   * @default - the defaults of each
   */
  readonly envoy?: EnvoyOptions;
}

/** Where a zone egress listens. */
export interface ZoneEgressNetworking {
  /**
   * The address at which the proxies of its zone reach it: an IP address or a host name.
   *
   * @default - none, and nothing can reach it
   */
  readonly address?: string;

  /** Its port, 1 to 65535. */
  readonly port: number;

  /**
   * Its admin interface, on 127.0.0.1.
   *
   * @default - none
   */
  readonly admin?: Admin;
}

/**
 * A proxy through which traffic to external services leaves a zone, for all meshes whose `routing.zoneEgress` is true. It
 * decides who may reach them: see MeshTrafficPermission.
 */
export class ZoneEgress extends Construct {
  /** Its name. */
  public readonly name: string;
  /** The zone that it serves. */
  public readonly zone: string;
  private readonly _props: ZoneEgressProps;
  private readonly _resource: ApiObject;

  /**
   * @param scope a Chart, a Mesh, or a construct below one
   * @param id part of the name, unless `name` is given
   * @param props Kuma's fields, and ours
   * @throws when there is no Chart above
   */
  constructor(scope: Construct, id: string, props: ZoneEgressProps) {
    super(scope, id);
    requireChart(this, 'ZoneEgress');
    const mesh = [...this.node.scopes].reverse().find((above): above is Mesh => Mesh.isMesh(above));
    this.name = props.name ?? defaultName(this, (x) => Mesh.isMesh(x));
    this.zone = props.zone ?? mesh?.zone ?? DEFAULT_ZONE;
    this._props = props;
    const tree = DeclarationTree.of(this);
    this._resource = customResource(this, {
      kind: 'ZoneEgress',
      name: this.name,
      namespace: mesh?.systemNamespace ?? (Lazy.any({ produce: () => tree.systemNamespace() }) as string),
      labels: props.labels ?? {},
      spec: () => this._spec(),
    });
    tree.declare({
      construct: this,
      withdraw: () => this._withdraw(),
      part: () => ({ zoneEgresses: [this._declaration()] }),
      emitted: () => patchFindings(this, this._resource, this._spec()),
    });
  }

  /** The metadata of its Kubernetes resource. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._resource.metadata;
  }

  /** Meshes may be declared after their egresses, so only now it shows whether Kuma is to have this one. */
  private _withdraw(): void {
    const tree = DeclarationTree.of(this);
    const isWanted = (): boolean => tree.isEgressForControlPlane(this.name, this.zone);
    if (isWanted()) return;
    tree.read(this, 'manifest', isWanted); // a removed child cannot come back
    this.node.tryRemoveChild('Resource');
  }

  private _declaration(): ZoneEgressResource {
    const metadata = this._resource.metadata.toJson() as object;
    const document = { apiVersion: API_VERSION, kind: 'ZoneEgress', metadata, spec: this._spec() };
    return {
      ...declarationOf(this, document, 'ZoneEgress'),
      zone: this.zone,
      settings: given(this._props.envoy ?? {}),
    };
  }

  private _spec(): object {
    const { address, port, admin } = this._props.networking;
    return { networking: { address, port, admin } };
  }
}
