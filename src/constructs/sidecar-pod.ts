import { ApiObject, JsonPatch, Lazy } from 'cdk8s';
import {
  ConfigMap,
  type Container,
  type ContainerProps,
  ContainerRestartPolicy,
  Volume,
  type Workload,
  k8s,
} from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { IDENTITY_FILES } from '../backends/envoy/secrets';
import type { SidecarSettings } from '../model/delivery';
import {
  COREDNS_DIR,
  ENVOY,
  captureContainer,
  captureFileNames,
  corednsContainer,
  envoyContainer,
} from './sidecar-containers';
import type { SidecarOptions } from './sidecar-options';

/** The files of a sidecar, and where its containers find them. */
export interface SidecarFiles {
  readonly envoyConfigMap: ApiObject;
  /** The folder that the files of Envoy stand in. */
  readonly configDir: string;
  readonly secretsDir: string;
  readonly corednsConfigMap: ApiObject;
  /** The ranges of the VIPs. */
  readonly ranges: readonly string[];
  /** Changes when the containers have to be started again. */
  readonly startHash: () => string;
}

/** The secret that holds what the pods are in the mesh, and the folder that it is mounted to, below that of secrets. */
export interface PodIdentity {
  readonly secret: string;
  readonly folder: string;
}

const HASH = 'meshext/config-hash';
const DNS_PORT = { name: 'net.ipv4.ip_unprivileged_port_start', value: '53' };
const KUBELET_NDOTS = { name: 'ndots', value: '5' };

/** Of the generated class: which keys there are is known at synth, and ConfigMap of cdk8s-plus-28 wants them when it is declared. */
export const lateConfigMap = (
  scope: Construct,
  id: string,
  namespace: string | undefined,
  data: () => Readonly<Record<string, string>>,
): ApiObject =>
  new k8s.KubeConfigMap(scope, id, {
    metadata: { namespace },
    data: Lazy.any({ produce: data }) as Record<string, string>,
  });

/** The pod template of a workload, below its manifest. */
const templateOf = ({ kind }: Workload): string =>
  kind === 'CronJob' ? '/spec/jobTemplate/spec/template' : '/spec/template';

/**
 * Puts a sidecar into the pods of a workload. Its containers start before those that are there, in the order: capture rules,
 * CoreDNS, Envoy. What cdk8s-plus-28 has no word for is patched.
 */
export class SidecarPod {
  /** Whether a workload has one. */
  static isIn(workload: Workload): boolean {
    return [...workload.initContainers, ...workload.containers].some(({ name }) => name === ENVOY);
  }

  private readonly pod: string;
  private readonly envoy: string;
  private readonly secrets: object[] = [];
  private mountsSecrets = false;

  constructor(
    private readonly scope: Construct,
    private readonly workload: Workload,
    private readonly settings: SidecarSettings,
    private readonly files: SidecarFiles,
    { envoyResources, corednsResources }: SidecarOptions,
  ) {
    this.pod = `${templateOf(workload)}/spec`;
    const initBefore = workload.initContainers.length;
    const config = this.volume('envoy', files.envoyConfigMap);
    const captures = captureFileNames(settings, files.ranges).map((file) => {
      const container = workload.addInitContainer(captureContainer(settings, file, files.configDir));
      container.mount(files.configDir, config, { readOnly: true });
      return container;
    });
    if (settings.captureRules === 'iptables') this.giveLock(captures);
    const coredns = this.add(corednsContainer(settings, corednsResources));
    coredns.mount(COREDNS_DIR, this.volume('coredns', files.corednsConfigMap), { readOnly: true });
    const envoy = this.add(envoyContainer(settings, files.configDir, envoyResources));
    envoy.mount(files.configDir, config, { readOnly: true });
    const isClassic = settings.form === 'classic';
    this.envoy = isClassic ? `containers/${workload.containers.length - 1}` : `initContainers/${captures.length + 1}`;
    this.moveToFront(initBefore, workload.initContainers.length - initBefore);
    this.useOwnNames();
    workload.podMetadata.addAnnotation(HASH, Lazy.any({ produce: () => files.startHash() }) as string);
  }

  /** Mounts the secrets, all below one folder that is exchanged as a whole. May be called again. */
  mountSecrets(names: readonly string[], identity?: PodIdentity): void {
    const sources = names.map((name) => ({
      secret: { name, items: [{ key: 'value', path: `${name}/value` }] },
    }));
    if (identity !== undefined) {
      const items = IDENTITY_FILES.map((key) => ({ key, path: `${identity.folder}/${key}` }));
      sources.push({ secret: { name: identity.secret, items } });
    }
    this.secrets.splice(0, this.secrets.length, ...sources); // the patch holds this very list
    if (this.mountsSecrets || sources.length === 0) return;
    this.mountsSecrets = true;
    const name = 'meshext-secrets';
    this.patch(
      JsonPatch.add(`${this.pod}/volumes/-`, { name, projected: { sources: this.secrets } }),
      JsonPatch.add(`${this.pod}/${this.envoy}/volumeMounts/-`, {
        name,
        mountPath: this.files.secretsDir,
        readOnly: true,
      }),
    );
  }

  private add(props: ContainerProps): Container {
    return this.settings.form === 'classic'
      ? this.workload.addContainer(props)
      : this.workload.addInitContainer({ ...props, restartPolicy: ContainerRestartPolicy.ALWAYS });
  }

  private volume(what: string, configMap: ApiObject): Volume {
    const source = ConfigMap.fromConfigMapName(this.scope, `${what}-config-map`, configMap.name);
    ApiObject.of(this.workload).addDependency(configMap);
    return Volume.fromConfigMap(this.scope, `${what}-volume`, source, { name: `meshext-${what}` });
  }

  /** iptables writes a lock to /run, and the root file system is read-only. */
  private giveLock(containers: readonly Container[]): void {
    const run = Volume.fromEmptyDir(this.scope, 'run-volume', 'meshext-run');
    containers.forEach((one) => one.mount('/run', run));
  }

  /** Init containers of the workload need names as well. */
  private moveToFront(before: number, count: number): void {
    if (before === 0) return;
    const place = (index: number): string => `${this.pod}/initContainers/${index}`;
    this.patch(...Array.from({ length: count }, (_, i) => JsonPatch.move(place(before + i), place(i))));
  }

  /** The pod asks its own CoreDNS, with the search domains and the `ndots` that kubelet gives it otherwise. */
  private useOwnNames(): void {
    const { dns, securityContext, metadata } = this.workload;
    const domain = this.settings.clusterDomain ?? 'cluster.local';
    dns.addNameserver('127.0.0.1');
    dns.addSearch(`${metadata.namespace}.svc.${domain}`, `svc.${domain}`, domain);
    if (!dns.options.some(({ name }) => name === 'ndots')) dns.addOption(KUBELET_NDOTS);
    const others = securityContext.sysctls.filter(({ name }) => name !== DNS_PORT.name);
    this.patch(
      JsonPatch.add(`${this.pod}/dnsPolicy`, 'None'),
      JsonPatch.add(`${this.pod}/securityContext/sysctls`, [...others, DNS_PORT]),
    );
  }

  private patch(...ops: JsonPatch[]): void {
    ApiObject.of(this.workload).addJsonPatch(...ops);
  }
}
