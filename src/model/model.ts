import type { Allowance } from '../diagnostics/allow';
import type { Place } from '../diagnostics/diagnostic';
import { member } from './field-path';
import type { DeliverySettings } from './delivery';
import type { DataplaneSpec } from './dataplane';
import type { HostnameGeneratorSpec } from './hostname-generator';
import type { MeshExternalServiceSpec } from './mesh-external-service';
import type { MeshSpec, MtlsSpec } from './mesh';
import type { MeshPassthroughSpec } from './mesh-passthrough';
import type { MeshTrafficPermissionSpec } from './mesh-traffic-permission';
import type { Violation } from './schema';
import type { ProxySettings, ServiceSettings } from './settings';
import type { ZoneEgressSpec } from './zone-egress';

/** How a resource was written down. It decides its core name, its labels and how Kuma words its findings. */
export type Form = 'kubernetes' | 'universal';

/** What every resource has, whatever its kind. */
export interface Resource<Spec> {
  /** Where it was declared; `kind`, `mesh` and `name` are set. */
  readonly place: Place;
  readonly form: Form;
  /** `metadata.name` in Kubernetes, `name` in Universal. */
  readonly name: string;
  /** Kubernetes only. */
  readonly namespace?: string;
  /** As declared. What Kuma computes on top is in metadata.ts. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The body, without what the schema does not know or has another type for. */
  readonly spec: Spec;
  /** What was taken out of the body, or is missing there. */
  readonly violations: readonly Violation[];
}

export interface MeshScoped {
  /** The key of the mesh it belongs to: see `meshKey`. */
  readonly mesh: string;
}

export type MeshExternalServiceResource = Resource<MeshExternalServiceSpec> &
  MeshScoped & {
    /** The VIP that was chosen for it by hand. */
    readonly vip?: string;
    readonly settings: ServiceSettings;
    /** The name that it was declared under, where that is the name of a copy that a zone has of it. */
    readonly copyName?: string;
    /** Of such a copy: what it is a copy of. */
    readonly original?: OriginalService;
  };
/** A service of the global control plane. */
export interface OriginalService {
  readonly resource: MeshExternalServiceResource;
  /** The names of its copies, by what the control planes are on. */
  readonly namesInZones: Readonly<Record<Form, string>>;
}
export type DataplaneResource = Resource<DataplaneSpec> &
  MeshScoped & { readonly settings: ProxySettings; readonly onKubernetes: boolean };
/** A generator acts on every mesh of its zone; without a zone, on all. */
export type HostnameGeneratorResource = Resource<HostnameGeneratorSpec> & {
  readonly zone?: string;
  readonly dnsZone?: string;
};

export type MeshPassthroughResource = Resource<MeshPassthroughSpec> & MeshScoped;
export type MeshTrafficPermissionResource = Resource<MeshTrafficPermissionSpec> & MeshScoped;
export type MeshResource = Resource<MeshSpec>;
/** A proxy of a zone, for all meshes in it. */
export type ZoneEgressResource = Resource<ZoneEgressSpec> & {
  readonly zone: string;
  readonly settings: ProxySettings;
};

/** The release of Kuma whose rules hold. */
export type KumaVersion = '2.8' | '2.14';

/** Whose effects Envoy has: the right ones, or those of Kuma 2.8 with its defects. */
export type Compatibility = 'none' | 'kuma-2.8';

/** A mesh in one zone. */
export interface MeshDeclaration {
  readonly place: Place;
  readonly name: string;
  readonly zone: string;
  readonly systemNamespace: string;
  readonly kumaVersion: KumaVersion;
  readonly compatibility: Compatibility;
  /** Whether its traffic to external services has to pass a zone egress. */
  readonly zoneEgress: boolean;
  /** Who signs the certificates of its proxies, and whether they use them. */
  readonly mtls?: MtlsSpec;
  /** Whether what leaves it may pass where no MeshPassthrough says so; Kuma takes nothing for true. */
  readonly outboundPassthrough?: boolean;
  /** Kuma's own Mesh, where one is declared and not only named. */
  readonly resource?: MeshResource;
  /** The range that VIPs come from. */
  readonly vipCidr: string;
  /** The range of a second, IPv6 address. */
  readonly vipCidrV6?: string;
  readonly settings: ProxySettings;
  /** Who delivers; absent when nobody was named. */
  readonly delivery?: readonly DeliverySettings[];
}

/** The services that a proxy may reach: those that are named, and those that have all of the labels, if any are given. */
export interface Reach {
  readonly services: readonly string[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** A workload whose every pod has a proxy and a name server of its own. */
export interface SidecarDeclaration extends MeshScoped {
  readonly place: Place;
  /** What tells the workload from all others. */
  readonly workload: string;
  readonly name: string;
  readonly settings: ProxySettings;
  readonly mayReach: Reach;
}

/** A Secret of a mesh: read for checks only, never written. */
export interface SecretDeclaration {
  readonly place: Place;
  readonly mesh: string;
  readonly name: string;
}

/** What was said: plain data, the same from constructs and from YAML. */
export interface Model {
  readonly meshes: readonly MeshDeclaration[];
  readonly services: readonly MeshExternalServiceResource[];
  readonly generators: readonly HostnameGeneratorResource[];
  readonly dataplanes: readonly DataplaneResource[];
  readonly passthroughs: readonly MeshPassthroughResource[];
  readonly trafficPermissions: readonly MeshTrafficPermissionResource[];
  readonly zoneEgresses: readonly ZoneEgressResource[];
  readonly sidecars: readonly SidecarDeclaration[];
  readonly secrets: readonly SecretDeclaration[];
  readonly allowances: readonly Allowance[];
  /** Whose rules hold for what belongs to no mesh, where there is no mesh. */
  readonly kumaVersion?: KumaVersion;
}

export const DEFAULT_KUMA_VERSION: KumaVersion = '2.8';
export const DEFAULT_ZONE = 'default';
export const DEFAULT_SYSTEM_NAMESPACE = 'kuma-system';
/** Kuma's own default (config `ipam.meshExternalService.cidr`). */
export const DEFAULT_VIP_CIDR = '242.0.0.0/8';

/** The folder name of a mesh, and its key: `<mesh>`, or `<mesh>.<zone>` for a zone other than `default`. */
export const meshKey = (name: string, zone: string): string => (zone === DEFAULT_ZONE ? name : `${name}.${zone}`);

/** The place of one field of a resource. */
export const at = (resource: { readonly place: Place }, ...path: string[]): Place => ({
  ...resource.place,
  field: path.length === 1 ? path[0] : path.reduce(member, ''),
});
