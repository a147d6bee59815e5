import type { Mesh } from './mesh';

/** Properties of a MeshPassthrough: Kuma's fields, without `spec`. */
export interface MeshPassthroughProps {
  /**
   * Its name.
   *
   * @default - the ids below the Mesh joined by `-`, without `Resource` and `Default`
   */
  readonly name?: string;

  /**
   * Labels of the policy itself.
   *
   * @default - those that Kuma sets itself
   */
  readonly labels?: { [key: string]: string };

  /**
   * The mesh that it belongs to.
   *
   * @default - the nearest Mesh above
   */
  readonly mesh?: Mesh;

  /**
   * The proxies that it is for. Kuma 2.8 requires it, with `proxyTypes`.
   *
   * @default - since Kuma 2.14, all proxies of the mesh
   */
  readonly targetRef?: PassthroughTargetRef;

  /**
   * What these proxies let through.
   *
   * @default - what other policies for the same proxies say
   */
  readonly default?: PassthroughDefault;
}

/** Which proxies a policy is for. Those that several policies are for get the sum of their matches. */
export interface PassthroughTargetRef {
  /** What is selected. */
  readonly kind: PassthroughTargetKind;

  /**
   * Tags that an inbound of the proxy carries, each with this value. For MESH_SUBSET.
   *
   * @default - every proxy
   */
  readonly tags?: { [key: string]: string };

  /**
   * The kinds of proxies.
   *
   * @default - since Kuma 2.14, all; 2.8 requires `[ProxyType.SIDECAR]`
   */
  readonly proxyTypes?: ProxyType[];

  /**
   * The name of the Dataplane. For DATAPLANE.
   *
   * @default - every Dataplane, or those with the labels
   */
  readonly name?: string;

  /**
   * The namespace of the Dataplane. For DATAPLANE.
   *
   * @default - that of the policy
   */
  readonly namespace?: string;

  /**
   * Labels that the Dataplane carries, each with this value. For DATAPLANE.
   *
   * @default - every Dataplane, or the one of the name
   */
  readonly labels?: { [key: string]: string };
}

/** What proxies let through. */
export interface PassthroughDefault {
  /**
   * Whether all is let through, nothing, or what `appendMatch` names.
   *
   * @default PassthroughMode.NONE with Kuma 2.8, which fills that in on Kubernetes; MATCHED with 2.14
   */
  readonly passthroughMode?: PassthroughMode;

  /**
   * The destinations that MATCHED lets through. More can be added later.
   *
   * @default - none
   */
  readonly appendMatch?: PassthroughMatch[];
}

/** A destination outside the mesh. */
export interface PassthroughMatch {
  /** What `value` is. */
  readonly type: PassthroughMatchType;

  /** A name or `*.` and a name, which stands for all names below it; an IP address; or a range as `address/length`. */
  readonly value: string;

  /**
   * The port that clients connect to, 1 to 65535. Kuma 2.8 requires it.
   *
   * @default - since Kuma 2.14, all ports
   */
  readonly port?: number;

  /**
   * What clients speak. A name needs one in which names are sent: TLS, where it is compared with the SNI, or one of HTTP,
   * where it is compared with the Host.
   *
   * @default PassthroughProtocol.TCP
   */
  readonly protocol?: PassthroughProtocol;
}

/** What is let through. The values are Kuma's spelling. */
export enum PassthroughMode {
  /** Everything. */
  ALL = 'All',
  /** Nothing. */
  NONE = 'None',
  /** What `appendMatch` names. */
  MATCHED = 'Matched',
}

/** What a destination is named by. */
export enum PassthroughMatchType {
  /** A DNS name, or `*.` and a name. */
  DOMAIN = 'Domain',
  /** An IP address. */
  IP = 'IP',
  /** A range of IP addresses. */
  CIDR = 'CIDR',
}

/** What clients speak to a destination outside the mesh. */
export enum PassthroughProtocol {
  /** Bytes, without a look inside. Not for names. */
  TCP = 'tcp',
  /** TLS, without a look inside but for the name that is asked for. */
  TLS = 'tls',
  /** HTTP/1.1. */
  HTTP = 'http',
  /** HTTP/2. */
  HTTP2 = 'http2',
  /** gRPC, with its statistics. */
  GRPC = 'grpc',
  /** MySQL: bytes, on one port. Since Kuma 2.14, and not for names. */
  MYSQL = 'mysql',
}

/** What a policy is for. */
export enum PassthroughTargetKind {
  /** All proxies of the mesh. */
  MESH = 'Mesh',
  /** Those with certain tags. */
  MESH_SUBSET = 'MeshSubset',
  /** Those with a name or labels. Since Kuma 2.14. */
  DATAPLANE = 'Dataplane',
}

/** A kind of proxy. */
export enum ProxyType {
  /** Beside an application. */
  SIDECAR = 'Sidecar',
  /** Beside or as a gateway. */
  GATEWAY = 'Gateway',
}
