import { parseAllDocuments } from 'yaml';
import type { Volume } from './volumes';

/** The manifests of a tree, as those read them who act on them in a cluster. */

export interface Container {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly readinessProbe?: { readonly httpGet: { readonly path: string; readonly port: number } };
}
export interface Port {
  readonly port: number;
  readonly protocol: string;
  readonly targetPort: number;
  readonly endPort?: number;
}
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}
export interface Peer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}
export interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
}
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly clusterIPs: readonly string[];
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly Port[];
    readonly podSelector: Selector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
    readonly template: {
      readonly spec: {
        readonly containers: readonly Container[];
        readonly initContainers?: readonly Container[];
        readonly volumes: readonly Volume[];
      };
    };
  };
}

/** The part of a manifest that says who answers at an address of the cluster. */
export type ServiceManifest = Pick<Manifest, 'kind' | 'metadata'> & {
  readonly spec: Pick<Manifest['spec'], 'clusterIPs' | 'selector' | 'ports'>;
};

export const manifestsOf = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Manifest);

/** @throws when there is none */
export function manifest(all: readonly Manifest[], kind: string, name: string): Manifest {
  const found = all.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}
