import { ApiObject } from 'cdk8s';
import type { Workload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Artifact } from '../backends/backend';
import { nameServerFiles } from '../backends/coredns/coredns';
import { filesInFolder, secretNames, startHash } from '../backends/envoy/files';
import { identityFolder } from '../backends/envoy/secrets';
import { DEFAULT_CONFIG, DEFAULT_SECRETS } from '../compile/proxies';
import { optionWithoutEffect, sidecarNotDelivered } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import type { Sidecar as Compiled } from '../ir/ir';
import type { SidecarSettings } from '../model/delivery';
import { judgeProps } from '../model/judge-props';
import type { SidecarDeclaration } from '../model/model';
import { sidecarOptions } from '../model/options-schema';
import { isObject } from '../model/read';
import type { ProxySettings } from '../model/settings';
import { listOf } from './as-declared';
import { dataOf, filesFindings } from './config-map-size';
import type { Mesh } from './mesh';
import type { MeshExternalService } from './mesh-external-service';
import { plus } from './plus';
import type { SidecarOptions, SidecarProps } from './sidecar-options';
import type { PodIdentity, SidecarPod } from './sidecar-pod';
import {
  choiceFindings,
  folderFindings,
  foreignFindings,
  secretFindings,
  unknownFindings,
  workloadFindings,
} from './sidecar-refusals';
import { DeclarationTree } from './tree';

/** Envoy and CoreDNS in each pod of a workload, with the ConfigMaps of both. */
export class Sidecar extends Construct {
  /** The mesh whose services are reached. */
  public readonly mesh: Mesh;
  /** Whose pods it stands in. */
  public readonly workload: Workload;
  private readonly _settings?: SidecarSettings;
  private readonly _envoy: ProxySettings;
  private readonly _reach: Pick<SidecarOptions, 'services' | 'selector'>;
  private readonly _configDir: string;
  private readonly _secretsDir: string;

  /**
   * @param scope where its ConfigMaps are declared
   * @param id its id there
   * @param props the mesh, the workload, and what it may reach
   */
  constructor(scope: Construct, id: string, props: SidecarProps) {
    super(scope, id);
    this.mesh = props.mesh;
    this.workload = props.workload;
    this._settings = this.mesh._delivery?.flatMap(({ sidecar }) => sidecar ?? [])[0];
    const { envoy: own, selector } = props;
    const judged = judgeProps<SidecarSaid>(sidecarOptions, { envoy: own, selector }, this._at);
    this._envoy = judged.options.envoy ?? {};
    this._reach = { services: listOf(props.services).filter(isService), selector: judged.options.selector };
    const envoy = { ...this.mesh._settings, ...this._envoy };
    this._configDir = trimmed(envoy.configDir ?? DEFAULT_CONFIG);
    this._secretsDir = trimmed(envoy.secretsDir ?? DEFAULT_SECRETS);
    const refused = this._refused(props);
    const pod = this._settings === undefined || refused.length > 0 ? undefined : this._pod(this._settings, props);
    DeclarationTree.of(this).declare({
      construct: this,
      mesh: this.mesh,
      part: () => ({ sidecars: [this._declaration()] }),
      settle: () => pod?.mountSecrets(this._secrets(), this._identity()),
      emitted: () => [...judged.findings, ...refused, ...this._ineffective(), ...this._emitted()],
    });
  }

  private get _at(): Place {
    return { construct: this.node.path, kind: 'Sidecar', mesh: this.mesh.name, name: this.workload.name };
  }

  /** What can be said before anything is compiled; with it, the pods stay as they are. */
  private _refused({ services, selector }: SidecarProps): Diagnostic[] {
    const named = listOf(services);
    const foreign = named.filter((one) => isService(one) && !one._isIn(this.mesh)).map(({ name }) => name);
    const at = this._at;
    const ofWorkload = (settings: SidecarSettings): Diagnostic[] =>
      plus().SidecarPod.isIn(this.workload) ? [] : workloadFindings(at, this.workload, settings); // a second one is said by the compile
    const notDelivered = this.mesh._isDeliveryWrong ? [] : [sidecarNotDelivered(at, this.mesh.name)]; // what is wrong is said of the mesh
    return [
      ...(this._settings === undefined ? notDelivered : ofWorkload(this._settings)),
      ...folderFindings(at, this._configDir, this._secretsDir),
      ...choiceFindings(at, named.length > 0 || (selector ?? undefined) !== undefined),
      ...unknownFindings(at, named.map(isService)),
      ...foreignFindings(at, this.mesh._key, foreign),
    ];
  }

  private _pod(settings: SidecarSettings, props: SidecarProps): SidecarPod | undefined {
    const { SidecarPod: Pod, lateConfigMap } = plus();
    if (Pod.isIn(this.workload)) return undefined;
    const { namespace } = this.workload.metadata;
    return new Pod(
      this,
      this.workload,
      settings,
      {
        envoyConfigMap: lateConfigMap(this, 'envoy', namespace, () => dataOf(this._envoyFiles()) ?? {}),
        configDir: this._configDir,
        secretsDir: this._secretsDir,
        corednsConfigMap: lateConfigMap(this, 'coredns', namespace, () => dataOf(this._corednsFiles()) ?? {}),
        ranges: this.mesh._vipRanges,
        startHash: () => this._read('', ({ proxy }) => startHash(proxy, this.mesh._key)),
      },
      props,
    );
  }

  private _declaration(): SidecarDeclaration {
    const { services = [], selector } = this._reach;
    return {
      place: this._at,
      workload: this.workload.node.path,
      mesh: this.mesh._key,
      name: this.workload.name,
      settings: { ...this.mesh._settings, ...this._envoy },
      mayReach: {
        services: services.map((one) => one._nameInZone('kubernetes')),
        ...(selector === undefined ? {} : { matchLabels: selector.matchLabels ?? {} }),
      },
    };
  }

  /** What the compile made of it; `otherwise` when errors left nothing. */
  private _read<T>(otherwise: T, read: (compiled: Compiled) => T): T {
    const compiled = DeclarationTree.of(this).sidecar(this);
    return compiled === undefined ? otherwise : read(compiled);
  }

  private _envoyFiles(): readonly Artifact[] {
    const used = this._settings === undefined ? [] : plus().captureFileNames(this._settings, this.mesh._vipRanges);
    const isUsed = ({ path }: Artifact): boolean => !path.startsWith('capture.') || used.includes(path);
    return this._read([], ({ proxy }) => filesInFolder(proxy, this.mesh._key).filter(isUsed));
  }

  private _corednsFiles(): readonly Artifact[] {
    return this._read([], (compiled) => nameServerFiles({ ...compiled, healthPort: plus().HEALTH_PORT }));
  }

  private _secrets(): string[] {
    return this._read([], ({ proxy }) => secretNames(proxy));
  }

  /** Where traffic passes a zone egress, which asks every pod who it is. */
  private _identity(): PodIdentity | undefined {
    return this._read<PodIdentity | undefined>(undefined, ({ proxy: { through, name } }) =>
      through === undefined
        ? undefined
        : { secret: `${name}-identity`, folder: identityFolder({ mesh: through.mesh, name }) },
    );
  }

  private _ineffective(): Diagnostic[] {
    return (['capture', 'adminPath'] as const)
      .filter((key) => this._envoy[key] !== undefined)
      .map((key) => optionWithoutEffect({ ...this._at, field: `envoy.${key}` }, 'in a sidecar', 'Remove it.'));
  }

  private _emitted(): Diagnostic[] {
    const wayOut = 'Let the workload reach fewer services, or divide them among several workloads.';
    const maps = this.node.children.filter((one) => ApiObject.isApiObject(one));
    return [
      ...secretFindings(this._at, this._secrets()),
      ...maps.flatMap(({ name, node: { id } }) =>
        filesFindings(this._at, name, id === 'envoy' ? this._envoyFiles() : this._corednsFiles(), wayOut),
      ),
    ];
  }
}

/** What of it no resource of Kuma has a place for. */
type SidecarSaid = Pick<SidecarOptions, 'selector'> & { readonly envoy?: ProxySettings };

const isService = (one: unknown): one is MeshExternalService => isObject(one) && '_isIn' in one;

const trimmed = (folder: string): string => folder.replace(/\/+$/, '');
