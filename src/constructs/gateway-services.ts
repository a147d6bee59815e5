import { ApiObject, JsonPatch } from 'cdk8s';
import { Protocol, Service, type ServiceProps } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { contentHash } from '../backends/content-hash';
import type { Gateway, GatewayEntry } from '../ir/ir';
import { ipFamily } from '../model/ip';
import { DNS } from './cluster-dns';
import { GATEWAY_LABELS } from './gateway-pods';

/** The Service of an external service: what its ClusterIP gets on its port goes to its port on the gateway's Envoys. */
export function addEntryService(
  scope: Construct,
  { service, addresses, port, targetPort }: GatewayEntry,
  { namespace }: Gateway,
): void {
  const { name, hostnames, protocol } = service;
  // No id may be a word of JavaScript's own objects, as the name of a service may be.
  addService(scope, `service-${name}`, addresses, {
    metadata: {
      name: objectName(name),
      namespace,
      labels: GATEWAY_LABELS,
      ...(hostnames.length === 0 ? {} : { annotations: { 'meshext/hostnames': hostnames.join(',') } }),
    },
    ports: [{ name: protocol, port, protocol: Protocol.TCP, targetPort }],
  });
}

/**
 * A Service at addresses that are ours to choose, the first one first; cdk8s-plus-28 knows no second. It selects the pods that
 * have its labels.
 */
export function addService(scope: Construct, id: string, addresses: readonly string[], props: ServiceProps): void {
  const service = new Service(scope, id, { ...props, clusterIP: addresses[0] });
  for (const [key, value] of Object.entries(props.metadata?.labels ?? {})) service.selectLabel(key, value);
  ApiObject.of(service).addJsonPatch(
    JsonPatch.remove('/spec/externalIPs'), // an empty list, thousands of times
    JsonPatch.add('/spec/clusterIPs', [...addresses]),
    JsonPatch.add(
      '/spec/ipFamilies',
      addresses.map((one) => `IPv${ipFamily(one)}`),
    ),
    JsonPatch.add('/spec/ipFamilyPolicy', addresses.length > 1 ? 'RequireDualStack' : 'SingleStack'),
  );
}

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
