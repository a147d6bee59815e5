/** Where a service's traffic goes. */
export interface Upstream {
  readonly endpoints: readonly Endpoint[];
  readonly tls?: Tls;
  readonly treatment: Treatment;
  /** Whether a proxy starts before it knows the addresses of its names. */
  readonly warmsInBackground: boolean;
  /** Whether addresses beside names are used whatever their family. */
  readonly mixesFamilies: boolean;
}
export interface Endpoint {
  readonly address:
    | { readonly kind: 'ip' | 'dns'; readonly host: string; readonly port: number }
    | { readonly kind: 'unix'; readonly path: string };
  /** The Host header for it, where its address gives none. */
  readonly hostname?: string;
  /** Used only while the endpoints of lower numbers fail; counted from 0 without gaps. */
  readonly priority: number;
  /** Who it has to prove to be; absent without TLS. */
  readonly identity?: Identity;
}
export interface Identity {
  /** The server name that the client asks for. */
  readonly sni?: string;
  /** The certificate must carry one of these. Empty: names are not checked. */
  readonly names: readonly NameMatch[];
}
export interface NameMatch {
  readonly kind: 'exact' | 'prefix';
  readonly value: string;
  readonly types: readonly ('dns' | 'ip' | 'uri')[];
}
export type TlsVersion = 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13';
export interface Tls {
  readonly minVersion?: TlsVersion;
  /** Absent: what Envoy takes by itself, TLS 1.2. */
  readonly maxVersion?: TlsVersion;
  /** Whether ciphers are named that TLS 1.0 and 1.1 can use. */
  readonly legacyCiphers: boolean;
  readonly allowRenegotiation: boolean;
  readonly client?: { readonly certificate: Credential; readonly key: Credential };
  /** Who signs the server's certificate; absent: nothing of it is verified. */
  readonly authority?: Credential | { readonly kind: 'system' };
}
/** A certificate or key: named, or given inline as base64 or text. */
export type Credential =
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'base64'; readonly value: string }
  | { readonly kind: 'text'; readonly value: string };

/** How proxies treat a service. Times are in milliseconds. */
export interface Treatment {
  readonly connectTimeout: number;
  readonly idleTimeout?: number;
  readonly requestTimeout?: number;
  /** Without a path to standard output. */
  readonly accessLog?: { readonly format: 'text' | 'json'; readonly path?: string };
  readonly limits?: Limits;
  readonly retry?: Retry;
  readonly outlierDetection?: OutlierDetection;
  readonly healthCheck?: HealthCheck;
  /** Which addresses of names; absent: as the proxy. */
  readonly lookup?: LookupFamily;
  /** Whether unix sockets may stand beside names, in a cluster of their own. */
  readonly mixesEndpoints: boolean;
}
export type LookupFamily = 'auto' | 'v4-only' | 'v6-only' | 'v4-preferred' | 'all';
export interface Limits {
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
  readonly maxRetries?: number;
}
export interface Retry {
  readonly numRetries: number;
  readonly perTryTimeout?: number;
}
export interface OutlierDetection {
  readonly consecutiveErrors: number;
  readonly interval: number;
  readonly baseEjectionTime: number;
  readonly maxEjectionPercent: number;
}
export interface HealthCheck {
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly path?: string;
}
