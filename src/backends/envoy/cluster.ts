import type { Endpoint, Identity, Inbound, Proxy, Service, Tls } from '../../ir/ir';
import { protocolOptions } from './http';
import { tlsSocket } from './tls';
import { type Cluster, socketAddress } from './types';

/** The name that Kuma gives the cluster too. */
export const clusterName = (service: Service): string => `meshexternalservice_${service.name}`;

/** The external service as one proxy reaches it. */
export function serviceCluster(service: Service, proxy: Proxy): Cluster {
  const name = clusterName(service);
  const { endpoints, tls } = service.upstream ?? { endpoints: [] };
  const identities = [...new Set(endpoints.map(identityKey))];
  return {
    name,
    ...discovery(endpoints, proxy),
    connect_timeout: '5s', // what Kuma's live configuration has
    ...protocolOptions(service.protocol),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: endpoints.map((one) => lbEndpoint(one, identities)) }],
    },
    ...(tls === undefined ? {} : transportSocket(tls, endpoints, identities, proxy)),
  };
}

/** The application behind an inbound. */
export const inboundCluster = (name: string, inbound: Inbound): Cluster => ({
  name,
  type: 'STATIC',
  connect_timeout: '10s', // Kuma's for the way to the application
  ...protocolOptions(inbound.protocol),
  load_assignment: {
    cluster_name: name,
    endpoints: [
      { lb_endpoints: [{ endpoint: { address: socketAddress(inbound.serviceAddress, inbound.servicePort) } }] },
    ],
  },
});

/** An IP is a valid name to STRICT_DNS. A name server that does not answer must not keep the proxy from starting. */
function discovery(endpoints: readonly Endpoint[], proxy: Proxy): object {
  if (endpoints.every(({ address }) => address.kind !== 'dns')) return { type: 'STATIC' };
  return {
    type: 'STRICT_DNS',
    ...(proxy.lookup === 'ipv4' ? { dns_lookup_family: 'V4_ONLY' } : {}),
    wait_for_warm_on_init: false,
  };
}

const identityKey = ({ identity }: Endpoint): string => JSON.stringify(identity ?? null);
const socketName = (index: number): string => `identity-${index}`;

function lbEndpoint(endpoint: Endpoint, identities: readonly string[]): object {
  const { address, hostname } = endpoint;
  return {
    endpoint: {
      address: address.kind === 'unix' ? { pipe: { path: address.path } } : socketAddress(address.host, address.port),
      ...(hostname === undefined ? {} : { hostname }),
    },
    ...(identities.length < 2
      ? {}
      : {
          metadata: {
            filter_metadata: {
              'envoy.transport_socket_match': { identity: socketName(identities.indexOf(identityKey(endpoint))) },
            },
          },
        }),
  };
}

/** One socket when all endpoints have to prove the same, else one for each identity. */
function transportSocket(
  tls: Tls,
  endpoints: readonly Endpoint[],
  identities: readonly string[],
  proxy: Proxy,
): object {
  const socket = (key: string) => {
    const identity: Identity = endpoints.find((one) => identityKey(one) === key)?.identity ?? { names: [] };
    return tlsSocket(tls, identity, proxy);
  };
  if (identities.length < 2) return { transport_socket: socket(identities[0] ?? '') };
  return {
    transport_socket_matches: identities.map((key, i) => ({
      name: socketName(i),
      match: { identity: socketName(i) },
      transport_socket: socket(key),
    })),
  };
}
