import type { Gateway } from './gateway';
import type { Passthrough, TrafficPermission } from './policies';
import type { CaptureMode, Redirect } from './redirect';
import type { LookupFamily, Upstream } from './upstream';
import type { AccessRule, Through, ZoneEgress } from './zone-egress';

export type * from './gateway';
export type * from './policies';
export type * from './redirect';
export type * from './upstream';
export type * from './zone-egress';

/** What the declarations mean: every default filled in, every reference resolved, nothing rendered. */

export interface Ir {
  readonly meshes: readonly Mesh[];
  readonly generators: readonly HostnameGenerator[];
  /** Sorted by zone, then name. */
  readonly zoneEgresses: readonly ZoneEgress[];
}

/** A mesh in one zone. */
export interface Mesh {
  readonly origin: Origin;
  /** Its key and the name of its folders: `<mesh>`, or `<mesh>.<zone>`. */
  readonly key: string;
  readonly name: string;
  readonly zone: string;
  readonly systemNamespace: string;
  /** The release of Kuma whose limits hold. */
  readonly kumaVersion: '2.8' | '2.14';
  /** Traffic to its services has to pass an egress of the zone, and no proxy may go there by itself. */
  readonly throughEgress: boolean;
  readonly delivery: Delivery;
  /** What a control plane is to know of the mesh itself; absent where nothing was said of that. */
  readonly resource?: Declared;
  /** Proxies that a cluster shares, when it has them. */
  readonly gateway?: Gateway;
  readonly services: readonly Service[];
  readonly passthroughs: readonly Passthrough[];
  readonly trafficPermissions: readonly TrafficPermission[];
  readonly proxies: readonly Proxy[];
  readonly sidecars: readonly Sidecar[];
  readonly zones: readonly DnsZone[];
  /** Who answers for all other names, as `ip:port`. */
  readonly nameServers: readonly string[];
}

/** Who brings the services to those who ask for them. Several may. */
export interface Delivery {
  /** A control plane, from resources. VIPs and names are its own there. */
  readonly controlPlane: boolean;
  /** Proxies and name servers of hosts, from files that they are started with. */
  readonly hosts: boolean;
  /** What hosts are to run; absent where that is left to whoever has the files. */
  readonly units?: Units;
}
/** The programs of a host, and what they need of it. */
export interface Units {
  readonly proxyProgram: string;
  readonly nameServerProgram: string;
  /** The loopback address that names are answered on. */
  readonly nameServerAddress: string;
  /** What redirects connections to VIPs. */
  readonly firewall: 'nft' | 'iptables';
}

/** Where something was declared. */
export interface Origin {
  readonly construct?: string;
  readonly source?: {
    readonly file: string;
    readonly document: number;
    readonly line: number;
    readonly column: number;
  };
  readonly kind?: string;
  readonly mesh?: string;
  readonly name?: string;
}

/** What a custom resource needs, whoever it is for. `spec` is the checked declaration and opaque here. */
export interface Declared {
  readonly origin: Origin;
  readonly name: string;
  readonly displayName: string;
  /** The name by which references find it: with the namespace when it was declared for Kubernetes. */
  readonly coreName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: unknown;
}

export interface HostnameGenerator extends Declared {
  /** The zone it is bound to; absent when it acts in all. */
  readonly zone?: string;
  /** The only zone that there is, so that the resource can name it. */
  readonly zoneLabel?: string;
  /** The DNS zone of its hostnames; absent when it gives none to services. */
  readonly dnsZone?: string;
  /** Whether a control plane is to have it. */
  readonly forControlPlane: boolean;
  /** The field of it that reads the namespace of a service, where services have one. */
  readonly namespaceField?: string;
  readonly systemNamespace: string;
}

export type Protocol = 'tcp' | 'http' | 'http2' | 'grpc';

export interface Service extends Declared {
  readonly hostnames: readonly string[];
  /** Its virtual addresses: the IPv4 one first. Empty when none could be given. */
  readonly vips: readonly string[];
  readonly port?: number;
  readonly protocol: Protocol;
  /** The extension that provides it. */
  readonly extension?: string;
  /** Absent when an extension provides it, or when its declaration has errors. */
  readonly upstream?: Upstream;
  /** Who may reach it, from the weakest rule to the strongest; absent where nobody is asked who he is. */
  readonly access?: readonly AccessRule[];
  /** Of the copy that a zone has of a service of the global control plane: that service. */
  readonly original?: Original;
}

/** A service of the global control plane. */
export interface Original extends Declared {
  /** The names of its copies, by what the control planes are on. */
  readonly namesInZones: { readonly universal: string; readonly kubernetes: string };
}

/** One proxy, with what it listens on and where that leads. */
export interface Proxy extends Declared, Runtime {
  readonly mesh: string;
  readonly onKubernetes: boolean;
  /** Whether a control plane's own rules bring connections to it. */
  readonly isTransparent: boolean;
  readonly capture: CaptureMode;
  /** The one listener that redirected connections come to; only with that mode. */
  readonly redirect?: Redirect;
  /** Ranges that have to be led to this host. */
  readonly localRoutes: readonly string[];
  /** Addresses of its inbounds that are names, and have to be looked up before it can listen or forward there. */
  readonly unresolved: readonly string[];
  readonly inbounds: readonly Inbound[];
  /** Where its application listens, behind inbounds or without the proxy. */
  readonly applicationPorts: readonly number[];
  readonly outbounds: readonly Outbound[];
  /** Where it answers whether it is ready. */
  readonly ready?: { readonly address: string; readonly port: number };
  /** References to what is no external service; `field` is where each stands in the declaration. */
  readonly elsewhere: readonly { readonly field: string; readonly kind: string; readonly name: string }[];
  /** How it gets to services; absent where it goes there by itself. */
  readonly through?: Through;
  /** All values of each tag, as its certificate carries them, sorted. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}
/** How a proxy runs, whatever it carries. */
export interface Runtime {
  readonly admin?: { readonly address: string; readonly port: number } | { readonly path: string };
  /** What Envoy says that it is. */
  readonly node: { readonly id: string; readonly cluster: string };
  /** Whether only the counters are kept that tell whether services are reached. */
  readonly minimalStats: boolean;
  /** How many connections it takes at once. */
  readonly maxConnections?: number;
  /** Which addresses of names are used, where a service does not say. */
  readonly lookup: LookupFamily;
  readonly nameServers: readonly string[];
  readonly systemCaPath: string;
  readonly secretsDir: string;
  /** Where it finds the files that stand beside its bootstrap: a folder of its own. */
  readonly configDir: string;
  /** Whether these stand in one folder, with none below it. */
  readonly oneFolder: boolean;
  /** Whether listeners and clusters are files, read again when they change. */
  readonly filesystemXds: boolean;
}
/**
 * What stands in every pod of a workload: a proxy that leads to the services which the workload may reach and to no other, and
 * a name server that answers for their names and no other of their zones.
 */
export interface Sidecar {
  readonly proxy: Proxy;
  readonly zones: readonly DnsZone[];
  /** Who answers for all other names, as `ip:port`. */
  readonly nameServers: readonly string[];
}
export interface Inbound {
  readonly address: string;
  readonly port: number;
  readonly serviceAddress: string;
  readonly servicePort: number;
  readonly protocol: Protocol;
}
export interface Outbound {
  readonly address: string;
  readonly port: number;
  readonly service: Service;
  /** Whether other hosts could come to it and must not; absent: no. */
  readonly onlyFromHere?: boolean;
}

/** A DNS zone that is answered with authority. */
export interface DnsZone {
  /** Lower case, without the final dot. */
  readonly name: string;
  readonly records: readonly DnsRecord[];
}
/** `owner` and a PTR's `value` are full names in lower case, without the final dot. */
export interface DnsRecord {
  readonly owner: string;
  readonly type: 'A' | 'AAAA' | 'PTR';
  readonly value: string;
}
