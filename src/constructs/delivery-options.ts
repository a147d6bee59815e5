/** Images of the containers that are delivered, with a tag or a digest. */
export interface SidecarImages {
  /** The image of Envoy. */
  readonly envoy: string;
  /** The image of CoreDNS. */
  readonly coredns: string;

  /**
   * Whether the program of CoreDNS in its image has the file capability `cap_net_bind_service`, as in CoreDNS's own image: Linux
   * starts such a program only where that capability is allowed. With `false` its container drops all capabilities, for an
   * image whose program has none.
   *
   * @default true
   */
  readonly corednsFileCapability?: boolean;

  /**
   * The image of the init container that sets the capture rules. It holds the program `nft`, or `iptables-restore` (and
   * `ip6tables-restore` with an IPv6 VIP range) with `CaptureRules.IPTABLES`, on its PATH; no shell is needed.
   */
  readonly capture: string;
}

/** What sets the rules that lead connections to VIPs to Envoy. */
export enum CaptureRules {
  /** The program `nft`. */
  NFT = 'nft',
  /** The programs `iptables-restore` and `ip6tables-restore`, for nodes without nf_tables. */
  IPTABLES = 'iptables',
}

/** How a sidecar stands in its pod. */
export enum SidecarForm {
  /** As init containers that keep running, which Kubernetes has as of 1.29. */
  NATIVE = 'native',
  /** As containers beside those of the workload. */
  CLASSIC = 'classic',
}

/** Settings of sidecars. */
export interface SidecarDeliveryOptions {
  /** The IP address of the cluster DNS Service, which answers for all names outside the mesh. */
  readonly clusterDnsIp: string;

  /** The images of its containers. */
  readonly images: SidecarImages;

  /**
   * How it stands in its pod.
   *
   * @default SidecarForm.NATIVE
   */
  readonly form?: SidecarForm;

  /**
   * The program that sets the capture rules.
   *
   * @default CaptureRules.NFT
   */
  readonly captureRules?: CaptureRules;

  /**
   * The domain that the names of the cluster end with, for the search domains of pods.
   *
   * @default cluster.local
   */
  readonly clusterDomain?: string;
}

/** Images of the containers of a gateway, with a tag or a digest. */
export interface GatewayImages {
  /** The image of Envoy. */
  readonly envoy: string;

  /**
   * The image of CoreDNS; required with `ClusterDnsMode.STUB`.
   *
   * @default - none
   */
  readonly coredns?: string;

  /**
   * Whether the program of CoreDNS in its image has the file capability `cap_net_bind_service`, as in CoreDNS's own image: Linux
   * starts such a program only where that capability is allowed. With `false` its container drops all capabilities, for an
   * image whose program has none.
   *
   * @default true
   */
  readonly corednsFileCapability?: boolean;
}

/** How the names of a mesh are answered in a cluster. */
export enum ClusterDnsMode {
  /** By keys of the ConfigMap `coredns-custom`, which many clusters import. */
  CUSTOM = 'custom',
  /** By a CoreDNS of our own, to which the cluster DNS forwards. */
  STUB = 'stub',
  /** By a text that stands in the Corefile of the cluster DNS. */
  INLINE = 'inline',
}

/** Settings of DNS in a cluster. */
export interface GatewayDns {
  /**
   * How the names are answered.
   *
   * @default ClusterDnsMode.CUSTOM
   */
  readonly mode?: ClusterDnsMode;

  /**
   * The IP address of the Service of our own CoreDNS; required with `ClusterDnsMode.STUB`, as CoreDNS forwards to addresses only.
   *
   * @default - none
   */
  readonly clusterIp?: string;
}

/**
 * Namespaces whose pods get out of the cluster through the gateway alone. A NetworkPolicy in each isolates all its pods for
 * egress: they reach the cluster DNS, the gateway and `cidrs`, and what other policies of the namespace let them reach.
 */
export interface GatewayEgressIsolation {
  /** The names of the namespaces; not the one of the gateway, and not `kube-system`. */
  readonly namespaces: string[];

  /**
   * The ranges of the cluster itself that they may go on to reach, such as those of its pods and Services, as
   * `address/length`.
   *
   * @default - none
   */
  readonly cidrs?: string[];
}

/** Settings of a gateway. */
export interface GatewayDeliveryOptions {
  /** The range that the ClusterIPs of its Services come from, as `address/length`; inside the cluster's own range. */
  readonly clusterIpRange: string;

  /**
   * The range of a second, IPv6 address of each Service; needs a cluster with both families.
   *
   * @default - none
   */
  readonly clusterIpRangeV6?: string;

  /** The images of its containers. */
  readonly images: GatewayImages;

  /**
   * The namespace that it runs in.
   *
   * @default meshext-system
   */
  readonly namespace?: string;

  /**
   * How many Envoys there are.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * How many Envoys there may be under load; `replicas` is then the fewest.
   *
   * @default - no autoscaling
   */
  readonly maxReplicas?: number;

  /**
   * The namespaces whose pods may come to it.
   *
   * @default - all
   */
  readonly allowedNamespaces?: string[];

  /**
   * Namespaces whose pods get out of the cluster through the gateway alone.
   *
   * @default - none
   */
  readonly egressIsolation?: GatewayEgressIsolation;

  /**
   * How names are answered.
   *
   * @default - ClusterDnsMode.CUSTOM
   */
  readonly dns?: GatewayDns;
}

/** What loads the rules that redirect connections to VIPs. */
export enum HostFirewall {
  /** `nft`. */
  NFT = 'nft',
  /** `iptables-restore`, and `ip6tables-restore` with an IPv6 range. */
  IPTABLES = 'iptables',
}

/** Settings of hosts. */
export interface HostDeliveryOptions {
  /**
   * The program of Envoy, an absolute path.
   *
   * @default /usr/local/bin/envoy
   */
  readonly envoyPath?: string;

  /**
   * The program of CoreDNS, an absolute path.
   *
   * @default /usr/local/bin/coredns
   */
  readonly corednsPath?: string;

  /**
   * The loopback address that CoreDNS answers on, port 53. systemd-resolved has 127.0.0.53 and 127.0.0.54 for itself; two meshes
   * on one host need an address each.
   *
   * @default 127.0.0.1
   */
  readonly dnsAddress?: string;

  /**
   * What loads the rules of capture mode `redirect`.
   *
   * @default HostFirewall.NFT
   */
  readonly firewall?: HostFirewall;
}
