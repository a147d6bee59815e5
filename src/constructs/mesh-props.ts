import type { Delivery } from './delivery';
import type { Compatibility } from './envoy-values';
import type { MeshNetworking, MeshRouting, Mtls } from './mesh-resource-props';
import type { EnvoyOptions, VipOptions } from './options';
import type { KumaVersion } from './values';

/** Properties of a mesh. */
export interface MeshProps {
  /**
   * The name of the mesh.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The zone whose part of the mesh this is.
   *
   * @default default (what Kuma calls a zone that is not federated)
   */
  readonly zone?: string;

  /**
   * The namespace of Kuma's control plane; its resources must be there.
   *
   * @default kuma-system
   */
  readonly systemNamespace?: string;

  /**
   * The release of Kuma whose rules hold.
   *
   * @default KumaVersion.V2_8
   */
  readonly kumaVersion?: KumaVersion;

  /**
   * Whose effects Envoy shall have.
   *
   * @default Compatibility.NONE
   */
  readonly compatibility?: Compatibility;

  /**
   * The addresses that its services get.
   *
   * @default - Kuma's range
   */
  readonly vips?: VipOptions;

  /**
   * Settings of its proxies.
   *
   * @default - the defaults of each
   */
  readonly envoy?: EnvoyOptions;

  /**
   * Who brings its services to those who ask for them; each kind once at most.
   *
   * @default - everything is written: custom resources for Kuma, and Envoy and DNS for use without it
   */
  readonly delivery?: Delivery[];

  /**
   * Who signs the certificates of its proxies. With this, `networking` or `routing`, Kuma's own Mesh is written too.
   *
   * @default - no mTLS
   */
  readonly mtls?: Mtls;

  /**
   * What its proxies carry beside services.
   *
   * @default - whatever they are asked for
   */
  readonly networking?: MeshNetworking;

  /**
   * The way that its traffic takes.
   *
   * @default - straight to services
   */
  readonly routing?: MeshRouting;
}
