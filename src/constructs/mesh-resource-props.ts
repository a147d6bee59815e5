/** Who signs the certificates of the proxies of a mesh. */
export interface Mtls {
  /**
   * The name of the backend that is in use. Without one the proxies speak plain text.
   *
   * @default - none, so no mTLS
   */
  readonly enabledBackend?: string;

  /**
   * The authorities. Kuma takes at most one.
   *
   * @default - none
   */
  readonly backends?: MtlsBackend[];

  /**
   * Whether Kuma takes the certificate of the authority as it is.
   *
   * @default false
   */
  readonly skipValidation?: boolean;
}

/** An authority that signs certificates. */
export interface MtlsBackend {
  /** Its name. With `builtin` it stands in the name of a secret, so it must fit into a DNS name. */
  readonly name: string;

  /** The plugin of the control plane that signs: `builtin` makes an authority, `provided` takes one. */
  readonly type: string;

  /**
   * Whether inbounds take plain text beside TLS.
   *
   * @default MtlsMode.STRICT
   */
  readonly mode?: MtlsMode;

  /**
   * The certificates of proxies.
   *
   * @default - Kuma's
   */
  readonly dpCert?: MtlsCertificate;

  /**
   * What the plugin needs, as Kuma has it; for `provided`, `cert` and `key`, each as `{ secret: <name> }`. It is written as it
   * is, so put no key itself there.
   *
   * @default - nothing
   */
  readonly conf?: unknown;

  /**
   * The certificate of the authority itself.
   *
   * @default - Kuma's
   */
  readonly rootChain?: MtlsRequest;
}

/** How certificates of proxies are made. */
export interface MtlsCertificate {
  /**
   * When they are made anew.
   *
   * @default - Kuma's
   */
  readonly rotation?: MtlsRotation;

  /**
   * How long the control plane waits for one, as Go writes durations: `5s`.
   *
   * @default - Kuma's
   */
  readonly requestTimeout?: string;
}

/** When certificates are made anew. */
export interface MtlsRotation {
  /**
   * How long one is valid: a number and one of `y`, `w`, `d`, `h`, `m`, `s` and `ms`.
   *
   * @default - Kuma's, 30 days
   */
  readonly expiration?: string;
}

/** How a control plane asks an authority. */
export interface MtlsRequest {
  /**
   * How long it waits, as Go writes durations: `5s`.
   *
   * @default - 10s
   */
  readonly requestTimeout?: string;
}

/** Whether inbounds take plain text. The values are Kuma's spelling. */
export enum MtlsMode {
  /** TLS with a certificate of the mesh, and nothing else. */
  STRICT = 'STRICT',
  /** Plain text too. */
  PERMISSIVE = 'PERMISSIVE',
}

/** The way that the traffic of a mesh takes. */
export interface MeshRouting {
  /**
   * Whether traffic to external services passes a ZoneEgress, which then decides who may reach them. Needs mTLS.
   *
   * @default false
   */
  readonly zoneEgress?: boolean;

  /**
   * Whether endpoints in the own zone come first, inside the mesh.
   *
   * @default false
   */
  readonly localityAwareLoadBalancing?: boolean;
}

/** What the proxies of a mesh carry beside services. */
export interface MeshNetworking {
  /**
   * What leaves the mesh.
   *
   * @default - everything
   */
  readonly outbound?: MeshOutbound;
}

/** What leaves a mesh. */
export interface MeshOutbound {
  /**
   * Whether traffic to no known service goes on to where it was sent, for proxies that no MeshPassthrough is for.
   *
   * @default true
   */
  readonly passthrough?: boolean;
}
