import type { Declared, Origin, Runtime, Service } from './ir';

/** A proxy through which traffic to external services leaves a zone, and which decides who may reach them. */
export interface ZoneEgress extends Declared, Runtime {
  readonly zone: string;
  /** Whether a control plane is to have it. */
  readonly forControlPlane: boolean;
  /** Where it stands on Kubernetes. */
  readonly namespace: string;
  /** The name of the folder that those of its zone have in common. */
  readonly key: string;
  readonly address: string;
  readonly port: number;
  /** Its address, when it is a name: it would have to be looked up before the proxy can listen there. */
  readonly unresolved: readonly string[];
  /** Sorted by mesh, then service. */
  readonly routes: readonly EgressRoute[];
}
/** A service of a mesh, as clients of that mesh ask for it. */
export interface EgressRoute {
  /** The name of the mesh, which its certificates carry. */
  readonly mesh: string;
  readonly service: Service;
}
/** How a proxy gets to services: through any of the egresses of its zone. */
export interface Through {
  /** The name of its mesh. */
  readonly mesh: string;
  readonly egresses: readonly { readonly address: string; readonly port: number; readonly isName: boolean }[];
}
/** What a permission says of some clients of a service. The last rule that fits a client decides; without one it is refused. */
export interface AccessRule {
  readonly action: 'Allow' | 'Deny' | 'AllowWithShadowDeny';
  /** What the certificate of a client has to say; nothing for all clients. */
  readonly tags: Readonly<Record<string, string>>;
  /** Where it was said, and by which policy. */
  readonly origin: Origin;
  readonly field: string;
  readonly policy: string;
}
