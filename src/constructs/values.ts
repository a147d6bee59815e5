/** The protocol that a client speaks to the service. The values are Kuma's spelling. */
export enum Protocol {
  /** Bytes, without a look inside. */
  TCP = 'tcp',
  /** HTTP/1.1. */
  HTTP = 'http',
  /** HTTP/2. */
  HTTP2 = 'http2',
  /** gRPC, with its statistics. */
  GRPC = 'grpc',
}

/** How a service is found. */
export enum MatchType {
  /** By the hostnames that HostnameGenerators give it. */
  HOSTNAME_GENERATOR = 'HostnameGenerator',
}

/** A version of TLS. */
export enum TlsVersion {
  /** The widest that is safe: TLS 1.2 and 1.3. */
  TLS_AUTO = 'TLSAuto',
  /** TLS 1.0, with legacy ciphers. */
  TLS10 = 'TLS10',
  /** TLS 1.1, with legacy ciphers. */
  TLS11 = 'TLS11',
  /** TLS 1.2. */
  TLS12 = 'TLS12',
  /** TLS 1.3. */
  TLS13 = 'TLS13',
}

/** What of the server's certificate is verified. */
export enum VerificationMode {
  /** The authority that signed it, and the names in it. */
  SECURED = 'Secured',
  /** The authority only; any name is accepted. */
  SKIP_SAN = 'SkipSAN',
  /** Nothing: without an authority Envoy cannot check names either. */
  SKIP_CA = 'SkipCA',
  /** Nothing. */
  SKIP_ALL = 'SkipAll',
}

/** How a subject alternative name is compared. */
export enum SubjectAltNameType {
  /** The whole name. */
  EXACT = 'Exact',
  /** Its beginning. */
  PREFIX = 'Prefix',
}

/** Which addresses transparent proxying redirects. */
export enum IpFamilyMode {
  /** As the installation has it. */
  UNSPECIFIED = 'UnSpecified',
  /** IPv4 and IPv6. */
  DUAL_STACK = 'DualStack',
  /** IPv4 only. */
  IPV4 = 'IPv4',
  /** IPv6 only. */
  IPV6 = 'IPv6',
}

/** What kind of gateway a Dataplane is. */
export enum GatewayType {
  /** Somebody else's proxy, with a sidecar beside it. */
  DELEGATED = 'DELEGATED',
  /** Kuma's own. */
  BUILTIN = 'BUILTIN',
}

/** A name that a certificate may carry. */
export class SubjectAltName {
  /**
   * The whole name: a DNS name, an IP address, or a URI such as `spiffe://mesh/service`. An asterisk is literal.
   *
   * @param value the name
   */
  public static exact(value: string): SubjectAltName {
    return new SubjectAltName(SubjectAltNameType.EXACT, value);
  }

  /**
   * The beginning of a name.
   *
   * @param value the beginning
   */
  public static prefix(value: string): SubjectAltName {
    return new SubjectAltName(SubjectAltNameType.PREFIX, value);
  }

  private constructor(
    /** How it is compared. */
    public readonly type: SubjectAltNameType,
    /** The name or its beginning. */
    public readonly value: string,
  ) {}
}

/** What an endpoint has beside its address. */
export interface EndpointOptions {
  /**
   * The Host header that is sent to it, where its address gives none: to an IP address or a unix socket. Only for http, http2
   * and grpc.
   *
   * @default - the serverName of the service
   */
  readonly hostname?: string;

  /**
   * Its rank, 0 to 128: one of a higher number is used only while those before it fail. Needs KumaVersion.V2_14.
   *
   * @default 0
   */
  readonly priority?: number;
}

/** Where a service can be reached. */
export class Endpoint {
  /**
   * An IP address.
   *
   * @param address IPv4, or IPv6 without brackets
   * @param port 1 to 65535
   * @param options Host header and rank
   */
  public static ip(address: string, port: number, options: EndpointOptions = {}): Endpoint {
    return new Endpoint(address, port, options.hostname, options.priority);
  }

  /**
   * A host name, looked up by the proxy.
   *
   * @param name a DNS name
   * @param port 1 to 65535
   * @param options Host header and rank
   */
  public static dns(name: string, port: number, options: EndpointOptions = {}): Endpoint {
    return new Endpoint(name, port, options.hostname, options.priority);
  }

  /**
   * A unix socket on the proxy's host.
   *
   * @param path its path, with or without the scheme `unix://`
   * @param options Host header and rank
   */
  public static unix(path: string, options: EndpointOptions = {}): Endpoint {
    const isPath = typeof path === 'string' && !path.startsWith('unix://');
    const address = isPath ? `unix://${path}` : path;
    return new Endpoint(address, undefined, options.hostname, options.priority);
  }

  /**
   * An address as Kuma's resources have it; its form tells what it is.
   *
   * @param address an IP address, a host name, or `unix://` and a path
   * @param port 1 to 65535; none for a unix socket
   */
  public static of(address: string, port?: number): Endpoint {
    return new Endpoint(address, port);
  }

  private constructor(
    /** An IP address, a host name, or `unix://` and a path. */
    public readonly address: string,
    /** 1 to 65535; none for a unix socket. */
    public readonly port?: number,
    /** The Host header that is sent to it. */
    public readonly hostname?: string,
    /** Its rank, 0 first. */
    public readonly priority?: number,
  ) {}
}

/** A release of Kuma. */
export enum KumaVersion {
  /** 2.8. */
  V2_8 = '2.8',
  /** 2.14. */
  V2_14 = '2.14',
}
