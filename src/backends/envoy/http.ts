import type { Protocol, Proxy, Retry, Service, Treatment } from '../../ir/ir';
import { accessLog } from './access-log';
import { DESTINATION_HEADER, NOWHERE, destinationHeader, toDestination } from './by-address';
import { shares } from './cluster';
import { idle } from './protocol-options';
import { duration } from './time';
import { type Extension, extension } from './types';

/** Where a listener leads, and what its counters are called after. */
interface Way {
  readonly statPrefix: string;
  /** Absent where it leads to the cluster that is called by the destination. */
  readonly clusters?: readonly { readonly name: string; readonly weight: number }[];
  /** How the service wants to be treated; absent for the application behind an inbound. */
  readonly treatment?: Treatment;
  /** The only hosts that may be asked for; absent where all may. */
  readonly hosts?: readonly string[];
}

/** The filter that carries a protocol to the application behind an inbound, or on to where a connection was sent. */
export const clusterFilter = (protocol: Protocol, statPrefix: string, cluster: string): Extension =>
  filter(protocol, { statPrefix, clusters: [{ name: cluster, weight: 1 }] });

/** The filter that carries a protocol to an external service. */
export const serviceFilter = (service: Service, proxy: Pick<Proxy, 'redirect'>): Extension =>
  filter(service.protocol, {
    statPrefix: service.name,
    clusters: shares(service, proxy).map(({ cluster, endpoints }) => ({ name: cluster, weight: endpoints.length })),
    ...(service.upstream === undefined ? {} : { treatment: service.upstream.treatment }),
  });

/** The filters that carry a protocol to external services that are all treated alike, each by its destination. */
export function sharedFilters(protocol: Protocol, treatment: Treatment, statPrefix: string): Extension[] {
  const carrying = filter(protocol, { statPrefix, treatment });
  return protocol === 'tcp' ? [toDestination, carrying] : [carrying];
}

/** The filter that lets requests for some hosts on to where they were sent. */
export const hostFilter = (protocol: Protocol, cluster: string, hosts: 'any' | readonly string[]): Extension =>
  httpConnectionManager(protocol, {
    statPrefix: cluster,
    clusters: [{ name: cluster, weight: 1 }],
    ...(hosts === 'any' ? {} : { hosts }),
  });

const filter = (protocol: Protocol, way: Way): Extension =>
  protocol === 'tcp' ? tcpProxy(way) : httpConnectionManager(protocol, way);

const tcpProxy = ({ statPrefix, clusters, treatment }: Way): Extension =>
  extension('envoy.filters.network.tcp_proxy', 'extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: statPrefix,
    ...(clusters === undefined ? { cluster: NOWHERE } : target(clusters)),
    ...(treatment?.idleTimeout === undefined ? {} : { idle_timeout: duration(treatment.idleTimeout) }),
    ...accessLog(treatment?.accessLog, statPrefix, 'tcp'),
  });

const target = (clusters: NonNullable<Way['clusters']>): object =>
  clusters.length === 1 ? { cluster: clusters[0].name } : { weighted_clusters: { clusters } };

function httpConnectionManager(protocol: Protocol, way: Way): Extension {
  const { statPrefix, treatment, clusters } = way;
  const external = treatment !== undefined;
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
      ...accessLog(treatment?.accessLog, statPrefix, protocol),
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      http_filters: [...(protocol === 'grpc' ? [grpcStats] : []), router(external)],
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

/** The Host header becomes the endpoint's name; no timeout and no retry unless one is asked for, as in Kuma. */
const route = ({ clusters, treatment }: Way): object => ({
  ...(clusters === undefined ? { cluster_header: DESTINATION_HEADER } : target(clusters)),
  ...(treatment === undefined ? {} : { auto_host_rewrite: true }),
  timeout: duration(treatment?.requestTimeout ?? 0),
  ...(treatment?.retry === undefined ? {} : { retry_policy: retryPolicy(treatment.retry) }),
});

const retryPolicy = ({ numRetries, perTryTimeout }: Retry): object => ({
  retry_on: '5xx,reset,connect-failure,refused-stream',
  num_retries: numRetries,
  ...(perTryTimeout === undefined ? {} : { per_try_timeout: duration(perTryTimeout) }),
});

const grpcStats = extension('envoy.filters.http.grpc_stats', 'extensions.filters.http.grpc_stats.v3.FilterConfig', {
  emit_filter_state: true,
});

const router = (external: boolean): Extension =>
  extension(
    'envoy.filters.http.router',
    'extensions.filters.http.router.v3.Router',
    external ? { suppress_envoy_headers: true } : {},
  );
