import type { KumaVersion } from './model';

/** What a field of a message holds. */
export type MessageType =
  | 'string'
  | 'uint32'
  | 'bool'
  | 'duration'
  | { readonly enum: string; readonly values: readonly string[] }
  | { readonly message: Message }
  /** Any object. */
  | 'struct';

export interface MessageField {
  readonly type: MessageType;
  readonly many?: 'list' | 'map';
  /** The name in the .proto file, which JSON may use as well. */
  readonly proto?: string;
  /** The one release that has it. */
  readonly release?: KumaVersion;
}

/** A protobuf message by the JSON names of its fields, in the order of the .proto file. */
export type Message = Readonly<Record<string, MessageField>>;

const string: MessageField = { type: 'string' };
const strings: MessageField = { type: 'string', many: 'list' };
const stringMap: MessageField = { type: 'string', many: 'map' };
const uint32: MessageField = { type: 'uint32' };
const bool: MessageField = { type: 'bool' };
const duration: MessageField = { type: 'duration' };
const one = (message: Message): MessageField => ({ type: { message } });
const list = (message: Message): MessageField => ({ type: { message }, many: 'list' });
const choice = (name: string, ...values: readonly string[]): MessageField => ({
  type: { enum: `kuma.mesh.v1alpha1.${name}`, values },
});
const named = (proto: string, field: MessageField): MessageField => ({ ...field, proto });
const only = (release: KumaVersion, field: MessageField): MessageField => ({ ...field, release });

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
