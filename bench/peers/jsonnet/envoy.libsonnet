// Envoy's bootstraps: of a proxy that names its outbounds, and of one that reaches all services by redirection.
local typed(type, fields={}) = { '@type': 'type.googleapis.com/' + type } + fields;
local extension(name, type, fields={}) = { name: name, typed_config: typed(type, fields) };
local FILTERS = 'envoy.extensions.filters.';
local socket(address, port) = { socket_address: { address: address, port_value: port } };

local tcpProxy(name, cluster) =
  extension('envoy.filters.network.tcp_proxy', FILTERS + 'network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: name,
    cluster: cluster,
  });

local httpFilters = {
  http: [extension('envoy.filters.http.router', FILTERS + 'http.router.v3.Router', { suppress_envoy_headers: true })],
  grpc: [
    extension('envoy.filters.http.grpc_stats', FILTERS + 'http.grpc_stats.v3.FilterConfig', {
      emit_filter_state: true,
    }),
  ] + self.http,
};

local connectionManager(name, protocol, to, removed=[], fields={}) =
  extension(
    'envoy.filters.network.http_connection_manager',
    FILTERS + 'network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: name,
      normalize_path: true,
      generate_request_id: false,
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      http_filters: httpFilters[protocol],
      route_config: {
        name: name,
        [if removed != [] then 'request_headers_to_remove']: removed,
        virtual_hosts: [{
          name: name,
          domains: ['*'],
          routes: [{ match: { prefix: '/' }, route: to { auto_host_rewrite: true, timeout: '0s' } }],
        }],
      },
    } + fields
  );

local listener(direction, name, address, port, rest) =
  { name: name, traffic_direction: direction, address: socket(address, port) } + rest;
local INBOUND = 'inbound:127.0.0.1:16379';
local inbound = listener('INBOUND', INBOUND, '127.0.0.1', 16379, {
  filter_chains: [{ filters: [tcpProxy(INBOUND, INBOUND)] }],
});

local assignment(name, endpoints) = {
  cluster_name: name,
  endpoints: [{
    lb_endpoints: [{ endpoint: { address: socket(one.address, one.port) } } for one in endpoints],
  }],
};
local application = {
  name: INBOUND,
  type: 'STATIC',
  connect_timeout: '10s',
  load_assignment: assignment(INBOUND, [{ address: '127.0.0.1', port: 26379 }]),
};

local PROTOCOL_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
local protocolOptions(protocol) = {
  [PROTOCOL_OPTIONS]: typed(PROTOCOL_OPTIONS, {
    explicit_http_config: { [if protocol == 'grpc' then 'http2_protocol_options' else 'http_protocol_options']: {} },
  }),
};

local tls(host, partner) =
  extension('envoy.transport_sockets.tls', 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
    sni: host,
    common_tls_context: {
      tls_params: { tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3' },
      validation_context: {
        trusted_ca: { filename: '/etc/ssl/certs/ca-certificates.crt' },
        match_typed_subject_alt_names: [
          { san_type: type, matcher: { exact: host } }
          for type in ['DNS', 'IP_ADDRESS']
        ] + [{ san_type: 'URI', matcher: { prefix: 'spiffe://' + partner + '/' } }],
      },
    },
  });

local cluster(service, name, fields={}) =
  local protocol = service.spec.match.protocol;
  {
    name: name,
    type: 'STRICT_DNS',
    dns_lookup_family: 'V4_ONLY',
    wait_for_warm_on_init: false,
    connect_timeout: '5s',
    [if protocol != 'tcp' then 'typed_extension_protocol_options']: protocolOptions(protocol),
    load_assignment: assignment(name, std.reverse(service.spec.endpoints)),
    [if service.secure then 'transport_socket']: tls(service.host, service.partner),
  } + fields;

// From 200 names on, Envoy asks by TCP: so many questions by UDP at once are too many for a name server.
local byTcp = extension(
  'envoy.network.dns_resolver.cares',
  'envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
  { dns_resolver_options: { use_tcp_for_dns_lookups: true } }
);
local bootstrap(name, listeners, clusters) = {
  node: { id: 'default.' + name, cluster: name },
  [if std.length(clusters) >= 200 then 'typed_dns_resolver_config']: byTcp,
  static_resources: { listeners: [inbound] + listeners, clusters: [application] + clusters },
};

// A proxy that names its outbounds.

local clusterName(service) = 'meshexternalservice_' + service.name;
local outbound(port, service) =
  local protocol = service.spec.match.protocol;
  local to = clusterName(service);
  listener('OUTBOUND', 'outbound:127.0.0.1:' + port, '127.0.0.1', port, {
    filter_chains: [{
      filters: [
        if protocol == 'tcp'
        then tcpProxy(service.name, to)
        else connectionManager(service.name, protocol, { cluster: to }),
      ],
    }],
  });

// A proxy that finds services by the address that was asked for.

local DESTINATION = 'x-meshext-destination';
// As meshext names them: the last part follows from what is in them.
local sharedNames = {
  tcp: 'shared:tcp:39e1bc6e9ee46720',
  http: 'shared:http:32807680366c8fa3',
  grpc: 'shared:grpc:91806a1cd13f1d9f',
};
local sharedHttp(protocol) = [
  connectionManager('shared:' + protocol, protocol, { cluster_header: DESTINATION }, [DESTINATION], {
    early_header_mutation_extensions: [
      extension(
        'envoy.http.early_header_mutation.header_mutation',
        'envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation',
        {
          mutations: [{
            append: {
              header: { key: DESTINATION, value: '%DOWNSTREAM_LOCAL_ADDRESS%' },
              append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
            },
          }],
        }
      ),
    ],
  }),
];
local sharedTcp = [
  extension('envoy.filters.network.set_filter_state', FILTERS + 'network.set_filter_state.v3.Config', {
    on_new_connection: [{
      object_key: 'envoy.tcp_proxy.cluster',
      format_string: { text_format_source: { inline_string: '%DOWNSTREAM_LOCAL_ADDRESS%' } },
    }],
  }),
  tcpProxy('shared:tcp', 'destination-unknown'),
];

local lookup(input, map) = {
  matcher_tree: {
    input: extension(input, 'envoy.extensions.matching.common_inputs.network.v3.' + input),
    exact_match_map: { map: map },
  },
};
local toChain(service) =
  local chain = sharedNames[service.spec.match.protocol];
  { action: { name: chain, typed_config: typed('google.protobuf.StringValue', { value: chain }) } };
// Services 5000 apart share a port. To put an object together service by service would take the square of the time.
local toServices(services) =
  local size = std.length(services);
  lookup('DestinationPortInput', {
    [std.toString(services[first].spec.match.port)]: {
      matcher: lookup('DestinationIPInput', {
        [services[i * 5000 + first].vip]: toChain(services[i * 5000 + first])
        for i in std.range(0, std.floor((size - 1 - first) / 5000))
      }),
    }
    for first in std.range(0, std.min(5000, size) - 1)
  });

{
  explicit(name, outbounds):
    bootstrap(
      name,
      [outbound(one.port, one.service) for one in outbounds],
      [cluster(one.service, clusterName(one.service)) for one in outbounds]
    ),

  transparent(name, services):
    bootstrap(
      name,
      [listener('OUTBOUND', 'outbound:redirect:ipv4', '0.0.0.0', 15001, {
        listener_filters: [
          extension('envoy.filters.listener.original_dst', FILTERS + 'listener.original_dst.v3.OriginalDst'),
        ],
        filter_chains: [
          { name: sharedNames.grpc, filters: sharedHttp('grpc') },
          { name: sharedNames.http, filters: sharedHttp('http') },
          { name: sharedNames.tcp, filters: sharedTcp },
        ],
        filter_chain_matcher: toServices(services),
      })],
      [
        cluster(one, one.vip + ':' + one.spec.match.port, { alt_stat_name: clusterName(one) })
        for one in services
      ]
    ),
}
