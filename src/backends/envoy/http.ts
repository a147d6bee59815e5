import type { Protocol, Proxy, Retry, Service, Treatment } from '../../ir/ir';
import { accessFor, requestFilter } from './access';
import { type Told, OF_CERTIFICATE, OF_GUARD, accessLog, doubtLog } from './access-log';
import { DESTINATION_HEADER, NOWHERE, destinationHeader, toDestination } from './by-address';
import { type Leading, clusterName, shares } from './cluster';
import { type Guard, guardOf } from './guard';
import { idle } from './protocol-options';
import { safeRetries, triesOf } from './through';
import { duration } from './time';
import { type AccessLog, type Extension, extension } from './types';

/** Where a listener leads, and what its counters are called after. */
interface Way {
  readonly statPrefix: string;
  /** Absent where it leads to the cluster that is called by the destination. */
  readonly clusters?: readonly { readonly name: string; readonly weight: number }[];
  /** How the service wants to be treated; absent for the application behind an inbound. */
  readonly treatment?: Partial<Treatment>;
  /** Whether it leads out of the mesh although it is no service's: then nothing of it is treated, the Host neither. */
  readonly leavesMesh?: boolean;
  /** The only hosts that may be asked for; absent where all may. */
  readonly hosts?: readonly string[];
  /** Whether it leads to egresses, which know the endpoints. */
  readonly isToEgress?: boolean;
  /** How often a connection is tried; absent: once. */
  readonly tries?: number;
  /** What an egress adds: how its log knows clients, what else it logs, and what it asks of requests. */
  readonly told?: Told;
  readonly logs?: readonly AccessLog[];
  readonly filters?: readonly Extension[];
}

/** The filter that carries a protocol to the application behind an inbound, or on to where a connection was sent. */
export const clusterFilter = (protocol: Protocol, statPrefix: string, cluster: string): Extension =>
  filter(protocol, { statPrefix, clusters: [{ name: cluster, weight: 1 }] });

/** The filter that carries a protocol to an external service, or to the egresses that lead to it. */
export const serviceFilter = (service: Service, proxy: Pick<Proxy, 'redirect' | 'through'>): Extension =>
  filter(service.protocol, {
    statPrefix: service.name,
    clusters:
      proxy.through === undefined ? targets(service, proxy) : [{ name: clusterName(service, proxy), weight: 1 }],
    ...toEgresses(proxy),
    ...(service.upstream === undefined ? {} : { treatment: service.upstream.treatment }),
  });

/** The filters that carry a protocol to external services that are all treated alike, each by its destination. */
export function sharedFilters(
  protocol: Protocol,
  treatment: Treatment,
  statPrefix: string,
  proxy: Pick<Proxy, 'through'>,
): Extension[] {
  const carrying = filter(protocol, { statPrefix, treatment, ...toEgresses(proxy) });
  return protocol === 'tcp' ? [toDestination, carrying] : [carrying];
}

const toEgresses = ({ through }: Pick<Proxy, 'through'>): Pick<Way, 'isToEgress' | 'tries'> =>
  through === undefined ? {} : { isToEgress: true, tries: triesOf(through.egresses.length) };

const targets = (service: Service, proxy: Leading): NonNullable<Way['clusters']> =>
  shares(service, proxy).map(({ cluster, endpoints }) => ({ name: cluster, weight: endpoints.length }));

/** How an egress lets clients of a mesh to a service: a filter for requests, a guard for bytes. */
export function guarded(service: Service, mesh: string): { readonly filter: Extension } | Guard {
  const { name, protocol, upstream } = service;
  const access = accessFor(service.access ?? [], mesh);
  const statPrefix = `${name}_${mesh}`;
  // How long a request may take, and whether it is made again, is up to the proxy of the client.
  const treatment = { ...upstream?.treatment, retry: undefined, requestTimeout: undefined };
  const endpoints = upstream?.endpoints ?? [];
  const several = endpoints.length > 1 || endpoints.some(({ address }) => address.kind === 'dns');
  const tries = several ? { tries: triesOf(endpoints.length) } : {};
  const way: Way = { statPrefix, clusters: targets(service, { secretsOf: mesh }), treatment, ...tries };
  if (protocol === 'tcp') {
    const pass: Way = { ...way, told: OF_GUARD };
    const doubt: Way = { ...pass, logs: [doubtLog(statPrefix, protocol, OF_GUARD)] };
    return guardOf(service, mesh, access, { pass: tcpProxy(pass), doubt: tcpProxy(doubt) });
  }
  const logs = access.doubtful === 'none' ? [] : [doubtLog(statPrefix, protocol, OF_CERTIFICATE)];
  return {
    filter: httpConnectionManager(protocol, { ...way, told: OF_CERTIFICATE, logs, filters: [requestFilter(access)] }),
  };
}

/** The filter that lets requests for some hosts on to where they were sent. */
export const hostFilter = (protocol: Protocol, cluster: string, hosts: 'any' | readonly string[]): Extension =>
  httpConnectionManager(protocol, {
    statPrefix: cluster,
    clusters: [{ name: cluster, weight: 1 }],
    leavesMesh: true,
    ...(hosts === 'any' ? {} : { hosts }),
  });

const filter = (protocol: Protocol, way: Way): Extension =>
  protocol === 'tcp' ? tcpProxy(way) : httpConnectionManager(protocol, way);

const tcpProxy = (way: Way): Extension =>
  extension('envoy.filters.network.tcp_proxy', 'extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: way.statPrefix,
    ...(way.clusters === undefined ? { cluster: NOWHERE } : target(way.clusters)),
    ...(way.tries === undefined ? {} : { max_connect_attempts: way.tries }),
    ...(way.treatment?.idleTimeout === undefined ? {} : { idle_timeout: duration(way.treatment.idleTimeout) }),
    ...accessLogs(way, 'tcp'),
  });

function accessLogs({ treatment, statPrefix, told, logs = [] }: Way, protocol: Protocol): object {
  const all = [...accessLog(treatment?.accessLog, statPrefix, protocol, told), ...logs];
  return all.length === 0 ? {} : { access_log: all };
}

const target = (clusters: NonNullable<Way['clusters']>): object =>
  clusters.length === 1 ? { cluster: clusters[0].name } : { weighted_clusters: { clusters } };

function httpConnectionManager(protocol: Protocol, way: Way): Extension {
  const { statPrefix, treatment, clusters, filters = [], leavesMesh = false } = way;
  const external = treatment !== undefined || leavesMesh;
  return extension(
    'envoy.filters.network.http_connection_manager',
    'extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: statPrefix,
      normalize_path: true,
      ...(clusters === undefined ? destinationHeader : {}),
      // What leaves the mesh should not tell of it: neither Envoy's headers nor a request id.
      ...(external ? { generate_request_id: false } : {}),
      ...idle(treatment?.idleTimeout),
      // Envoy ends a request in which nothing moves by a clock of its own, after five minutes.
      ...(treatment?.idleTimeout === undefined ? {} : { stream_idle_timeout: duration(treatment.idleTimeout) }),
      ...accessLogs(way, protocol),
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      http_filters: [...filters, ...(protocol === 'grpc' ? [grpcStats] : []), router(external)],
      route_config: routes(way),
    },
  );
}

const ALL = { prefix: '/' };

function routes(way: Way): object {
  const { statPrefix: name, hosts, clusters } = way;
  const hidden = clusters === undefined ? { request_headers_to_remove: [DESTINATION_HEADER] } : {};
  const own = { name, domains: hosts ?? ['*'], routes: [{ match: ALL, route: route(way) }] };
  if (hosts === undefined) return { name, ...hidden, virtual_hosts: [own] };
  const body = { inline_string: 'No MeshPassthrough lets requests for this host through.\n' };
  const refused = [{ match: ALL, direct_response: { status: 503, body } }];
  // Clients name the port behind the host unless it is the usual one.
  const virtual_hosts = [own, { name: 'refused', domains: ['*'], routes: refused }];
  return { name, ignore_port_in_host_matching: true, virtual_hosts };
}

/**
 * The Host header becomes the endpoint's name, which only who leads to the endpoint knows. No timeout, and no retry of what may
 * have been heard, unless one is asked for, as in Kuma.
 */
const route = ({ clusters, treatment, isToEgress = false, tries }: Way): object => ({
  ...(clusters === undefined ? { cluster_header: DESTINATION_HEADER } : target(clusters)),
  ...(treatment === undefined || isToEgress ? {} : { auto_host_rewrite: true }),
  timeout: duration(treatment?.requestTimeout ?? 0),
  ...retries(treatment?.retry, tries),
});

function retries(retry: Retry | undefined, tries: number | undefined): object {
  if (retry === undefined && tries === undefined) return {};
  const asked = retry === undefined ? {} : retryPolicy(retry);
  return { retry_policy: tries === undefined ? asked : { ...safeRetries(tries), ...asked, ...ELSEWHERE } };
}

const retryPolicy = ({ numRetries, perTryTimeout }: Retry): object => ({
  retry_on: '5xx,reset,connect-failure,refused-stream',
  num_retries: numRetries,
  ...(perTryTimeout === undefined ? {} : { per_try_timeout: duration(perTryTimeout) }),
});

const ELSEWHERE = {
  retry_host_predicate: [
    extension(
      'envoy.retry_host_predicates.previous_hosts',
      'extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
    ),
  ],
  host_selection_retry_max_attempts: 5,
};

const grpcStats = extension('envoy.filters.http.grpc_stats', 'extensions.filters.http.grpc_stats.v3.FilterConfig', {
  emit_filter_state: true,
});

const router = (external: boolean): Extension =>
  extension(
    'envoy.filters.http.router',
    'extensions.filters.http.router.v3.Router',
    external ? { suppress_envoy_headers: true } : {},
  );
