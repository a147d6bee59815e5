import type { DnsZone, Origin, Proxy, Service } from './ir';

/** Proxies that a cluster shares, with an address of the cluster for each service. */
export interface Gateway {
  readonly origin: Origin;
  readonly namespace: string;
  readonly images: {
    readonly proxy: string;
    readonly nameServer?: string;
    /** Whether its program starts only where it may have the capability that its file names. */
    readonly nameServerHasFileCapability: boolean;
  };
  /** How many proxies there are; with `maxReplicas`, at least. */
  readonly replicas: number;
  readonly maxReplicas?: number;
  /** Whose clients may come to it; absent: all. */
  readonly allowedNamespaces?: readonly string[];
  /** Whose clients get out of the cluster through it alone; `ranges` are those of the cluster, which they reach as well. */
  readonly isolated?: { readonly namespaces: readonly string[]; readonly ranges: readonly string[] };
  readonly proxy: Proxy;
  /** Sorted by the name of the service. */
  readonly entries: readonly GatewayEntry[];
  readonly names: ClusterNames;
}
export interface GatewayEntry {
  readonly service: Service;
  /** The IPv4 one first. */
  readonly addresses: readonly string[];
  /** Of the service, and of the proxies. */
  readonly port: number;
  readonly targetPort: number;
}
/** How names are answered in a cluster: by keys of its name server, by a name server of our own, or by a text to put in by hand. */
export interface ClusterNames {
  readonly mode: 'custom' | 'stub' | 'inline';
  /** Of a name server of our own. */
  readonly address?: string;
  readonly zones: readonly DnsZone[];
}
