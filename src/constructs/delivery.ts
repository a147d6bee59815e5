import type { DeliveryKind } from '../model/delivery';
import type { GatewayDeliveryOptions, HostDeliveryOptions, SidecarDeliveryOptions } from './delivery-options';

/** What was said of each kind, as it was said: the mesh judges it. */
type Settings = Readonly<Partial<Record<DeliveryKind, object>>>;

/** Who brings the services of a mesh to those who ask for them. A mesh may have several. */
export class Delivery {
  /**
   * Kuma's control plane, from custom resources: it chooses VIPs, answers names and configures its proxies. Of ours there is
   * neither a VIP nor DNS nor a bootstrap.
   */
  public static kuma(): Delivery {
    return new Delivery({ kuma: {} });
  }

  /**
   * Envoy and CoreDNS in the pods of workloads, with no control plane.
   *
   * @param options the cluster's name server, and images
   */
  public static sidecar(options: SidecarDeliveryOptions): Delivery {
    return new Delivery({ sidecar: options });
  }

  /**
   * Envoys that a cluster shares, with a Service for each external service, and no control plane.
   *
   * @param options addresses, images and limits
   */
  public static gateway(options: GatewayDeliveryOptions): Delivery {
    return new Delivery({ gateway: options });
  }

  /**
   * Envoy and CoreDNS on hosts, with no control plane.
   *
   * @param options the programs, and where names are answered
   */
  public static host(options: HostDeliveryOptions = {}): Delivery {
    return new Delivery({ host: options });
  }

  /** `kuma`, `sidecar`, `gateway` or `host`. */
  public readonly kind: string;
  /** @internal */
  public readonly _settings: Settings;

  private constructor(settings: Settings) {
    const [kind] = Object.keys(settings) as DeliveryKind[];
    this.kind = kind;
    this._settings = settings;
  }
}

/** Of a list as it was given: an item that is no Delivery, or what is no list, stays what it is. */
export const settingsOf = (delivery: unknown): unknown =>
  Array.isArray(delivery) ? delivery.map((one: Partial<Delivery> | undefined) => one?._settings ?? one) : delivery;
