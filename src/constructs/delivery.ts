import type { DeliveryKind, DeliverySettings } from '../model/delivery';
import { given, literal } from './custom-resource';
import type { GatewayDeliveryOptions, HostDeliveryOptions, SidecarDeliveryOptions } from './delivery-options';

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
    const { form, captureRules, ...rest } = options;
    return new Delivery({ sidecar: given({ ...rest, form: literal(form), captureRules: literal(captureRules) }) });
  }

  /**
   * Envoys that a cluster shares, with a Service for each external service, and no control plane.
   *
   * @param options addresses, images and limits
   */
  public static gateway(options: GatewayDeliveryOptions): Delivery {
    const { dns, ...rest } = options;
    const ofDns = dns === undefined ? undefined : given({ ...dns, mode: literal(dns.mode) });
    return new Delivery({ gateway: given({ ...rest, dns: ofDns }) });
  }

  /**
   * Envoy and CoreDNS on hosts, with no control plane.
   *
   * @param options the programs, and where names are answered
   */
  public static host(options: HostDeliveryOptions = {}): Delivery {
    const { firewall, ...rest } = options;
    return new Delivery({ host: given({ ...rest, firewall: literal(firewall) }) });
  }

  /** `kuma`, `sidecar`, `gateway` or `host`. */
  public readonly kind: string;
  /** @internal */
  public readonly _settings: DeliverySettings;

  private constructor(settings: DeliverySettings) {
    const [kind] = Object.keys(settings) as DeliveryKind[];
    this.kind = kind;
    this._settings = settings;
  }
}
