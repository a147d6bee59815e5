import type { AccessLogFormat, DnsLookupFamily, MixedEndpoints } from './envoy-values';

/** How proxies treat an external service. Durations are texts, as in Kuma: `5s`, `250ms`. */
export interface ServiceEnvoyOptions {
  /**
   * What is logged of each connection or request to it.
   *
   * @default - nothing
   */
  readonly accessLog?: AccessLog;

  /**
   * Unix sockets beside DNS names, which one cluster of Envoy cannot hold.
   *
   * @default MixedEndpoints.REFUSED
   */
  readonly mixedEndpoints?: MixedEndpoints;

  /**
   * Which addresses of its names are used.
   *
   * @default - that of the proxy
   */
  readonly dnsLookupFamily?: DnsLookupFamily;

  /**
   * How long a connection may take to open.
   *
   * @default 5s (what Kuma configures)
   */
  readonly connectTimeout?: string;

  /**
   * How long a connection, or a request under way, may carry nothing before it is ended.
   *
   * @default - Envoy's: 1h, and 5m for a request
   */
  readonly idleTimeout?: string;

  /**
   * How long an answer may take as a whole. Only for http, http2 and grpc.
   *
   * @default - no limit, as long downloads and streams need
   */
  readonly requestTimeout?: string;

  /**
   * How much may be under way at once, in each proxy.
   *
   * @default - Envoy's limits: 1024 of each, and 3 retries
   */
  readonly circuitBreaker?: CircuitBreaker;

  /**
   * Whether a request is sent again after 5xx, a reset or a failed connection. Only for http, http2 and grpc.
   *
   * @default - it is not: a request that changes something must not be repeated unasked
   */
  readonly retry?: Retry;

  /**
   * Whether an endpoint that fails is left out for a while.
   *
   * @default - it is not, unless endpoints have priorities
   */
  readonly outlierDetection?: OutlierDetection;

  /**
   * Whether endpoints are asked how they are.
   *
   * @default - they are not: an external service did not agree to it
   */
  readonly healthCheck?: HealthCheck;
}

/** What is logged. */
export interface AccessLog {
  /**
   * In which form.
   *
   * @default - AccessLogFormat.TEXT with a path, else AccessLogFormat.OFF
   */
  readonly format?: AccessLogFormat;

  /**
   * The file.
   *
   * @default - standard output
   */
  readonly path?: string;
}

/** Limits of what is under way at once, in each proxy. */
export interface CircuitBreaker {
  /**
   * Connections.
   *
   * @default 1024
   */
  readonly maxConnections?: number;

  /**
   * Requests that wait for a connection.
   *
   * @default 1024
   */
  readonly maxPendingRequests?: number;

  /**
   * Requests.
   *
   * @default 1024
   */
  readonly maxRequests?: number;

  /**
   * Retries.
   *
   * @default 3
   */
  readonly maxRetries?: number;
}

/** How a request is sent again. */
export interface Retry {
  /**
   * How often at most.
   *
   * @default 1
   */
  readonly numRetries?: number;

  /**
   * How long each try may take.
   *
   * @default - the requestTimeout
   */
  readonly perTryTimeout?: string;
}

/** When an endpoint that fails is left out. */
export interface OutlierDetection {
  /**
   * After how many failures in a row.
   *
   * @default 5
   */
  readonly consecutiveErrors?: number;

  /**
   * How often endpoints are judged.
   *
   * @default 10s
   */
  readonly interval?: string;

  /**
   * How long it is left out, times how often it was.
   *
   * @default 30s
   */
  readonly baseEjectionTime?: string;

  /**
   * How many of 100 endpoints may be left out at once, 0 to 100; one always may.
   *
   * @default 10
   */
  readonly maxEjectionPercent?: number;
}

/** How endpoints are asked how they are. */
export interface HealthCheck {
  /**
   * How often, with traffic or without.
   *
   * @default 60s
   */
  readonly interval?: string;

  /**
   * How long an answer may take. At its start a proxy waits this long for an endpoint that does not answer.
   *
   * @default 15s
   */
  readonly timeout?: string;

  /**
   * After how many good answers in a row it is healthy.
   *
   * @default 1
   */
  readonly healthyThreshold?: number;

  /**
   * After how many bad answers in a row it is not.
   *
   * @default 5
   */
  readonly unhealthyThreshold?: number;

  /**
   * The path that is asked for. Only for http and http2.
   *
   * @default - a connection that opens is enough
   */
  readonly path?: string;
}
