/** Who brings the services of a mesh to those who ask for them: the same keys in `Delivery` and in `meshext.yaml`. */

export interface Images {
  readonly envoy: string;
  readonly coredns?: string;
  readonly corednsFileCapability?: boolean;
  readonly capture?: string;
}

/** Proxies in the pods of workloads. */
export interface SidecarSettings {
  readonly clusterDnsIp: string;
  readonly images: Images;
  readonly form?: 'native' | 'classic';
  readonly captureRules?: 'nft' | 'iptables';
  readonly clusterDomain?: string;
}

/** Proxies that a cluster shares. */
export interface GatewaySettings {
  readonly clusterIpRange: string;
  readonly clusterIpRangeV6?: string;
  readonly images: Images;
  readonly namespace?: string;
  readonly replicas?: number;
  readonly maxReplicas?: number;
  readonly allowedNamespaces?: readonly string[];
  readonly egressIsolation?: EgressIsolation;
  readonly dns?: GatewayDns;
}
/** Whose pods get out of the cluster through the proxies alone. */
export interface EgressIsolation {
  readonly namespaces: readonly string[];
  readonly cidrs?: readonly string[];
}
export interface GatewayDns {
  readonly mode?: 'custom' | 'stub' | 'inline';
  readonly clusterIp?: string;
}

/** Proxies and name servers of hosts. */
export interface HostSettings {
  readonly envoyPath?: string;
  readonly corednsPath?: string;
  readonly dnsAddress?: string;
  readonly firewall?: 'nft' | 'iptables';
}

/** One of the keys is there. */
export interface DeliverySettings {
  readonly kuma?: Readonly<Record<string, never>>;
  readonly sidecar?: SidecarSettings;
  readonly gateway?: GatewaySettings;
  readonly host?: HostSettings;
}

export type DeliveryKind = 'kuma' | 'sidecar' | 'gateway' | 'host';

interface Delivered {
  readonly delivery?: readonly DeliverySettings[];
}

/** The kinds of a list, in its order. */
export const kindsOf = (delivery: readonly DeliverySettings[]): DeliveryKind[] =>
  delivery.flatMap((one) => Object.keys(one) as DeliveryKind[]);

/** The settings of a mesh's gateway, and their field; undefined when it has none. */
export function gatewayOf({
  delivery = [],
}: Delivered): { readonly settings: GatewaySettings; readonly field: string } | undefined {
  const i = delivery.findIndex((one) => one.gateway !== undefined);
  const settings = delivery[i]?.gateway;
  return settings === undefined ? undefined : { settings, field: `delivery[${i}].gateway` };
}

/** Whether services have VIPs of ours; what Kuma alone delivers has those of its control plane. */
export const hasOwnVips = ({ delivery }: Delivered): boolean =>
  delivery === undefined || kindsOf(delivery).some((kind) => kind !== 'kuma');
