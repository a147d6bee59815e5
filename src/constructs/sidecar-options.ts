import type { ContainerResources, Workload } from 'cdk8s-plus-28';
import type { ResourceSelector } from './hostname-generator';
import type { Mesh } from './mesh';
import type { MeshExternalService } from './mesh-external-service';
import type { EnvoyOptions } from './options';

/** Which services a workload may reach, and settings of its sidecar. Services or a selector have to be given. */
export interface SidecarOptions {
  /**
   * Services that it may reach.
   *
   * @default - only those that the selector matches
   */
  readonly services?: MeshExternalService[];

  /**
   * It may reach all services of the mesh whose labels match, declared before or after. Without `matchLabels` all match.
   *
   * @default - only those that are named
   */
  readonly selector?: ResourceSelector;

  /**
   * Settings of its Envoy; each field overrides that of the mesh. `capture` and `adminPath` have no effect: in a pod
   * connections are always redirected, and no folder can be written. With `XdsMode.FILESYSTEM` a change of services needs no
   * new pods. `dnsResolvers` is the cluster DNS by default,
   * and `configDir` is the very folder of its files: a pod has one Envoy.
   *
   * @default - those of the mesh
   */
  readonly envoy?: EnvoyOptions;

  /**
   * What Envoy may use.
   *
   * @default - 50m CPU and 128 MiB requested, at most 512 MiB
   */
  readonly envoyResources?: ContainerResources;

  /**
   * What CoreDNS may use.
   *
   * @default - 20m CPU and 64 MiB requested, at most 256 MiB
   */
  readonly corednsResources?: ContainerResources;
}

/** A sidecar of a mesh for a workload. */
export interface SidecarProps extends SidecarOptions {
  /** The mesh whose services are reached. */
  readonly mesh: Mesh;

  /** Whose pods it stands in. */
  readonly workload: Workload;
}
