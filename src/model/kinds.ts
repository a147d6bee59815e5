/** The kinds of Kuma that are modelled, and what its registry says of them. */
export const KINDS = {
  MeshExternalService: { inMesh: true, isMessage: false },
  HostnameGenerator: { inMesh: false, isMessage: false },
  Dataplane: { inMesh: true, isMessage: true },
  MeshPassthrough: { inMesh: true, isMessage: false },
  MeshTrafficPermission: { inMesh: true, isMessage: false },
  Mesh: { inMesh: false, isMessage: true },
  ZoneEgress: { inMesh: false, isMessage: true },
} as const satisfies Readonly<Record<string, KindFacts>>;

interface KindFacts {
  /** Whether a resource belongs to one mesh. */
  readonly inMesh: boolean;
  /** Whether its body is a protobuf message: without a schema, and in Universal beside the head. */
  readonly isMessage: boolean;
}

export type Kind = keyof typeof KINDS;
export type MessageKind = { readonly [K in Kind]: (typeof KINDS)[K]['isMessage'] extends true ? K : never }[Kind];

export const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS, kind);
export const isMessage = (kind: Kind): kind is MessageKind => KINDS[kind].isMessage;
