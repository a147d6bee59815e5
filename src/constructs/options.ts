import type { CaptureMode, DnsLookupFamily, StatsMode, XdsMode } from './envoy-values';

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
   * The folder in which Envoy finds the output folder `envoy/`: what stands beside the bootstrap of a Dataplane, such as the
   * files that say where secrets lie, is read from `<configDir>/<mesh>/<dataplane>/`. A relative one starts at Envoy's working
   * directory. With `XdsMode.FILESYSTEM` the folder of the Dataplane is watched: Envoy reads the files again when something is
   * moved into it, such as the link `..data` of a mounted ConfigMap.
   *
   * @default /etc/meshext/envoy
   */
  readonly configDir?: string;

  /**
   * Whether everything stands in the bootstrap, or in files beside it that Envoy reads again when they change.
   *
   * @default XdsMode.STATIC
   */
  readonly xds?: XdsMode;

  /**
   * How traffic comes to the proxy.
   *
   * @default - CaptureMode.REDIRECT with `transparentProxying`, else CaptureMode.PORTS
   */
  readonly capture?: CaptureMode;

  /**
   * Whether redirected traffic that no service claims goes on to where it was sent. Otherwise it is reset.
   *
   * @default false
   */
  readonly passthrough?: boolean;

  /**
   * The port that connections to other hosts come to where a MeshPassthrough lets some of them through, 1 to 65535.
   *
   * @default 15002
   */
  readonly passthroughPort?: number;

  /**
   * The user id that the proxy runs as: its own connections are the only ones that a MeshPassthrough does not redirect. As any
   * other user it would be sent back to itself.
   *
   * @default 5678 (the user that Kuma's transparent proxy leaves alone)
   */
  readonly proxyUid?: number;

  /**
   * Which addresses of a name are used.
   *
   * @default - DnsLookupFamily.V4_ONLY, and AUTO for a proxy with an IPv6 address, as in Kuma
   */
  readonly dnsLookupFamily?: DnsLookupFamily;

  /**
   * Which counters Envoy keeps. Fewer of them save memory and time where services are many.
   *
   * @default StatsMode.FULL
   */
  readonly stats?: StatsMode;

  /**
   * The path of a unix socket for the admin interface, instead of the port of `networking.admin`.
   *
   * @default - none
   */
  readonly adminPath?: string;

  /**
   * How many connections the proxy takes at once; more are closed.
   *
   * @default - no limit
   */
  readonly maxDownstreamConnections?: number;

  /**
   * The id under which Envoy shows itself in logs and to whoever configures it.
   *
   * @default - `<mesh>.<dataplane>`
   */
  readonly nodeId?: string;

  /**
   * The cluster under which Envoy shows itself.
   *
   * @default - the name of the Dataplane
   */
  readonly nodeCluster?: string;
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
