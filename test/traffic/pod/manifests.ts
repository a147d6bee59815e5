/** The part of Kubernetes' objects that the simulated kubelet knows; anything else in a pod is refused there. */

export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template: { readonly spec: PodSpec } };
}

export interface PodSpec {
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly dnsPolicy: string;
  readonly dnsConfig: {
    readonly nameservers: readonly string[];
    readonly searches: readonly string[];
    readonly options: readonly { readonly name: string; readonly value: string }[];
  };
  readonly securityContext: { readonly sysctls: readonly { readonly name: string; readonly value: string }[] };
  readonly volumes: readonly Volume[];
}

export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly restartPolicy?: string;
  readonly startupProbe?: Probe;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly securityContext: SecurityContext;
}

export interface Probe {
  readonly tcpSocket?: { readonly port: number };
  readonly httpGet?: { readonly port: number; readonly path: string };
}

export interface SecurityContext {
  readonly runAsUser: number;
  readonly runAsGroup: number;
  readonly readOnlyRootFilesystem: boolean;
  readonly allowPrivilegeEscalation: boolean;
  readonly capabilities: { readonly drop: readonly string[]; readonly add?: readonly string[] };
}

export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly emptyDir?: object;
  readonly projected?: { readonly sources: readonly ProjectedSecret[] };
}

interface ProjectedSecret {
  readonly secret: {
    readonly name: string;
    readonly items: readonly { readonly key: string; readonly path: string }[];
  };
}

/** A Secret's values by its keys. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;
