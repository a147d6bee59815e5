import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isError } from '../../../src/diagnostics/diagnostic';
import { run } from '../../run';
import { tool } from '../../tools';
import { Background } from '../background';
import { get } from '../clients/http';
import { type Container, type Manifest, type ServiceManifest, manifest, manifestsOf } from '../cluster/manifests';
import { type Pods, addPods, applyPolicies, proxyServices } from '../cluster/network';
import { type Volume, filesOf, mountFiles } from '../cluster/volumes';
import { ip } from '../lab';
import { PROJECT_ROOT } from '../namespace';
import { SourceExampleServers } from '../source-example.servers';
import { type World, runWorld } from '../world';
import type { GatewayResult, Seen } from './gateway.result';

/** A cluster with the objects of a gateway, as kubelet, kube-proxy and a network plugin act on them. */

const MODE = process.env['GATEWAY_DNS'] ?? '';
const SYSTEM = 'meshext-system';
const named = (name: string) => ({ 'app.kubernetes.io/name': name });
const PODS: Pods = {
  gateway: { address: '10.244.1.2', namespace: SYSTEM, labels: named('meshext-gateway') },
  shop: { address: '10.244.2.2', namespace: 'shop', labels: {} },
  other: { address: '10.244.3.2', namespace: 'other', labels: {} },
  dns: { address: '10.244.4.2', namespace: SYSTEM, labels: named('meshext-dns') },
  resolver: { address: '10.244.5.2', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
};
const CLUSTER_DNS = '10.96.0.10';
/** The Service of the cluster's own name server. */
const KUBE_DNS: ServiceManifest = {
  kind: 'Service',
  metadata: { name: 'kube-dns', namespace: 'kube-system' },
  spec: {
    clusterIP: CLUSTER_DNS,
    selector: PODS['resolver'].labels,
    ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol, targetPort: 53 })),
  },
};
const OUTSIDE = { 'tcpbin.com': '198.51.100.1', 'httpbin.org': '198.51.100.2', 'grpcbin.test.k6.io': '198.51.100.3' };
const SECRETS = join(PROJECT_ROOT, 'examples/source/secrets');
const READY_MS = 60_000;

runWorld(async (world): Promise<GatewayResult> => {
  ownSystemFolders(world);
  addPods(PODS);
  for (const address of Object.values(OUTSIDE)) ip('addr', 'add', `${address}/32`, 'dev', 'lo');
  const servers = await SourceExampleServers.start(world.folder, OUTSIDE);
  writeFileSync('/etc/resolv.conf', `nameserver ${CLUSTER_DNS}\noptions timeout:1 attempts:5\n`);
  writeFileSync('/etc/ssl/certs/ca-certificates.crt', servers.authority.certificate);
  const running: Background[] = [];
  try {
    running.push(...(await startCluster(world)));
    return {
      allowed: await inPod<Seen>('shop'),
      forbidden: await inPod<Seen>('other'),
      outside: {
        gatewayElsewhere: await inPod<string>('gateway', OUTSIDE['tcpbin.com'], '7777'),
        gatewayToEndpoint: await inPod<string>('gateway', OUTSIDE['tcpbin.com'], '4242'),
        isolatedToEndpoint: await inPod<string>('shop', OUTSIDE['tcpbin.com'], '4242'),
        otherToEndpoint: await inPod<string>('other', OUTSIDE['tcpbin.com'], '4242'),
        isolatedToListed: await inPod<string>('shop', PODS['other'].address, '9'),
        isolatedToUnlisted: await inPod<string>('shop', PODS['dns'].address, '9'),
      },
    };
  } finally {
    for (const one of running) await one.stop();
    servers.stop();
  }
});

/** Copies, so that what is mounted or written there stays in this namespace. */
function ownSystemFolders({ folder }: World): void {
  execFileSync('cp', ['-a', '/etc', join(folder, 'etc')]);
  mkdirSync(join(folder, 'etc/coredns'), { recursive: true });
  mkdirSync(join(folder, 'run'));
  execFileSync('mount', ['--bind', join(folder, 'etc'), '/etc']);
  execFileSync('mount', ['--bind', join(folder, 'run'), '/run']);
}

async function startCluster(world: World): Promise<Background[]> {
  const files = compiled();
  const manifests = manifestsOf(files.get('kubernetes/default.k8s.yaml') ?? '');
  const dns = startClusterDns(world, manifests, files.get('coredns/default/cluster/Corefile'));
  proxyServices([...manifests, KUBE_DNS], PODS);
  applyPolicies(manifests, PODS);
  const stub = MODE === 'stub' ? [startPod(world, manifests, 'dns', 'coredns')] : [];
  const envoy = startPod(world, manifests, 'gateway', 'envoy');
  const probe = containerOf(manifest(manifests, 'Deployment', 'meshext-gateway')).readinessProbe?.httpGet;
  await envoy.until('its readiness probe', READY_MS, async () => {
    const { status } = await get(`http://${PODS['gateway'].address}:${probe?.port}${probe?.path}`, 1000);
    return status === 200 ? true : undefined;
  });
  if (MODE === 'custom')
    mountFiles('/etc/coredns/custom', manifest(manifests, 'ConfigMap', 'coredns-custom').data ?? {});
  await dns.until(
    'the names of the mesh',
    READY_MS,
    async () => (await inPod<Seen>('shop').catch(() => undefined)) && true,
  );
  return [envoy, ...stub, dns];
}

/** What the command writes for the seven services of the example. */
function compiled(): ReadonlyMap<string, string> {
  const input = join(PROJECT_ROOT, 'test/cases/seven-services-universal/services.yaml');
  const dns = MODE === 'stub' ? '{ mode: stub, clusterIp: 10.96.0.53 }' : `{ mode: ${MODE} }`;
  const gateway = `{ clusterIpRange: 10.96.128.0/20, images: { envoy: e, coredns: c }, allowedNamespaces: [shop], egressIsolation: { namespaces: [shop], cidrs: [10.244.3.0/24] }, dns: ${dns} }`;
  const options = `meshes:\n  default:\n    delivery:\n      - gateway: ${gateway}\n`;
  const { artifacts, diagnostics } = run([{ file: 'services.yaml', text: readFileSync(input, 'utf8') }], options);
  const errors = diagnostics.filter(isError);
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
  return new Map(artifacts.map(({ path, text }) => [path, text]));
}

/** The cluster's own name server, with what its operators have put into its Corefile. */
function startClusterDns(world: World, manifests: readonly Manifest[], snippet = ''): Background {
  const hosts = Object.entries(OUTSIDE).map(([name, address]) => `${address} ${name}`);
  const cluster = `.:53 {\n errors\n hosts {\n ${hosts.join('\n ')}\n }\n reload 2s 1s\n}\n`;
  const imported = MODE === 'custom' ? 'import /etc/coredns/custom/*.server\n' : '';
  writeFileSync('/etc/coredns/Corefile', `${cluster}${imported}${snippet}`);
  if (MODE === 'inline')
    mountFiles('/etc/coredns/meshext', manifest(manifests, 'ConfigMap', 'meshext-zones').data ?? {});
  return new Background(
    'cluster DNS',
    'ip',
    ['netns', 'exec', 'resolver', tool('coredns'), '-conf', '/etc/coredns/Corefile'],
    join(world.folder, 'dns.log'),
  );
}

const containerOf = ({ spec }: Manifest): Container => spec.template.spec.containers[0];

/** Runs the container of a Deployment: its volumes, its arguments, as nobody and without any capability. */
function startPod(world: World, manifests: readonly Manifest[], pod: string, program: string): Background {
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
  const nobody = [
    'setpriv',
    '--reuid=65532',
    '--regid=65532',
    '--clear-groups',
    '--bounding-set=-all',
    '--no-new-privs',
  ];
  const command = ['netns', 'exec', pod, ...nobody, tool(program), ...args];
  return new Background(`${program} of ${pod}`, 'ip', command, join(world.folder, `${pod}.log`));
}

/** Of a ConfigMap, or of a Secret of the example. */
function keysOf(manifests: readonly Manifest[], name: string): Readonly<Record<string, string>> {
  const map = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  return map?.data ?? { value: readFileSync(join(SECRETS, name, 'value'), 'utf8') };
}

async function inPod<T>(pod: string, ...args: readonly string[]): Promise<T> {
  const client = join(PROJECT_ROOT, 'test/traffic/scenarios/gateway.client.ts');
  const command = ['netns', 'exec', pod, process.execPath, '--import', 'tsx', client, ...args];
  const { stdout } = await promisify(execFile)('ip', command, { cwd: PROJECT_ROOT });
  return JSON.parse(stdout) as T;
}
