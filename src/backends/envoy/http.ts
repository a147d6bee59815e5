import type { Protocol } from '../../ir/ir';
import { type Extension, any, extension } from './types';

/** The filter that carries a protocol to one cluster. `statPrefix` is what its counters are called after. */
export const proxyFilter = (
  protocol: Protocol,
  statPrefix: string,
  cluster: string,
  direction: 'INBOUND' | 'OUTBOUND',
): Extension =>
  protocol === 'tcp'
    ? tcpProxy(statPrefix, cluster)
    : httpConnectionManager(protocol, statPrefix, cluster, direction === 'OUTBOUND');

const tcpProxy = (statPrefix: string, cluster: string): Extension =>
  extension('envoy.filters.network.tcp_proxy', 'extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: statPrefix,
    cluster,
  });

function httpConnectionManager(protocol: Protocol, statPrefix: string, cluster: string, external: boolean): Extension {
  return extension(
    'envoy.filters.network.http_connection_manager',
    'extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: statPrefix,
      normalize_path: true,
      // What leaves the mesh should not tell of it: neither Envoy's headers nor a request id.
      ...(external ? { generate_request_id: false } : {}),
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      http_filters: [...(protocol === 'grpc' ? [grpcStats] : []), router(external)],
      route_config: {
        name: statPrefix,
        virtual_hosts: [
          { name: statPrefix, domains: ['*'], routes: [{ match: { prefix: '/' }, route: route(cluster, external) }] },
        ],
      },
    },
  );
}

/** The Host header becomes the endpoint's name; no timeout unless one is asked for, as in Kuma. */
const route = (cluster: string, external: boolean) => ({
  cluster,
  ...(external ? { auto_host_rewrite: true } : {}),
  timeout: '0s',
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

const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** What a cluster speaks; also settles ALPN. Nothing for tcp. */
export function protocolOptions(protocol: Protocol): object {
  if (protocol === 'tcp') return {};
  const options = protocol === 'http' ? { http_protocol_options: {} } : { http2_protocol_options: {} };
  return {
    typed_extension_protocol_options: {
      [HTTP_OPTIONS]: any('extensions.upstreams.http.v3.HttpProtocolOptions', { explicit_http_config: options }),
    },
  };
}
