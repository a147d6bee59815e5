import { Duration, Size } from 'cdk8s';
import {
  Capability,
  type ContainerProps,
  type ContainerResources,
  Cpu,
  ImagePullPolicy,
  Probe,
  type ProbeOptions,
} from 'cdk8s-plus-28';
import { REDIRECT_PORT } from '../compile/capture';
import type { SidecarSettings } from '../model/delivery';
import { hardened, hardenedCoredns } from './hardened-pods';

/** The containers of a sidecar, but for what they mount. */

export const ENVOY = 'meshext-envoy';
/** Where CoreDNS finds its files. */
export const COREDNS_DIR = '/etc/meshext/coredns';
/** Where CoreDNS tells by HTTP that it is well. */
export const HEALTH_PORT = 15053;

const often: ProbeOptions = { periodSeconds: Duration.seconds(1), failureThreshold: 60 };
const seldom: ProbeOptions = { periodSeconds: Duration.seconds(10), failureThreshold: 3 };

const probes = (
  probe: (options: ProbeOptions) => Probe,
): Pick<ContainerProps, 'startup' | 'readiness' | 'liveness'> => ({
  startup: probe(often),
  readiness: probe(seldom),
  liveness: probe(seldom),
});

const upTo = (millis: number, requested: number, limit: number): ContainerResources => ({
  cpu: { request: Cpu.millis(millis) },
  memory: { request: Size.mebibytes(requested), limit: Size.mebibytes(limit) },
});

/** Reaches the listener that redirected connections come to; Envoy opens it once its configuration is complete. */
export const envoyContainer = (
  { images }: SidecarSettings,
  configDir: string,
  resources = upTo(50, 128, 512),
): ContainerProps => ({
  name: ENVOY,
  image: images.envoy,
  imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
  args: ['-c', `${configDir}/bootstrap.json`, '--disable-hot-restart', '--concurrency', '2'],
  securityContext: hardened,
  resources,
  ...probes((options) => Probe.fromTcpSocket({ port: REDIRECT_PORT, ...options })),
});

/** The sysctl of the pod opens the port. */
export const corednsContainer = ({ images }: SidecarSettings, resources = upTo(20, 64, 256)): ContainerProps => ({
  name: 'meshext-coredns',
  image: images.coredns ?? '',
  imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
  args: ['-conf', 'Corefile'],
  workingDir: COREDNS_DIR, // zones are found from there
  securityContext: hardenedCoredns(images.corednsFileCapability),
  resources,
  ...probes((options) => Probe.fromHttpGet('/health', { port: HEALTH_PORT, ...options })),
});

/** The files with capture rules that are used; each is loaded by a container of its own, so that no shell is needed. */
export function captureFileNames({ captureRules = 'nft' }: SidecarSettings, ranges: readonly string[]): string[] {
  if (captureRules === 'nft') return ['capture.nft'];
  const has = (isV6: boolean): boolean => ranges.some((range) => range.includes(':') === isV6);
  return [...(has(false) ? ['capture.iptables'] : []), ...(has(true) ? ['capture.ip6tables'] : [])];
}

/** Rules of a network need its administration, and iptables sockets of its own kind on top. */
export const captureContainer = ({ images }: SidecarSettings, file: string, configDir: string): ContainerProps => ({
  name: `meshext-${file.replace('.', '-')}`,
  image: images.capture ?? '',
  imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
  command: captureCommand(file, `${configDir}/${file}`),
  securityContext: {
    ...hardened,
    user: 0,
    group: 0,
    ensureNonRoot: false,
    capabilities: { drop: [Capability.ALL], add: [Capability.NET_ADMIN, Capability.NET_RAW] },
  },
  resources: upTo(10, 16, 64),
});

const captureCommand = (file: string, path: string): string[] =>
  file === 'capture.nft' ? ['nft', '-f', path] : [`${file.replace('capture.', '')}-restore`, '--noflush', path];
