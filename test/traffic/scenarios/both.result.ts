import type { Service } from './gateway.result';

export const PODS = {
  gateway: {
    addresses: ['10.244.1.2', 'fd00:244:1::2'],
    namespace: 'meshext-system',
    labels: { 'app.kubernetes.io/name': 'meshext-gateway' },
  },
  web: { addresses: ['10.244.2.2', 'fd00:244:2::2'], namespace: 'shop', labels: {} },
  plain: { addresses: ['10.244.3.2', 'fd00:244:3::2'], namespace: 'shop', labels: {} },
  resolver: { addresses: ['10.244.5.2'], namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
} as const;
/** The ranges of the gateway's Services. */
export const CLUSTER_IPS = ['10.96.128.0/24', 'fd00:96::/112'] as const;

/** What a client in a pod sees by names of one family of addresses. */
export interface SeenOver {
  /** How an exchange with each service ended, in words. */
  readonly services: Readonly<Record<Service, string>>;
  readonly addresses: readonly string[];
}

/** What a pod tells: of each family, and what its own Envoy has logged. */
export interface PodSeen {
  readonly ip: SeenOver;
  readonly ip6: SeenOver;
  readonly log: string;
}

/** The services that each address has reached. */
export type Served = Readonly<Record<string, readonly string[]>>;

export interface BothResult {
  readonly web: PodSeen;
  readonly plain: PodSeen;
  readonly servedBy: { readonly sidecar: Served; readonly gateway: Served };
}
