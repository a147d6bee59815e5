/** Settings of the Envoy proxies; on a Dataplane, each field overrides that of its mesh. */
export interface EnvoyOptions {
  /**
   * The file of certificate authorities that the proxy trusts by default. Envoy does not start without it.
   *
   * @default /etc/ssl/certs/ca-certificates.crt
   */
  readonly systemCaPath?: string;

  /**
   * The name servers, as `ip:port` (IPv6 in brackets).
   *
   * @default - Envoy asks those of its host, and CoreDNS refuses names outside the mesh
   */
  readonly dnsResolvers?: string[];

  /**
   * The folder in which the proxy finds a secret as `<name>/value`. A relative one starts at Envoy's working directory.
   *
   * @default /etc/meshext/secrets
   */
  readonly secretsDir?: string;

  /**
   * The folder in which the proxy finds the output folder `envoy/`, for files that a bootstrap refers to. A relative one
   * starts at Envoy's working directory.
   *
   * @default /etc/meshext/envoy
   */
  readonly configDir?: string;
}

/** The ranges that VIPs come from. A mesh has the same in all its zones. */
export interface VipOptions {
  /**
   * The range, as `address/length`. Its first and last address are not given.
   *
   * @default 242.0.0.0/8 (Kuma's `ipam.meshExternalService.cidr`)
   */
  readonly cidr?: string;

  /**
   * The range of a second, IPv6 address for every service.
   *
   * @default - no second address
   */
  readonly cidrV6?: string;
}
