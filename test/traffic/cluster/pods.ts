import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tool } from '../../tools';
import { Background } from '../background';
import { get } from '../clients/http';
import { PROJECT_ROOT } from '../namespace';
import { type Container, type Manifest, type ServiceManifest, manifest } from './manifests';
import { type Volume, filesOf, mountFiles } from './volumes';

/** The part of a kubelet, for pods that `addPods` made: what a Deployment of the mesh's own runs, and clients. */

export const EXAMPLE_SECRETS = join(PROJECT_ROOT, 'examples/source/secrets');
const READY_MS = 60_000;

export const CLUSTER_DNS = '10.96.0.10';
/** The Service of the cluster's own name server, which is in the pod `resolver`. */
export const KUBE_DNS: ServiceManifest = {
  kind: 'Service',
  metadata: { name: 'kube-dns', namespace: 'kube-system' },
  spec: {
    clusterIPs: [CLUSTER_DNS],
    selector: { 'k8s-app': 'kube-dns' },
    ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol, targetPort: 53 })),
  },
};

/** Copies, so that what is mounted or written there stays in this namespace. */
export function ownSystemFolders(folder: string): void {
  execFileSync('cp', ['-a', '/etc', join(folder, 'etc')]);
  mkdirSync(join(folder, 'etc/coredns'), { recursive: true });
  mkdirSync(join(folder, 'run'));
  execFileSync('mount', ['--bind', join(folder, 'etc'), '/etc']);
  execFileSync('mount', ['--bind', join(folder, 'run'), '/run']);
}

const containerOf = ({ spec }: Manifest): Container => spec.template.spec.containers[0];

const NOBODY = ['setpriv', '--reuid=65532', '--regid=65532', '--clear-groups', '--bounding-set=-all', '--no-new-privs'];

/** Runs the container of a Deployment: its volumes, its arguments, as nobody and without any capability. */
export function startPod(folder: string, manifests: readonly Manifest[], pod: string, program: string): Background {
  const deployment = manifest(manifests, 'Deployment', `meshext-${pod}`);
  const { args = [], volumeMounts = [] } = containerOf(deployment);
  for (const { name, mountPath } of volumeMounts) {
    const volume = deployment.spec.template.spec.volumes.find((one): one is Volume => one.name === name);
    if (volume !== undefined)
      mountFiles(
        mountPath,
        filesOf(volume, (object) => keysOf(manifests, object)),
      );
  }
  const command = ['netns', 'exec', pod, ...NOBODY, tool(program), ...args];
  return new Background(`${program} of ${pod}`, 'ip', command, join(folder, `${pod}.log`));
}

/** Runs the gateway's Envoy, and comes back once it is ready. */
export async function startGateway(
  folder: string,
  manifests: readonly Manifest[],
  address: string,
): Promise<Background> {
  const envoy = startPod(folder, manifests, 'gateway', 'envoy');
  const probe = containerOf(manifest(manifests, 'Deployment', 'meshext-gateway')).readinessProbe?.httpGet;
  await envoy.until('its readiness probe', READY_MS, async () => {
    const { status } = await get(`http://${address}:${probe?.port}${probe?.path}`, 1000);
    return status === 200 ? true : undefined;
  });
  return envoy;
}

/** Of a ConfigMap, or of a Secret of the example. */
function keysOf(manifests: readonly Manifest[], name: string): Readonly<Record<string, string>> {
  const map = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  return map?.data ?? { value: readFileSync(join(EXAMPLE_SECRETS, name, 'value'), 'utf8') };
}

/** The cluster's own name server, which also stands for the rest of the world; `more` is what its operators have added. */
export function startClusterDns(folder: string, names: Readonly<Record<string, string>>, more: string): Background {
  const hosts = Object.entries(names).map(([name, address]) => `${address} ${name}`);
  const own = 'template IN ANY cluster.local {\n rcode NXDOMAIN\n }'; // what the search domains of pods ask for
  const cluster = `.:53 {\n errors\n ${own}\n hosts {\n ${hosts.join('\n ')}\n }\n reload 2s 1s\n}\n`;
  const corefile = '/etc/coredns/Corefile';
  writeFileSync(corefile, `${cluster}${more}`);
  const command = ['netns', 'exec', 'resolver', tool('coredns'), '-conf', corefile];
  return new Background('cluster DNS', 'ip', command, join(folder, 'dns.log'));
}

/** What a program of the scenarios prints that runs in a pod. */
export async function askIn<T>(pod: string, program: string, ...args: readonly string[]): Promise<T> {
  const client = join(PROJECT_ROOT, 'test/traffic/scenarios', program);
  const command = ['netns', 'exec', pod, process.execPath, '--import', 'tsx', client, ...args];
  const { stdout } = await promisify(execFile)('ip', command, { cwd: PROJECT_ROOT });
  return JSON.parse(stdout) as T;
}
