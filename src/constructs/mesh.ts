import type { Workload } from 'cdk8s-plus-28';
import { Construct, type IConstruct } from 'constructs';
import type { Diagnostic } from '../diagnostics/diagnostic';
import {
  DEFAULT_KUMA_VERSION,
  DEFAULT_SYSTEM_NAMESPACE,
  DEFAULT_VIP_CIDR,
  DEFAULT_ZONE,
  type KumaVersion,
  type MeshDeclaration,
  meshKey,
} from '../model/model';
import { type DeliverySettings, hasOwnVips, kindsOf } from '../model/delivery';
import { judgeProps } from '../model/judge-props';
import type { Options } from '../model/options';
import { meshOptions } from '../model/options-schema';
import type { ProxySettings } from '../model/settings';
import type { Dataplane } from './dataplane';
import { settingsOf } from './delivery';
import type { MeshExternalService } from './mesh-external-service';
import { MESH, isMesh, meshAbove } from './mesh-above';
import { gatewayDeclaration } from './mesh-gateway';
import type { MeshProps } from './mesh-props';
import { meshResource } from './mesh-resource';
import { requireChart } from './names';
import { Sidecar } from './sidecar';
import type { SidecarOptions } from './sidecar-options';
import { standingIn } from './standing';
import { DeclarationTree } from './tree';

/**
 * A mesh in one zone. What is declared below it, or with it as the prop `mesh`, belongs to it. Needs a Chart above it.
 */
export class Mesh extends Construct {
  /**
   * The nearest mesh above a construct.
   *
   * @param construct where to start
   * @throws when there is none
   */
  public static of(construct: IConstruct): Mesh {
    const mesh = meshAbove(construct);
    if (mesh !== undefined) return mesh;
    throw new Error(
      `'${construct.node.path}' has no Mesh above it: create it in a Mesh, or pass one as the prop mesh.`,
    );
  }

  /**
   * Whether something is a mesh, of this copy of the package or another.
   *
   * @param x anything
   */
  public static isMesh(x: unknown): x is Mesh {
    return isMesh(x);
  }

  /** Its name. */
  public readonly name: string;
  /** Its zone. */
  public readonly zone: string;
  /** The namespace of Kuma's control plane. */
  public readonly systemNamespace: string;
  /** @internal */
  public readonly _kumaVersion: KumaVersion;
  /** @internal */
  public readonly _settings: ProxySettings;
  /** @internal */
  public readonly _delivery?: readonly DeliverySettings[];
  /**
   * Whether a delivery was asked for that is none as it stands.
   *
   * @internal
   */
  public readonly _isDeliveryWrong: boolean;
  /** @internal */
  public readonly _vipRanges: readonly string[];
  /** @internal */
  public readonly _services: MeshExternalService[] = [];
  /** @internal */
  public readonly _dataplanes: Dataplane[] = [];

  /**
   * @param scope a Chart, or a construct below one
   * @param id the name of the mesh, unless `name` is given
   * @param props the rest
   * @throws when there is no Chart above
   */
  constructor(scope: Construct, id: string, props: MeshProps = {}) {
    super(scope, id);
    requireChart(this, 'Mesh');
    Object.defineProperty(this, MESH, { value: true });
    this.name = props.name ?? id;
    const place = { construct: this.node.path, kind: 'Mesh', name: this.name };
    const { options, findings } = judgeProps<MeshOptions>(meshOptions, optionsOf(props), place);
    this.zone = options.zone ?? DEFAULT_ZONE;
    this.systemNamespace = options.systemNamespace ?? DEFAULT_SYSTEM_NAMESPACE;
    this._settings = options.envoy ?? {};
    const { delivery = [], kumaVersion = DEFAULT_KUMA_VERSION, compatibility = 'none' } = options;
    this._delivery = delivery.length === 0 ? undefined : delivery; // an empty one is what is left of a wrong one
    this._isDeliveryWrong = findings.some(({ at }) => at.field?.startsWith('delivery'));
    this._kumaVersion = kumaVersion;
    const { cidr: vipCidr = DEFAULT_VIP_CIDR, cidrV6 } = options.vips ?? {};
    const ranges = { vipCidr, ...(cidrV6 === undefined ? {} : { vipCidrV6: cidrV6 }) };
    this._vipRanges = Object.values(ranges);
    const { name, zone, systemNamespace, _settings: settings } = this;
    const facts = { place, name, zone, systemNamespace, kumaVersion, compatibility, ...ranges, settings };
    this._declare({ ...facts, delivery: this._delivery, zoneEgress: false }, props, findings);
  }

  /** Its external services, sorted by name, wherever in the tree they were declared. A copy. */
  public get services(): MeshExternalService[] {
    return this._sorted('services', this._services);
  }

  /** Its dataplanes, sorted by name, wherever in the tree they were declared. A copy. */
  public get dataplanes(): Dataplane[] {
    return this._sorted('dataplanes', this._dataplanes);
  }

  /**
   * Gives a workload a sidecar: Envoy and CoreDNS in each of its pods, through which it reaches services of this mesh. The
   * mesh needs `Delivery.sidecar`. A second sidecar for one workload is an error.
   *
   * @param workload a Deployment, StatefulSet, DaemonSet, Job or CronJob of cdk8s-plus-28
   * @param options which services it may reach, and settings
   */
  public addSidecar(workload: Workload, options: SidecarOptions): Sidecar {
    const before = workload.node.children.filter(({ node }) => /^Sidecar\d*$/.test(node.id)).length;
    return new Sidecar(workload, before === 0 ? 'Sidecar' : `Sidecar${before + 1}`, {
      mesh: this,
      workload,
      ...options,
    });
  }

  /** @internal */
  public get _key(): string {
    return meshKey(this.name, this.zone);
  }

  /**
   * Whether Kuma gets its resources.
   *
   * @internal
   */
  public get _isForKuma(): boolean {
    return this._delivery === undefined || kindsOf(this._delivery).includes('kuma');
  }

  /**
   * Whether its services have VIPs of ours, or would have if a wrong delivery were right.
   *
   * @internal
   */
  public get _hasOwnVips(): boolean {
    return this._isDeliveryWrong || hasOwnVips({ delivery: this._delivery });
  }

  private _declare(facts: MeshDeclaration, props: MeshProps, findings: readonly Diagnostic[]): void {
    const tree = DeclarationTree.of(this);
    const { kumaVersion, name, systemNamespace } = facts;
    const resource = meshResource(this, name, props, { forKuma: this._isForKuma, kumaVersion });
    const gateway = gatewayDeclaration(this, () => tree.mesh(this._key));
    tree.declare({
      construct: this,
      systemNamespace,
      ...gateway,
      emitted: () => [...findings, ...gateway.emitted(), ...(resource?.findings() ?? [])],
      part: () => ({ meshes: [{ ...facts, ...resource?.facts() }] }),
    });
  }

  private _sorted<T extends MeshExternalService | Dataplane>(what: string, all: readonly T[]): T[] {
    const sorted = (): T[] => all.filter(standingIn(this.node.root)).sort((a, b) => (a.name < b.name ? -1 : 1));
    DeclarationTree.of(this).read(this, what, () => sorted().map((one) => one.name));
    return sorted();
  }
}

/** What of a mesh may be wrong although its types are right. */
type MeshOptions = NonNullable<Options['meshes']>[string] & Pick<Options, 'zone' | 'systemNamespace' | 'kumaVersion'>;

const optionsOf = ({ zone, systemNamespace, kumaVersion, compatibility, vips, envoy, delivery }: MeshProps) => ({
  ...{ zone, systemNamespace, kumaVersion, compatibility, vips, envoy },
  delivery: settingsOf(delivery),
});
