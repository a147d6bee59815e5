import type { IBackend } from './backend';
import type { Mesh } from './mesh';
import type { EnvoyOptions } from './options';
import type { GatewayType, IpFamilyMode } from './values';

/** Properties of a proxy: Kuma's fields, and ours. */
export interface DataplaneProps {
  /**
   * Its name.
   *
   * @default - the ids below the Mesh joined by `-`, without `Resource` and `Default`
   */
  readonly name?: string;

  /**
   * Labels.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * The mesh that it belongs to.
   *
   * @default - the nearest Mesh above
   */
  readonly mesh?: Mesh;

  /** Where it listens and sends to. */
  readonly networking: Networking;

  /**
   * Settings of its Envoy; each field overrides that of the mesh.
   *
   * @default - those of the mesh
   */
  readonly envoy?: EnvoyOptions;

  /**
   * Whether to write it as a Kubernetes resource as well. On Kubernetes, Kuma makes Dataplanes from pods.
   *
   * @default false
   */
  readonly kubernetes?: boolean;
}

/** Where a proxy listens and sends to. */
export interface Networking {
  /** The address at which others reach it: an IP address or a host name. */
  readonly address: string;

  /**
   * The address at which others reach it from outside its network.
   *
   * @default - the address
   */
  readonly advertisedAddress?: string;

  /**
   * What it takes in for the application. More can be added later.
   *
   * @default - none, which needs a gateway
   */
  readonly inbound?: Inbound[];

  /**
   * What it carries for the application to other services. More can be added later.
   *
   * @default - none
   */
  readonly outbound?: Outbound[];

  /**
   * Envoy's admin interface, on loopback.
   *
   * @default - no admin interface
   */
  readonly admin?: Admin;

  /**
   * The host redirects the traffic to the proxy.
   *
   * @default - it does not
   */
  readonly transparentProxying?: TransparentProxying;

  /**
   * The proxy is a gateway.
   *
   * @default - it is not
   */
  readonly gateway?: Gateway;
}

/** What a proxy takes in for its application. */
export interface Inbound {
  /** The port that the proxy listens on, 1 to 65535. */
  readonly port: number;

  /**
   * The IP address that the proxy listens on.
   *
   * @default - the networking address
   */
  readonly address?: string;

  /**
   * The port of the application, 1 to 65535.
   *
   * @default - the port
   */
  readonly servicePort?: number;

  /**
   * The IP address of the application.
   *
   * @default - the inbound's own address
   */
  readonly serviceAddress?: string;

  /** Tags; `kuma.io/service` is required, `kuma.io/protocol` decides whether HTTP is looked into. */
  readonly tags: { [key: string]: string };
}

/** What a proxy carries to another service. */
export interface Outbound {
  /** The port that the application connects to, 1 to 65535. */
  readonly port: number;

  /**
   * The IP address that the application connects to.
   *
   * @default 127.0.0.1
   */
  readonly address?: string;

  /** The service that it leads to. */
  readonly backendRef: IBackend;
}

/** Envoy's admin interface. */
export interface Admin {
  /**
   * Its port on 127.0.0.1.
   *
   * @default - no admin interface
   */
  readonly port?: number;
}

/** How the host redirects traffic. */
export interface TransparentProxying {
  /**
   * The port that incoming traffic is redirected to.
   *
   * @default - as installed
   */
  readonly redirectPortInbound?: number;

  /**
   * The port that outgoing traffic is redirected to.
   *
   * @default - as installed
   */
  readonly redirectPortOutbound?: number;

  /**
   * The port that incoming IPv6 traffic is redirected to.
   *
   * @default - as installed
   */
  readonly redirectPortInboundV6?: number;

  /**
   * Which addresses are redirected.
   *
   * @default - as installed
   */
  readonly ipFamilyMode?: IpFamilyMode;

  /**
   * The services (`kuma.io/service`) that the proxy is told of. Does not limit external services in Kuma 2.8.
   *
   * @default - all
   */
  readonly reachableServices?: string[];

  /**
   * The services that are reached at their instances' own addresses.
   *
   * @default - none
   */
  readonly directAccessServices?: string[];
}

/** A gateway. */
export interface Gateway {
  /**
   * Whose proxy it is.
   *
   * @default GatewayType.DELEGATED
   */
  readonly type?: GatewayType;

  /** Tags; `kuma.io/service` is required. */
  readonly tags: { [key: string]: string };
}
