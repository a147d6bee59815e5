import { App, Chart } from 'cdk8s';
import { ConfigMap, k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { filesInFolder } from '../backends/envoy/files';
import { configMapTooLarge, gatewayDnsStep } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Gateway, Mesh } from '../ir/ir';
import { type DnsFiles, dnsFiles } from './cluster-dns';
import { type SizedConfigMap, bytesOf, configMapFindings } from './config-map-size';
import { isolate } from './gateway-clients';
import { addNameServer } from './gateway-dns';
import { type GatewayFiles, gatewayFiles } from './gateway-files';
import { networkPolicies } from './gateway-policy';
import { GATEWAY, addPods } from './gateway-pods';
import { addEntryService } from './gateway-services';
import { type Manifest, manifestFiles } from './manifests';
import { GATEWAY_CHILD } from './mesh-gateway';

/** The objects of the gateway of a mesh that was declared without constructs. */
export function gatewayManifests(mesh: Mesh): readonly Manifest[] {
  const app = new App();
  const scope = new Construct(new Chart(app, 'gateway'), GATEWAY_CHILD);
  if (mesh.gateway !== undefined) addGateway(scope, mesh.gateway, mesh);
  return manifestFiles(app).flatMap(({ objects }) => objects);
}

/** Puts the objects of a gateway into the tree. */
export function addGateway(scope: Construct, gateway: Gateway, mesh: Mesh): void {
  const { namespace, names, isolated } = gateway;
  const files = gatewayFiles(GATEWAY, gateway.proxy, mesh);
  if (files === undefined) return; // said where its findings are
  const dns = dnsFiles(gateway);
  for (const one of files.configMaps) addConfigMap(scope, one, namespace);
  for (const one of dns.configMaps) addConfigMap(scope, one, dns.namespace);
  addPods(scope, gateway, files);
  networkPolicies(gateway).forEach((one, i) => new k8s.KubeNetworkPolicy(scope, `NetworkPolicy${i || ''}`, one));
  for (const one of isolated?.namespaces ?? []) isolate(scope, gateway, one, isolated?.ranges ?? []);
  const services = new Construct(scope, 'Services');
  for (const entry of gateway.entries) addEntryService(services, entry, gateway);
  if (names.mode === 'stub' && dns.configMaps.length > 0) addNameServer(scope, gateway, dns);
}

const addConfigMap = (scope: Construct, { name, data }: SizedConfigMap, namespace: string): ConfigMap =>
  new ConfigMap(scope, `ConfigMap-${name}`, { metadata: { name, namespace }, data: { ...data } });

/** What people have to know about the objects of a gateway. */
export function gatewayFindings(mesh: Mesh | undefined): Diagnostic[] {
  const gateway = mesh?.gateway;
  if (mesh === undefined || gateway === undefined) return [];
  const files = gatewayFiles(GATEWAY, gateway.proxy, mesh);
  if (files === undefined) return [tooLarge(gateway, mesh)];
  const dns = dnsFiles(gateway);
  return [...sizeFindings(gateway, files, dns), ...dnsStep(gateway, dns, mesh.key)];
}

const tooLarge = ({ origin, proxy }: Gateway, { key }: Mesh): Diagnostic =>
  configMapTooLarge(origin, GATEWAY, bytesOf(filesInFolder(proxy, key)), 'Divide the services among several meshes.');

/** Of several that are large, the largest says it for all. */
function sizeFindings({ origin }: Gateway, files: GatewayFiles, dns: DnsFiles): Diagnostic[] {
  const largest = (all: readonly SizedConfigMap[]): SizedConfigMap[] =>
    [...all].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, 1);
  return [...largest(files.configMaps), ...largest(dns.configMaps)].flatMap((one) =>
    configMapFindings(origin, one, 'Set dns.mode to stub, which divides zones among several ConfigMaps.'),
  );
}

const sizeOf = ({ data }: SizedConfigMap): number =>
  Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);

function dnsStep({ origin, names }: Gateway, { configMaps, isShared }: DnsFiles, key: string): Diagnostic[] {
  if (configMaps.length === 0) return [];
  return [
    isShared
      ? gatewayDnsStep(
          origin,
          'the ConfigMap kube-system/coredns-custom, of which it writes some keys, may have keys of others too.',
          'Apply with kubectl apply --server-side, which leaves keys of others as they are.',
        )
      : gatewayDnsStep(
          origin,
          `the cluster DNS does not know the names of the mesh by itself: it needs the text of coredns/${key}/cluster/Corefile.`,
          names.mode === 'stub'
            ? 'Add it to the Corefile of the cluster DNS.'
            : 'Add it to the Corefile of the cluster DNS, and mount the ConfigMaps that it names.',
        ),
  ];
}
