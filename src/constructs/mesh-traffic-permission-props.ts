import type { Mesh } from './mesh';
import type { ProxyType } from './mesh-passthrough-props';

/** Properties of a MeshTrafficPermission: Kuma's fields, without `spec`. */
export interface MeshTrafficPermissionProps {
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
   * What its clients want to reach. Kuma 2.8 requires it.
   *
   * @default - since Kuma 2.14, everything in the mesh
   */
  readonly targetRef?: PermissionTargetRef;

  /**
   * Groups of clients. Where several mean one client, the last stands. More can be added later.
   *
   * @default - none, which Kuma 2.8 refuses
   */
  readonly from?: PermissionFrom[];

  /**
   * Clients by their SPIFFE ID or by what they ask for, in place of `from`. Since Kuma 2.14.
   *
   * @default - none
   */
  readonly rules?: PermissionRule[];
}

/** What a permission is for, or whom it means. */
export interface PermissionTargetRef {
  /** What is selected. */
  readonly kind: PermissionTargetKind;

  /**
   * The name. For MESH_SERVICE, MESH_SERVICE_SUBSET, MESH_EXTERNAL_SERVICE and DATAPLANE.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * Tags that have to be there, each with this value. For MESH_SUBSET and MESH_SERVICE_SUBSET.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * Labels in place of a name. For MESH_SERVICE and DATAPLANE.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * The namespace of what is named. For MESH_SERVICE and DATAPLANE.
   *
   * @default - that of the policy
   */
  readonly namespace?: string;

  /**
   * A port, by its name. For MESH_SERVICE and DATAPLANE.
   *
   * @default - all ports
   */
  readonly sectionName?: string;

  /**
   * The kinds of proxies. For MESH and MESH_SUBSET.
   *
   * @default - all
   */
  readonly proxyTypes?: ProxyType[];
}

/** Clients, and what holds for them. */
export interface PermissionFrom {
  /** The clients, by what their certificates say of them. No certificate says MESH_EXTERNAL_SERVICE. */
  readonly targetRef: PermissionTargetRef;

  /** What holds for them. */
  readonly default: PermissionDefault;
}

/** What holds for some clients. */
export interface PermissionDefault {
  /** Whether they are let in. */
  readonly action: PermissionAction;
}

/** Clients of Kuma 2.14, and what holds for them. */
export interface PermissionRule {
  /** At least one list with an entry. */
  readonly default: PermissionMatches;
}

/** Connections that are let in or refused. */
export interface PermissionMatches {
  /**
   * Those that are let in.
   *
   * @default - none
   */
  readonly allow?: PermissionMatch[];

  /**
   * Those that are let in, and logged as if they were refused.
   *
   * @default - none
   */
  readonly allowWithShadowDeny?: PermissionMatch[];

  /**
   * Those that are refused, whatever else is said of them.
   *
   * @default - none
   */
  readonly deny?: PermissionMatch[];
}

/** What a connection has to be like. */
export interface PermissionMatch {
  /**
   * Who the client is.
   *
   * @default - anybody
   */
  readonly spiffeID?: SpiffeIdMatch;

  /**
   * What the client asks for. `type` is always `Exact`.
   *
   * @default - anything
   */
  readonly sni?: SniMatch;
}

/** A SPIFFE ID, or the beginning of some. */
export interface SpiffeIdMatch {
  /** How it is compared. */
  readonly type: SpiffeIdMatchType;
  /** The ID, such as `spiffe://default/web`. */
  readonly value: string;
}

/** A server name that TLS asks for. */
export interface SniMatch {
  /** The name. */
  readonly value: string;
}

/** What holds for a client. The values are Kuma's spelling. */
export enum PermissionAction {
  /** It is let in. */
  ALLOW = 'Allow',
  /** It is refused. */
  DENY = 'Deny',
  /** It is let in, and logged as if it were refused. */
  ALLOW_WITH_SHADOW_DENY = 'AllowWithShadowDeny',
}

/** What a permission speaks of. */
export enum PermissionTargetKind {
  /** Everything in the mesh, or every client of it. */
  MESH = 'Mesh',
  /** What has certain tags. */
  MESH_SUBSET = 'MeshSubset',
  /** A service of the mesh. */
  MESH_SERVICE = 'MeshService',
  /** What has certain tags, of a service of the mesh. */
  MESH_SERVICE_SUBSET = 'MeshServiceSubset',
  /** An external service, which a zone egress leads to. Kuma 2.8 only. */
  MESH_EXTERNAL_SERVICE = 'MeshExternalService',
  /** A proxy. Since Kuma 2.14, and not of clients. */
  DATAPLANE = 'Dataplane',
}

/** How SPIFFE IDs are compared. */
export enum SpiffeIdMatchType {
  /** The whole ID. */
  EXACT = 'Exact',
  /** How it begins. */
  PREFIX = 'Prefix',
}
