/** The shapes of Envoy's v3 API that we write. Only snake_case names, so that diffs stay stable. */

/** A message that names its type. */
export interface Any {
  readonly '@type': string;
  readonly [field: string]: unknown;
}
export interface Extension {
  readonly name: string;
  readonly typed_config: Any;
}
export interface AccessLog extends Extension {
  /** What is logged; absent for everything. */
  readonly filter?: object;
}
export interface FilterChain {
  readonly name?: string;
  readonly filter_chain_match?: object;
  readonly filters: readonly Extension[];
  readonly transport_socket?: Extension;
}
export interface Listener {
  readonly name: string;
  readonly traffic_direction?: 'INBOUND' | 'OUTBOUND';
  readonly address?: object;
  /** Whether connections to it do not count as those of the proxy, and are never too many. */
  readonly ignore_global_conn_limit?: boolean;
  /** In place of an address: only Envoy itself comes to it. */
  readonly internal_listener?: object;
  readonly listener_filters?: readonly Extension[];
  readonly listener_filters_timeout?: string;
  readonly continue_on_listener_filters_timeout?: boolean;
  readonly filter_chains: readonly FilterChain[];
  readonly filter_chain_matcher?: object;
}
export interface Cluster {
  readonly name: string;
  /** Of one that is made when it is written. */
  readonly toJSON?: () => Cluster;
  readonly [field: string]: unknown;
}
export interface Bootstrap {
  readonly node: { readonly id: string; readonly cluster: string };
  readonly admin?: object;
  readonly typed_dns_resolver_config?: Extension;
  readonly bootstrap_extensions?: readonly Extension[];
  readonly static_resources: { readonly listeners?: readonly Listener[]; readonly clusters?: readonly Cluster[] };
}

/** A named extension and its configuration; `type` is the message below `envoy.`. */
export const extension = (name: string, type: string, fields: object = {}): Extension => ({
  name,
  typed_config: any(type, fields),
});

export const any = (type: string, fields: object): Any => ({ '@type': `type.googleapis.com/envoy.${type}`, ...fields });

export const socketAddress = (address: string, port: number) => ({ socket_address: { address, port_value: port } });

/** The same as Envoy writes it. */
export const placeName = (address: string, port: number): string => `${uriHost(address)}:${port}`;

/** As a Host header has it. */
export const uriHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);
