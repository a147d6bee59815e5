/** Whose effects Envoy has. */
export enum Compatibility {
  /** The right ones. */
  NONE = 'none',
  /** Those of Kuma 2.8, with its defects. */
  KUMA_2_8 = 'kuma-2.8',
}

/** How traffic comes to a proxy. */
export enum CaptureMode {
  /** Clients connect to the ports of its outbounds on loopback. */
  PORTS = 'ports',
  /** Listeners on VIPs, which have to be out of 127.0.0.0/8. */
  BOUND = 'bound',
  /** Listeners on VIPs, which a local route leads to this host. */
  LOCAL_ROUTE = 'local-route',
  /** The host redirects connections to VIPs to one listener. */
  REDIRECT = 'redirect',
}

/** Where the configuration of Envoy stands. */
export enum XdsMode {
  /** All in the bootstrap. */
  STATIC = 'static',
  /** In files beside it, which Envoy reads again when they change. */
  FILESYSTEM = 'filesystem',
}

/** Which counters Envoy keeps. */
export enum StatsMode {
  /** All. */
  FULL = 'full',
  /** Those that tell whether services are reached. */
  MINIMAL = 'minimal',
}

/** Which addresses of a name are used. */
export enum DnsLookupFamily {
  /** IPv6 ones, and IPv4 ones where there are none. */
  AUTO = 'auto',
  /** IPv4 ones. */
  V4_ONLY = 'v4-only',
  /** IPv6 ones. */
  V6_ONLY = 'v6-only',
  /** IPv4 ones, and IPv6 ones where there are none. */
  V4_PREFERRED = 'v4-preferred',
  /** All. */
  ALL = 'all',
}

/** The form of an access log. */
export enum AccessLogFormat {
  /** Nothing is logged. */
  OFF = 'off',
  /** A line of text. */
  TEXT = 'text',
  /** A line of JSON. */
  JSON = 'json',
}

/** What to do with unix sockets beside DNS names. */
export enum MixedEndpoints {
  /** An error. */
  REFUSED = 'refused',
  /** A cluster of each kind, weighted by the number of endpoints. */
  WEIGHTED = 'weighted',
}
