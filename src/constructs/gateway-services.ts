import { k8s } from 'cdk8s-plus-28';
import { contentHash } from '../backends/content-hash';
import type { Gateway, GatewayEntry } from '../ir/ir';
import { ipFamily } from '../model/ip';
import { DNS } from './cluster-dns';
import { GATEWAY_LABELS } from './gateway-pods';

/** The Service of an external service: what its ClusterIP gets on its port goes to its port on the gateway's Envoys. */
export const entryService = (
  { service, addresses, port, targetPort }: GatewayEntry,
  { namespace }: Gateway,
): k8s.KubeServiceProps => ({
  metadata: {
    name: objectName(service.name),
    namespace,
    labels: GATEWAY_LABELS,
    ...(service.hostnames.length === 0 ? {} : { annotations: { 'meshext/hostnames': service.hostnames.join(',') } }),
  },
  spec: {
    type: 'ClusterIP',
    ...staticAddresses(addresses),
    selector: GATEWAY_LABELS,
    ports: [{ name: service.protocol, port, protocol: 'TCP', targetPort: k8s.IntOrString.fromNumber(targetPort) }],
  },
});

/** Addresses that are ours to choose, the first one first. */
export const staticAddresses = (addresses: readonly string[]): k8s.ServiceSpec => ({
  clusterIp: addresses[0],
  clusterIPs: [...addresses],
  ipFamilies: addresses.map((one) => `IPv${ipFamily(one)}`),
  ipFamilyPolicy: addresses.length > 1 ? 'RequireDualStack' : 'SingleStack',
});

// RFC 1035: the name of a Service starts with a letter.
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Names that no Service can have, or that our own has, are told apart by their hash. */
function objectName(name: string): string {
  if (SERVICE_NAME.test(name) && name !== DNS) return name;
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
  return `s-${safe}-${contentHash(name).slice(0, 8)}`.replace(/-+/g, '-');
}
