import { Duration, Size } from 'cdk8s';
import { type ContainerProps, Cpu, ImagePullPolicy, Probe, Protocol, type k8s } from 'cdk8s-plus-28';
import {
  INLINE_CONFIG_MAP,
  STUB_FOLDER,
  STUB_HEALTH_PORT,
  STUB_PORT,
  STUB_READY_PORT,
  clusterZoneFiles,
  customKeys,
  stubCorefile,
} from '../backends/coredns/cluster';
import type { ZoneFile } from '../backends/coredns/zone';
import type { Gateway } from '../ir/ir';
import { type SizedConfigMap, packed } from './config-map-size';

/** How the name servers of a cluster come to know the names of a mesh, in ConfigMaps. */

/** A name server of our own, and its Service. */
export const DNS = 'meshext-dns';
/** Where cluster DNS is, in every cluster. */
export const KUBE_SYSTEM = 'kube-system';

export interface DnsFiles {
  readonly namespace: string;
  readonly configMaps: readonly SizedConfigMap[];
  /** Whether others have keys in the ConfigMap, too. */
  readonly isShared: boolean;
}

/** Empty when no service has a hostname. */
export function dnsFiles({ names, namespace }: Gateway): DnsFiles {
  const { mode, zones } = names;
  if (zones.length === 0) return { namespace, configMaps: [], isShared: false };
  switch (mode) {
    case 'custom':
      return {
        namespace: KUBE_SYSTEM,
        configMaps: [{ name: 'coredns-custom', data: dataOf(customKeys(names)) }],
        isShared: true,
      };
    case 'inline':
      return {
        namespace: KUBE_SYSTEM,
        configMaps: configMaps(INLINE_CONFIG_MAP, clusterZoneFiles(names)),
        isShared: false,
      };
    case 'stub':
      return {
        namespace,
        configMaps: configMaps(DNS, [{ name: 'Corefile', text: stubCorefile(names) }, ...clusterZoneFiles(names)]),
        isShared: false,
      };
  }
}

const dataOf = (files: readonly ZoneFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ name, text }) => [name, text]));

/** As many ConfigMaps as the files need. */
const configMaps = (name: string, files: readonly ZoneFile[]): SizedConfigMap[] =>
  packed(files, (one) => one.name.length + one.text.length).map((own, i) => ({
    name: i === 0 ? name : `${name}-${i}`,
    data: dataOf(own),
  }));

export const DNS_LABELS = { 'app.kubernetes.io/name': DNS };

/** Of the name server, which is asked by both protocols. */
export const DNS_PORTS = [Protocol.UDP, Protocol.TCP].map((protocol) => ({
  name: `dns-${protocol.toLowerCase()}`,
  protocol,
  number: STUB_PORT,
}));

export const dnsVolume = (configMaps: readonly SizedConfigMap[]): k8s.Volume => ({
  name: 'config',
  projected: { defaultMode: 0o440, sources: configMaps.map(({ name }) => ({ configMap: { name } })) },
});

/** What its container runs, and how it is asked whether it is well. */
export const dnsContainer: Omit<ContainerProps, 'image' | 'securityContext'> = {
  name: 'coredns',
  imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
  args: ['-conf', `${STUB_FOLDER}/Corefile`, '-dns.port', String(STUB_PORT)],
  ports: DNS_PORTS,
  readiness: Probe.fromHttpGet('/ready', { port: STUB_READY_PORT, periodSeconds: Duration.seconds(5) }),
  liveness: Probe.fromHttpGet('/health', {
    port: STUB_HEALTH_PORT,
    periodSeconds: Duration.seconds(10),
    failureThreshold: 6,
  }),
  resources: {
    cpu: { request: Cpu.millis(50) },
    memory: { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
  },
};
