import type { Endpoint, Inbound, LookupFamily, Proxy, Service, Upstream } from '../../ir/ir';
import { sharedAddress } from './by-address';
import { protocolOptions } from './protocol-options';
import { type Runner, identityOf, matchedIdentities, transportSocket } from './tls';
import { duration } from './time';
import { asksByHttp, circuitBreakers, failover, healthChecks } from './treatment';
import { type Cluster, socketAddress, uriHost } from './types';

/** What a cluster is called wherever somebody reads of it, as by Kuma; with the mesh where there are those of several. */
export const shownName = (service: Service, { secretsOf: mesh }: Leading): string =>
  `${mesh === undefined ? '' : `${mesh}:`}meshexternalservice_${service.name}`;

/** A proxy that leads to services: of several meshes, or of one. */
export type Leading = Pick<Proxy, 'redirect'> & Pick<Runner, 'secretsOf'>;
export const clusterName = (service: Service, proxy: Leading): string =>
  sharedAddress(service, proxy) ?? shownName(service, proxy);

/** A cluster of a service, and the share of its connections. */
export interface Share {
  readonly cluster: string;
  readonly endpoints: readonly Endpoint[];
}

/** One cluster, or two where unix sockets stand beside names: looking up names, Envoy drops sockets in silence. */
export function shares(service: Service, proxy: Leading): readonly Share[] {
  const { endpoints } = service.upstream ?? { endpoints: [] };
  const isSocket = ({ address }: Endpoint): boolean => address.kind === 'unix';
  const sockets = endpoints.filter(isSocket);
  const name = clusterName(service, proxy);
  if (sockets.length === 0 || endpoints.every(({ address }) => address.kind !== 'dns'))
    return [{ cluster: name, endpoints }];
  const others = endpoints.filter((one) => !isSocket(one));
  return [
    { cluster: name, endpoints: others },
    { cluster: `${name}:unix`, endpoints: sockets }, // no name of a service holds a colon
  ];
}

/** The external service as one proxy reaches it. */
export function serviceClusters(service: Service, proxy: Runner & Leading): Cluster[] {
  const { upstream } = service;
  if (upstream === undefined) return [];
  return shares(service, proxy).map((share) => serviceCluster(service, upstream, share, proxy));
}

/** The same, each made when it is written: a proxy may lead to so many that all of them at once would be most of the memory. */
export function lateClusters(service: Service, proxy: Runner & Leading): Cluster[] {
  const { upstream } = service;
  if (upstream === undefined) return [];
  return shares(service, proxy).map((share) => ({
    name: share.cluster,
    type: discoveryType(share.endpoints),
    toJSON: () => serviceCluster(service, upstream, share, proxy),
  }));
}

function serviceCluster(
  service: Service,
  { tls, treatment, warmsInBackground, mixesFamilies }: Upstream,
  { cluster: name, endpoints }: Share,
  proxy: Runner & Leading,
): Cluster {
  const identities = tls === undefined ? [] : matchedIdentities(endpoints);
  const isAskedByHttp = asksByHttp(treatment.healthCheck, service.protocol);
  return {
    name,
    ...shown(name, service, proxy),
    ...discovery(endpoints, treatment.lookup ?? proxy.lookup, { warmsInBackground, mixesFamilies }),
    connect_timeout: duration(treatment.connectTimeout),
    ...protocolOptions(service.protocol, treatment.idleTimeout),
    ...circuitBreakers(treatment.limits),
    ...failover(treatment.outlierDetection, endpoints),
    ...healthChecks(treatment.healthCheck, service.protocol, tls),
    load_assignment: { cluster_name: name, endpoints: localities(endpoints, { identities, isAskedByHttp }) },
    ...(tls === undefined ? {} : transportSocket(tls, endpoints, { service: service.name, proxy })),
  };
}

/** How it is shown, where it is called otherwise. */
export const shown = (name: string, service: Service, proxy: Leading): object =>
  name === sharedAddress(service, proxy) ? { alt_stat_name: shownName(service, proxy) } : {};

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

const FAMILY: Readonly<Record<LookupFamily, string | undefined>> = {
  auto: undefined,
  'v4-only': 'V4_ONLY',
  'v6-only': 'V6_ONLY',
  'v4-preferred': 'V4_PREFERRED',
  all: 'ALL',
};

/** An IP is a valid name to STRICT_DNS. A name server that does not answer must not keep the proxy from starting. */
function discovery(
  endpoints: readonly Endpoint[],
  lookup: LookupFamily,
  { warmsInBackground, mixesFamilies }: Pick<Upstream, 'warmsInBackground' | 'mixesFamilies'>,
): object {
  const type = discoveryType(endpoints);
  if (type === 'STATIC') return { type };
  const family = FAMILY[mixesFamilies ? wideEnough(lookup, endpoints) : lookup];
  return {
    type,
    ...(family === undefined ? {} : { dns_lookup_family: family }),
    ...(warmsInBackground ? { wait_for_warm_on_init: false } : {}),
  };
}

/** An address that is looked up like a name is dropped in silence where its family is not asked for. */
function wideEnough(lookup: LookupFamily, endpoints: readonly Endpoint[]): LookupFamily {
  const has = (isOfFamily: (host: string) => boolean): boolean =>
    endpoints.some(({ address }) => address.kind === 'ip' && isOfFamily(address.host));
  if (lookup === 'v4-only' && has((host) => host.includes(':'))) return 'v4-preferred';
  if (lookup === 'v6-only' && has((host) => !host.includes(':'))) return 'auto';
  return lookup;
}

const discoveryType = (endpoints: readonly Endpoint[]): 'STATIC' | 'STRICT_DNS' =>
  endpoints.every(({ address }) => address.kind !== 'dns') ? 'STATIC' : 'STRICT_DNS';

/** What the endpoints of a cluster have in common. */
interface Common {
  readonly identities: readonly string[];
  readonly isAskedByHttp: boolean;
}

/** One for each priority, highest first. */
function localities(endpoints: readonly Endpoint[], common: Common): object[] {
  if (endpoints.every(({ priority }) => priority === 0))
    return endpoints.length === 0 ? [] : [{ lb_endpoints: endpoints.map((one) => lbEndpoint(one, common)) }];
  const priorities = [...new Set(endpoints.map(({ priority }) => priority))].sort((a, b) => a - b);
  return priorities.map((priority) => ({
    priority: priority === 0 ? undefined : priority,
    lb_endpoints: endpoints.filter((one) => one.priority === priority).map((one) => lbEndpoint(one, common)),
  }));
}

function lbEndpoint(endpoint: Endpoint, { identities, isAskedByHttp }: Common): object {
  const { address, hostname } = endpoint;
  return {
    endpoint: {
      address: address.kind === 'unix' ? { pipe: { path: address.path } } : socketAddress(address.host, address.port),
      ...(isAskedByHttp ? healthCheckHost(endpoint) : {}),
      ...(hostname === undefined ? {} : { hostname }),
    },
    ...(identities.length === 0
      ? {}
      : {
          metadata: {
            filter_metadata: {
              'envoy.transport_socket_match': { identity: `identity-${identities.indexOf(identityOf(endpoint))}` },
            },
          },
        }),
  };
}

/** Health checks ask for the host that requests ask for; by itself Envoy takes the name of the cluster. */
function healthCheckHost({ address, hostname }: Endpoint): object {
  const host = address.kind === 'unix' ? undefined : uriHost(address.host);
  const asked = hostname ?? host;
  return asked === undefined ? {} : { health_check_config: { hostname: asked } };
}
