/** What Kuma's resources lack and an Envoy needs: the same keys in the props and in `meshext.yaml`. */

/** Settings of a proxy. */
export interface ProxySettings {
  readonly systemCaPath?: string;
  readonly dnsResolvers?: readonly string[];
  readonly secretsDir?: string;
  readonly configDir?: string;
  readonly xds?: 'static' | 'filesystem';
  readonly capture?: CaptureMode;
  readonly passthrough?: boolean;
  readonly passthroughPort?: number;
  readonly proxyUid?: number;
  readonly dnsLookupFamily?: LookupFamily;
  readonly stats?: 'full' | 'minimal';
  readonly adminPath?: string;
  readonly maxDownstreamConnections?: number;
  readonly nodeId?: string;
  readonly nodeCluster?: string;
}

export type CaptureMode = 'ports' | 'bound' | 'local-route' | 'redirect';
export type LookupFamily = 'auto' | 'v4-only' | 'v6-only' | 'v4-preferred' | 'all';

/** Settings of an external service, in every proxy that reaches it. Durations are texts, as in Kuma: `5s`, `250ms`. */
export interface ServiceSettings {
  readonly accessLog?: { readonly format?: 'off' | 'text' | 'json'; readonly path?: string };
  readonly mixedEndpoints?: 'refused' | 'weighted';
  readonly dnsLookupFamily?: LookupFamily;
  /** The Host header of an endpoint, by its address: `192.0.2.1:443`, `[2001:db8::1]:443`, `unix:///run/api.sock`. */
  readonly hostnames?: Readonly<Record<string, string>>;
  readonly connectTimeout?: string;
  readonly idleTimeout?: string;
  readonly requestTimeout?: string;
  readonly circuitBreaker?: CircuitBreaker;
  readonly retry?: Retry;
  readonly outlierDetection?: OutlierDetection;
  readonly healthCheck?: HealthCheck;
}
export interface CircuitBreaker {
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
  readonly maxRetries?: number;
}
export interface Retry {
  readonly numRetries?: number;
  readonly perTryTimeout?: string;
}
export interface OutlierDetection {
  readonly consecutiveErrors?: number;
  readonly interval?: string;
  readonly baseEjectionTime?: string;
  readonly maxEjectionPercent?: number;
}
export interface HealthCheck {
  readonly interval?: string;
  readonly timeout?: string;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  /** Asked with GET; without it a connection that opens is enough. Only for http, http2. */
  readonly path?: string;
}
