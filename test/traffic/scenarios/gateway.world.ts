import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isError } from '../../../src/diagnostics/diagnostic';
import { run } from '../../run';
import type { Background } from '../background';
import { manifest, manifestsOf } from '../cluster/manifests';
import { type Pods, addPods, applyPolicies, proxyServices } from '../cluster/network';
import {
  CLUSTER_DNS,
  KUBE_DNS,
  askIn,
  ownSystemFolders,
  startClusterDns,
  startGateway,
  startPod,
} from '../cluster/pods';
import { type Keys, mountFiles } from '../cluster/volumes';
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
  gateway: { addresses: ['10.244.1.2'], namespace: SYSTEM, labels: named('meshext-gateway') },
  shop: { addresses: ['10.244.2.2'], namespace: 'shop', labels: {} },
  other: { addresses: ['10.244.3.2'], namespace: 'other', labels: {} },
  dns: { addresses: ['10.244.4.2'], namespace: SYSTEM, labels: named('meshext-dns') },
  resolver: { addresses: ['10.244.5.2'], namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
};
const OUTSIDE = { 'tcpbin.com': '198.51.100.1', 'httpbin.org': '198.51.100.2', 'grpcbin.test.k6.io': '198.51.100.3' };
const CLIENT = 'gateway.client.ts';
const READY_MS = 60_000;

runWorld(async (world): Promise<GatewayResult> => {
  ownSystemFolders(world.folder);
  addPods(PODS);
  for (const address of Object.values(OUTSIDE)) ip('addr', 'add', `${address}/32`, 'dev', 'lo');
  const servers = await SourceExampleServers.start(world.folder, OUTSIDE);
  writeFileSync('/etc/resolv.conf', `nameserver ${CLUSTER_DNS}\noptions timeout:1 attempts:5\n`);
  writeFileSync('/etc/ssl/certs/ca-certificates.crt', servers.authority.certificate);
  const running: Background[] = [];
  try {
    running.push(...(await startCluster(world)));
    return {
      allowed: await askIn<Seen>('shop', CLIENT),
      forbidden: await askIn<Seen>('other', CLIENT),
      outside: {
        gatewayElsewhere: await askIn<string>('gateway', CLIENT, OUTSIDE['tcpbin.com'], '7777'),
        gatewayToEndpoint: await askIn<string>('gateway', CLIENT, OUTSIDE['tcpbin.com'], '4242'),
        isolatedToEndpoint: await askIn<string>('shop', CLIENT, OUTSIDE['tcpbin.com'], '4242'),
        otherToEndpoint: await askIn<string>('other', CLIENT, OUTSIDE['tcpbin.com'], '4242'),
        isolatedToListed: await askIn<string>('shop', CLIENT, PODS['other'].addresses[0], '9'),
        isolatedToUnlisted: await askIn<string>('shop', CLIENT, PODS['dns'].addresses[0], '9'),
      },
    };
  } finally {
    for (const one of running) await one.stop();
    servers.stop();
  }
});

async function startCluster({ folder }: World): Promise<Background[]> {
  const files = compiled();
  const manifests = manifestsOf(files.get('kubernetes/default.k8s.yaml') ?? '');
  const keys = (name: string): Keys => manifest(manifests, 'ConfigMap', name).data ?? {};
  if (MODE === 'inline') mountFiles('/etc/coredns/meshext', keys('meshext-zones'));
  const imported = MODE === 'custom' ? 'import /etc/coredns/custom/*.server\n' : '';
  const dns = startClusterDns(folder, OUTSIDE, imported + (files.get('coredns/default/cluster/Corefile') ?? ''));
  proxyServices([...manifests, KUBE_DNS], PODS);
  applyPolicies(manifests, PODS);
  const stub = MODE === 'stub' ? [startPod(folder, manifests, 'dns', 'coredns')] : [];
  const envoy = await startGateway(folder, manifests, PODS['gateway'].addresses[0]);
  if (MODE === 'custom') mountFiles('/etc/coredns/custom', keys('coredns-custom'));
  await dns.until(
    'the names of the mesh',
    READY_MS,
    async () => (await askIn<Seen>('shop', CLIENT).catch(() => undefined)) && true,
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
