import type { ApiObject, ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import { judgeProps } from '../model/judge-props';
import { DEFAULT_ZONE } from '../model/model';
import { proxyOptions } from '../model/options-schema';
import type { ProxySettings } from '../model/settings';
import { ofObject } from './as-declared';
import { copied } from './copied';
import type { Admin } from './dataplane-props';
import { meshAbove } from './mesh-above';
import { defaultName, requireChart } from './names';
import type { EnvoyOptions } from './options';
import { DeclarationTree } from './tree';
import { declareZonal } from './zonal';

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
    this.name = props.name ?? defaultName(this);
    this.zone = props.zone ?? meshAbove(this)?.zone ?? DEFAULT_ZONE;
    this._props = copied(props);
    const place = { construct: this.node.path, kind: 'ZoneEgress', name: this.name };
    const judged = judgeProps<{ readonly envoy?: ProxySettings }>(proxyOptions, { envoy: this._props.envoy }, place);
    const { envoy = {} } = judged.options;
    this._resource = declareZonal(this, {
      kind: 'ZoneEgress',
      labels: props.labels,
      spec: () => this._spec(),
      findings: judged.findings,
      part: (one) => ({ zoneEgresses: [{ ...one, zone: this.zone, settings: envoy }] }),
      isForControlPlane: () => DeclarationTree.of(this).isEgressForControlPlane(this.name, this.zone),
    });
  }

  /** The metadata of its Kubernetes resource. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._resource.metadata;
  }

  private _spec(): object {
    return { networking: ofObject(this._props.networking, ({ address, port, admin }) => ({ address, port, admin })) };
  }
}
