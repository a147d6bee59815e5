import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest, manifestsOf } from '../cluster/manifests';
import { addPods, applyPolicies, proxyServices } from '../cluster/network';
import { CLUSTER_DNS, KUBE_DNS, askIn, ownSystemFolders, startClusterDns, startGateway } from '../cluster/pods';
import { mountFiles } from '../cluster/volumes';
import { ip } from '../lab';
import { manifestsWithGateway } from '../pod/app';
import { SourceExampleServers } from '../source-example.servers';
import { runWorld } from '../world';
import { type BothResult, CLUSTER_IPS, PODS, type PodSeen, type Served } from './both.result';

/** A cluster in which one mesh has sidecars and a gateway: a pod with the one, and a pod that has nothing. */

const OUTSIDE = { 'tcpbin.com': '198.51.100.1', 'httpbin.org': '198.51.100.2', 'grpcbin.test.k6.io': '198.51.100.3' };
const CLIENT = 'both.pod.ts';

runWorld(async ({ folder }): Promise<BothResult> => {
  ownSystemFolders(folder);
  addPods(PODS);
  for (const address of Object.values(OUTSIDE)) ip('addr', 'add', `${address}/32`, 'dev', 'lo');
  const servers = await SourceExampleServers.start(folder, OUTSIDE);
  writeFileSync('/etc/resolv.conf', `nameserver ${CLUSTER_DNS}\noptions timeout:1 attempts:5\n`);
  writeFileSync('/etc/ssl/certs/ca-certificates.crt', servers.authority.certificate);
  const manifests = manifestsOf(manifestsWithGateway(...CLUSTER_IPS));
  proxyServices([...manifests, KUBE_DNS], PODS);
  applyPolicies(manifests, PODS);
  mountFiles('/etc/coredns/custom', manifest(manifests, 'ConfigMap', 'coredns-custom').data ?? {});
  const dns = startClusterDns(folder, OUTSIDE, 'import /etc/coredns/custom/*.server\n');
  const gateway = await startGateway(folder, manifests, PODS.gateway.addresses[0]);
  const ofShop = manifests.filter(({ metadata }) => metadata.namespace === 'shop');
  mkdirSync(join(folder, 'web'));
  writeFileSync(join(folder, 'web/manifests.json'), JSON.stringify(ofShop));
  try {
    const plain = await askIn<PodSeen>('plain', CLIENT);
    const web = await askIn<PodSeen>(
      'web',
      CLIENT,
      join(folder, 'web'),
      PODS.web.addresses[0],
      join(folder, 'web/manifests.json'),
    );
    await gateway.stop(); // which makes Envoy write the rest of its log
    return { web, plain, servedBy: { sidecar: served(web.log), gateway: served(gateway.log()) } };
  } finally {
    await gateway.stop();
    await dns.stop();
    servers.stop();
  }
});

/** Of access logs. */
function served(log: string): Served {
  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  const all = lines.map((line) => JSON.parse(line) as { readonly client: string; readonly service: string });
  const addressOf = (client: string): string => client.slice(0, client.lastIndexOf(':')).replace(/[[\]]/g, '');
  const clients = [...new Set(all.map(({ client }) => addressOf(client)))].sort();
  const reached = (one: string): string[] =>
    all.filter(({ client }) => addressOf(client) === one).map(({ service }) => service);
  return Object.fromEntries(clients.map((one) => [one, [...new Set(reached(one))].sort()]));
}
