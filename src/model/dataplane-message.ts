import {
  type Message,
  bool,
  choice,
  duration,
  list,
  named,
  one,
  only,
  string,
  stringMap,
  strings,
  uint32,
} from './message';

const inbound: Message = {
  port: uint32,
  servicePort: uint32,
  serviceAddress: string,
  address: string,
  tags: stringMap,
  health: one({ ready: bool }),
  serviceProbe: one({
    interval: duration,
    timeout: duration,
    unhealthyThreshold: named('unhealthy_threshold', uint32),
    healthyThreshold: named('healthy_threshold', uint32),
    tcp: one({}),
  }),
  state: choice('Dataplane.Networking.Inbound.State', 'Ready', 'NotReady', 'Ignored'),
  name: string,
  protocol: only('2.14', string),
};

const outbound: Message = {
  address: string,
  port: uint32,
  tags: stringMap,
  backendRef: one({ kind: string, name: string, port: uint32, labels: only('2.14', stringMap) }),
};

const gateway: Message = {
  tags: stringMap,
  type: choice('Dataplane.Networking.Gateway.GatewayType', 'DELEGATED', 'BUILTIN'),
};

const transparentProxying: Message = {
  redirectPortInbound: named('redirect_port_inbound', uint32),
  redirectPortOutbound: named('redirect_port_outbound', uint32),
  directAccessServices: named('direct_access_services', strings),
  redirectPortInboundV6: only('2.8', named('redirect_port_inbound_v6', uint32)),
  reachableServices: named('reachable_services', strings),
  ipFamilyMode: named(
    'ip_family_mode',
    choice('Dataplane.Networking.TransparentProxying.IpFamilyMode', 'UnSpecified', 'DualStack', 'IPv4', 'IPv6'),
  ),
  reachableBackends: only(
    '2.14',
    named(
      'reachable_backends',
      one({ refs: list({ kind: string, name: string, namespace: string, port: uint32, labels: stringMap }) }),
    ),
  ),
};

const LISTENER = 'Dataplane.Networking.Listener';
const listener: Message = {
  type: choice(`${LISTENER}.Type`, 'Unspecified', 'ZoneIngress', 'ZoneEgress'),
  address: string,
  port: uint32,
  name: string,
  state: choice(`${LISTENER}.State`, 'Ready', 'NotReady'),
};

/** api/mesh/v1alpha1/dataplane.proto */
export const dataplaneMessage: Message = {
  networking: one({
    address: string,
    advertisedAddress: string,
    gateway: one(gateway),
    inbound: list(inbound),
    outbound: list(outbound),
    transparentProxying: named('transparent_proxying', one(transparentProxying)),
    admin: one({ port: uint32 }),
    listeners: only('2.14', list(listener)),
  }),
  metrics: one({ name: string, type: string, conf: { type: 'struct' } }),
  probes: one({
    port: uint32,
    endpoints: list({
      inboundPort: named('inbound_port', uint32),
      inboundPath: named('inbound_path', string),
      path: string,
    }),
  }),
};

/** `conf` of a metrics backend of the type prometheus (api/mesh/v1alpha1/metrics.proto). */
export const prometheusMessage: Message = {
  port: uint32,
  path: string,
  tags: stringMap,
  skipMTLS: bool,
  aggregate: list({ name: string, port: uint32, path: string, enabled: bool, address: string }),
  envoy: one({ filterRegex: string, usedOnly: bool }),
  tls: one({ mode: choice('PrometheusTlsConfig.Mode', 'activeMTLSBackend', 'providedTLS', 'disabled') }),
};
