import type { Service } from '../../ir/ir';
import { type Access, type Clients } from './access';
import { type Cluster, type Extension, type FilterChain, type Listener, extension } from './types';

/**
 * Who may pass to a service of bytes. Envoy's filter for access (RBAC) judges a connection by the first bytes of the client, when
 * it stands to the server already, and a server that speaks first has been heard by then. So what the certificate carries is
 * handed on to a listener within Envoy, which has a chain for those who may pass, and connects nobody else.
 */
export interface Guard {
  /** How clients come to it, in the chain that has their TLS. */
  readonly filters: readonly Extension[];
  readonly listener: Listener;
  readonly cluster: Cluster;
}

export const CLIENT = 'meshext.client';
export const ADDRESS = 'meshext.address';

/** `pass` carries connections on; `doubtful` those of clients to be denied one day. */
export function guardOf(
  { name: service }: Service,
  mesh: string,
  { allowed, doubtful }: Access,
  { pass, doubt }: { readonly pass: Extension; readonly doubt: Extension },
): Guard {
  const name = `guard:${service}_${mesh}`;
  const chains: readonly (readonly [string, Clients, Extension])[] = [
    ...(doubtful === 'none' ? [] : [['doubtful', doubtful, doubt] as const]),
    ['allowed', allowed, pass],
  ];
  return {
    filters: [remember, handOn(name)],
    cluster: within(name),
    listener: {
      name,
      internal_listener: {},
      filter_chains: chains.map(([chain, , filter]): FilterChain => ({ name: chain, filters: [filter] })),
      filter_chain_matcher: {
        matcher_list: {
          matchers: chains.map(([chain, clients]) => ({ predicate: predicate(clients), on_match: choose(chain) })),
        },
      },
    },
  };
}

/** Between commas, none of which is in a name that a tag can have. */
const remember = extension(
  'envoy.filters.network.set_filter_state',
  'extensions.filters.network.set_filter_state.v3.Config',
  {
    on_downstream_tls_handshake: [
      [CLIENT, ',%DOWNSTREAM_PEER_URI_SAN%,'],
      [ADDRESS, '%DOWNSTREAM_REMOTE_ADDRESS%'],
    ].map(([object_key, text]) => ({
      object_key,
      factory_key: 'envoy.string',
      format_string: { text_format_source: { inline_string: text } },
      shared_with_upstream: 'ONCE',
    })),
  },
);

/** Limits and times are kept behind the guard. */
const handOn = (cluster: string): Extension =>
  extension('envoy.filters.network.tcp_proxy', 'extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: cluster,
    cluster,
    idle_timeout: '0s',
    // Before that nobody has shown who he is.
    upstream_connect_mode: 'ON_DOWNSTREAM_TLS_HANDSHAKE',
    max_early_data_bytes: 0,
  });

const UNLIMITED = 4_294_967_295;

const within = (name: string): Cluster => ({
  name,
  type: 'STATIC',
  connect_timeout: '5s',
  circuit_breakers: { thresholds: [{ max_connections: UNLIMITED, max_pending_requests: UNLIMITED }] },
  load_assignment: {
    cluster_name: name,
    endpoints: [
      { lb_endpoints: [{ endpoint: { address: { envoy_internal_address: { server_listener_name: name } } } }] },
    ],
  },
  transport_socket: extension(
    'envoy.transport_sockets.internal_upstream',
    'extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport',
    {
      transport_socket: extension(
        'envoy.transport_sockets.raw_buffer',
        'extensions.transport_sockets.raw_buffer.v3.RawBuffer',
      ),
    },
  ),
});

/** What lets Envoy listen within itself. */
export const internalListeners = extension(
  'envoy.bootstrap.internal_listener',
  'extensions.bootstrap.internal_listener.v3.InternalListener',
);

const choose = (chain: string): object => ({
  action: { name: chain, typed_config: { '@type': 'type.googleapis.com/google.protobuf.StringValue', value: chain } },
});

const input = extension('client', 'extensions.matching.common_inputs.network.v3.FilterStateInput', { key: CLIENT });

function predicate(clients: Clients): object {
  if (clients === 'all') return carries(',');
  if (clients === 'none') return { not_matcher: carries(',') };
  if ('carrying' in clients) return carries(`,${clients.carrying},`);
  if ('but' in clients) return { not_matcher: predicate(clients.but) };
  return 'both' in clients
    ? { and_matcher: { predicate: clients.both.map(predicate) } }
    : { or_matcher: { predicate: clients.either.map(predicate) } };
}

const carries = (text: string): object => ({ single_predicate: { input, value_match: { contains: text } } });
