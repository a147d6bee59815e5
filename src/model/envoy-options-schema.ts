import type { OptionSchema } from './options-schema';

/** The part of the options that is about Envoy; the props of the library have the same keys. */

export const text = (description: string): OptionSchema => ({ type: 'string', minLength: 1, description });
export const object = (description: string, properties: Readonly<Record<string, OptionSchema>>): OptionSchema => ({
  type: 'object',
  description,
  properties,
});
export const word = (description: string, ...values: readonly string[]): OptionSchema => ({
  type: 'string',
  enum: values,
  description,
});
const count = (description: string, minimum = 1, maximum = 4294967295): OptionSchema => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});
const duration = (description: string): OptionSchema => text(`${description} As 5s or 250ms.`);

const dnsLookupFamily = word(
  'Which addresses of a name are used. Default: v4-only, and auto for a proxy with an IPv6 address, as in Kuma.',
  'auto',
  'v4-only',
  'v6-only',
  'v4-preferred',
  'all',
);

/** What becomes of connections to other hosts than VIPs. */
const passthrough: Readonly<Record<string, OptionSchema>> = {
  passthrough: {
    type: 'boolean',
    description: 'Whether redirected traffic to no known service goes on to where it was sent. Default: false.',
  },
  passthroughPort: count(
    'The port that connections to other hosts come to where a MeshPassthrough lets some of them through. Default: 15002.',
    1,
    65535,
  ),
  proxyUid: count(
    'The user id of the proxy, whose own connections a MeshPassthrough does not redirect. Default: 5678, as in Kuma.',
    0,
  ),
};

/** Settings of proxies, on a mesh and on a Dataplane. */
export const proxySettings = (whose: string): OptionSchema =>
  object(`Settings of ${whose}.`, {
    systemCaPath: text('The file of certificate authorities that a proxy trusts by default.'),
    dnsResolvers: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: 'The name servers, as ip:port (IPv6 in brackets).',
    },
    secretsDir: text('The folder in which a proxy finds a secret as <name>/value.'),
    configDir: text(
      'The folder in which Envoy finds the output folder envoy/; the files of a proxy lie in <configDir>/<mesh>/<dataplane>/. Default: /etc/meshext/envoy.',
    ),
    xds: word(
      'Whether all stands in the bootstrap, or in files beside it that are read again when they change. Default: static.',
      'static',
      'filesystem',
    ),
    capture: word(
      'How traffic comes to the proxy. Default: redirect with transparentProxying, else ports.',
      'ports',
      'bound',
      'local-route',
      'redirect',
    ),
    ...passthrough,
    dnsLookupFamily,
    stats: word('Which counters Envoy keeps. Default: full.', 'full', 'minimal'),
    adminPath: text('A unix socket for the admin interface, instead of networking.admin.'),
    maxDownstreamConnections: count('How many connections a proxy takes at once. Default: no limit.'),
    nodeId: text('The id under which Envoy shows itself. Default: <mesh>.<dataplane>.'),
    nodeCluster: text('The cluster under which Envoy shows itself. Default: <dataplane>.'),
  });

/** Settings of an external service. */
export const serviceSettings: OptionSchema = object('How proxies treat the service.', {
  accessLog: object('What is logged of each connection or request.', {
    format: word('Default: text with a path, else off.', 'off', 'text', 'json'),
    path: text('The file. Default: standard output.'),
  }),
  mixedEndpoints: word(
    'Unix sockets beside DNS names, which one cluster of Envoy cannot hold: refused, or one cluster for each kind, weighted by the number of endpoints. Default: refused.',
    'refused',
    'weighted',
  ),
  dnsLookupFamily,
  hostnames: {
    type: 'object',
    description: 'The Host header of endpoints without a name, by their address: 192.0.2.1:443, unix:///run/api.sock.',
    additionalProperties: text('The Host header.'),
  },
  connectTimeout: duration('How long a connection may take to open. Default: 5s.'),
  idleTimeout: duration(
    "How long a connection, or a request under way, may carry nothing. Default: Envoy's, 1h, and 5m for a request.",
  ),
  requestTimeout: duration('How long an answer may take as a whole. Default: no limit.'),
  circuitBreaker: object('How much may be under way at once, in each proxy. Default of each: 1024 (maxRetries: 3).', {
    maxConnections: count('Connections.'),
    maxPendingRequests: count('Requests that wait for a connection.'),
    maxRequests: count('Requests.'),
    maxRetries: count('Retries.'),
  }),
  retry: object('Whether a request is sent again: after 5xx, a reset or a failed connection. Default: it is not.', {
    numRetries: count('How often at most. Default: 1.'),
    perTryTimeout: duration('How long each try may take. Default: the requestTimeout.'),
  }),
  outlierDetection: object('Whether an endpoint that fails is left out for a while. Default: it is not.', {
    consecutiveErrors: count('How many failures in a row. Default: 5.'),
    interval: duration('How often endpoints are judged. Default: 10s.'),
    baseEjectionTime: duration('How long an endpoint is left out, times how often it was. Default: 30s.'),
    maxEjectionPercent: count('How many of 100 endpoints may be left out. Default: 10, at least one.', 0, 100),
  }),
  healthCheck: object('Whether endpoints are asked how they are. Default: they are not.', {
    interval: duration('How often. Default: 60s.'),
    timeout: duration('How long an answer may take. Default: 15s.'),
    healthyThreshold: count('How many good answers in a row make an endpoint healthy. Default: 1.'),
    unhealthyThreshold: count('How many bad ones make it unhealthy. Default: 5.'),
    path: text('The path that is asked for. Default: a connection that opens is enough.'),
  }),
});
