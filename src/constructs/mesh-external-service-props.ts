import type { DataSource } from './data-source';
import type { Mesh } from './mesh';
import type { ServiceEnvoyOptions } from './service-options';
import type { Endpoint, MatchType, Protocol, SubjectAltName, TlsVersion, VerificationMode } from './values';

/** Properties of an external service: Kuma's fields, without `spec`. */
export interface MeshExternalServiceProps {
  /**
   * Its name; lower-case letters, digits, `-` and `.`, and together with the namespace at most 63 characters.
   *
   * @default - the ids below the Mesh joined by `-`, without `Resource` and `Default`
   */
  readonly name?: string;

  /**
   * Labels, which generators select by. With `kuma.io/origin: global` it belongs to the global control plane, and every zone of
   * the mesh has a copy of it.
   *
   * @default - those that Kuma sets itself
   */
  readonly labels?: { [key: string]: string };

  /**
   * The mesh that it belongs to.
   *
   * @default - the nearest Mesh above
   */
  readonly mesh?: Mesh;

  /** What clients connect to. */
  readonly match: Match;

  /**
   * Where the traffic goes. More can be added later; at least one is needed.
   *
   * @default - none
   */
  readonly endpoints?: Endpoint[];

  /**
   * TLS towards the endpoints.
   *
   * @default - no TLS
   */
  readonly tls?: Tls;

  /**
   * An extension of the control plane provides the service; endpoints and tls are then its business.
   *
   * @default - none
   */
  readonly extension?: Extension;

  /**
   * Its VIP, inside the range of the mesh and nobody else's; the lock records it.
   *
   * @default - what the lock has, else an address that comes from the hash of mesh and display name
   */
  readonly vip?: string;

  /**
   * How proxies treat it.
   *
   * @default - the defaults of each
   */
  readonly envoy?: ServiceEnvoyOptions;
}

/** What clients connect to. */
export interface Match {
  /**
   * How the service is found.
   *
   * @default MatchType.HOSTNAME_GENERATOR
   */
  readonly type?: MatchType;

  /**
   * The port, 1 to 65535. Kuma 2.8 requires it, although its documentation does not.
   *
   * @default - all ports of its VIP, which only CaptureMode.REDIRECT can give it; an error where Kuma gets the resource
   */
  readonly port?: number;

  /**
   * The protocol that clients speak.
   *
   * @default Protocol.TCP
   */
  readonly protocol?: Protocol;
}

/** An extension of the control plane. */
export interface Extension {
  /** Which one. */
  readonly type: string;

  /**
   * Its configuration, any JSON.
   *
   * @default - none
   */
  readonly config?: unknown;
}

/** TLS towards the endpoints. */
export interface Tls {
  /**
   * Whether TLS is spoken at all.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * The versions allowed.
   *
   * @default - TLS 1.2 and 1.3
   */
  readonly version?: TlsVersionRange;

  /**
   * Whether the server may renegotiate (TLS 1.2 only).
   *
   * @default false
   */
  readonly allowRenegotiation?: boolean;

  /**
   * How the server is verified, and what the client shows.
   *
   * @default - by the system's authorities and the endpoint's own name
   */
  readonly verification?: TlsVerification;
}

/** Versions of TLS. */
export interface TlsVersionRange {
  /**
   * The lowest.
   *
   * @default TlsVersion.TLS_AUTO
   */
  readonly min?: TlsVersion;

  /**
   * The highest.
   *
   * @default TlsVersion.TLS_AUTO
   */
  readonly max?: TlsVersion;
}

/** How the server is verified, and what the client shows. */
export interface TlsVerification {
  /**
   * What is verified.
   *
   * @default VerificationMode.SECURED
   */
  readonly mode?: VerificationMode;

  /**
   * The name asked for (SNI) and expected in the certificate, for all endpoints.
   *
   * @default - of each endpoint its own
   */
  readonly serverName?: string;

  /**
   * Further names that the certificate may carry; they widen what is accepted.
   *
   * @default - none
   */
  readonly subjectAltNames?: SubjectAltName[];

  /**
   * The authorities that may have signed the server's certificate, as PEM.
   *
   * @default - those of the system (`envoy.systemCaPath`)
   */
  readonly caCert?: DataSource;

  /**
   * The client's certificate chain, as PEM; needs `clientKey`.
   *
   * @default - none
   */
  readonly clientCert?: DataSource;

  /**
   * The client's private key, as PEM; needs `clientCert`.
   *
   * @default - none
   */
  readonly clientKey?: DataSource;
}
