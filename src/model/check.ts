import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Surroundings, checkMesh, checkMetadata, checkZoneName } from './check-metadata';
import { checkUnicode } from './check-unicode';
import { bodyField, checkDataplane } from './dataplane';
import { member } from './field-path';
import { checkHostnameGenerator } from './hostname-generator';
import { checkMeshResource } from './mesh';
import { checkMeshExternalService } from './mesh-external-service';
import { checkMeshPassthrough } from './mesh-passthrough';
import { checkMeshTrafficPermission } from './mesh-traffic-permission';
import {
  DEFAULT_KUMA_VERSION,
  type KumaVersion,
  type MeshDeclaration,
  type MeshScoped,
  type Model,
  type Resource,
  at,
  meshKey,
} from './model';
import type { ReadResource } from './read';
import type { Violation } from './schema';
import { shapeFinding } from './shape';
import { checkZoneEgress } from './zone-egress';

/** Everything that can be said of each resource by itself: metadata, shape, then Kuma's rules. */
export function checkModel(model: Model): Diagnostic[] {
  const meshes = new Map(model.meshes.map((mesh) => [meshKey(mesh.name, mesh.zone), mesh]));
  const known = new Map([...meshes].map(([key, mesh]) => [key, surroundings(mesh)]));
  const around = ({ mesh }: MeshScoped): Surroundings => known.get(mesh) ?? { ...UNKNOWN, mesh };
  const inZone = judgesIn(model);
  return [
    ...model.meshes.flatMap((mesh) => [...checkMesh(mesh), ...checkDeclared(mesh)]),
    ...model.services.flatMap((one) => checked(one, around(one), checkMeshExternalService)),
    ...model.generators.flatMap((one) => checkForMeshes(one, inZone(one.zone), checkHostnameGenerator)),
    ...model.dataplanes.flatMap((one) => checked(one, around(one), checkDataplane)),
    ...model.passthroughs.flatMap((one) => checked(one, around(one), checkMeshPassthrough)),
    ...model.trafficPermissions.flatMap((one) => checked(one, around(one), checkMeshTrafficPermission)),
    ...model.zoneEgresses.flatMap((one) => [
      ...checkZoneName(at(one, member(bodyField(one), 'zone')), one.zone),
      ...checkForMeshes(one, inZone(one.zone), checkZoneEgress),
    ]),
  ];
}

/** Kuma's own Mesh, where there is one. */
const checkDeclared = ({ resource, kumaVersion, zone, systemNamespace }: MeshDeclaration): Diagnostic[] =>
  resource === undefined
    ? []
    : checked(
        resource,
        { release: kumaVersion, zones: [zone], systemNamespaces: [systemNamespace] },
        checkMeshResource,
      );

const surroundings = (mesh: MeshDeclaration): Surroundings => ({
  release: mesh.kumaVersion,
  zones: [mesh.zone],
  systemNamespaces: [mesh.systemNamespace],
  mesh: mesh.name,
});

const UNKNOWN: Surroundings = { release: DEFAULT_KUMA_VERSION, zones: [], systemNamespaces: [] };

/** What is for all meshes of a zone, or of all zones: every release among them judges it, and what two say alike is said once. */
function checkForMeshes<Spec>(
  resource: Resource<Spec>,
  judges: readonly Surroundings[],
  rules: Rules<Spec>,
): Diagnostic[] {
  const found = judges.flatMap((around) => checked(resource, around, rules));
  return [...new Map(found.map((one) => [`${one.code} ${one.at.field} ${one.message}`, one])).values()];
}

/** One for each release that a mesh of a zone has; made once for each zone. */
function judgesIn({
  meshes,
  kumaVersion = DEFAULT_KUMA_VERSION,
}: Model): (zone: string | undefined) => readonly Surroundings[] {
  const inZone = new Map<string, MeshDeclaration[]>(meshes.map(({ zone }) => [zone, []]));
  for (const mesh of meshes) inZone.get(mesh.zone)?.push(mesh);
  const known = new Map<string | undefined, readonly Surroundings[]>();
  return (zone) => {
    const judges = known.get(zone) ?? judgesOf(zone === undefined ? meshes : (inZone.get(zone) ?? []), kumaVersion);
    known.set(zone, judges);
    return judges;
  };
}

function judgesOf(meshes: readonly MeshDeclaration[], otherwise: KumaVersion): readonly Surroundings[] {
  const distinct = <T>(of: (mesh: MeshDeclaration) => T): T[] => [...new Set(meshes.map(of))];
  const around = {
    zones: distinct(({ zone }) => zone),
    systemNamespaces: distinct(({ systemNamespace }) => systemNamespace),
  };
  const releases = distinct(({ kumaVersion }) => kumaVersion);
  return (releases.length === 0 ? [otherwise] : releases).map((release) => ({ ...around, release }));
}

type Rules<Spec> = (resource: Resource<Spec>, release: KumaVersion) => Diagnostic[];

/** Metadata, shape and rules of one resource, in the order in which Kuma comes to them. */
function checked<Spec>(resource: Resource<Spec>, around: Surroundings, rules: Rules<Spec>): Diagnostic[] {
  const { release } = around;
  const violations = resource.violations.filter(
    (one) => one.problem !== 'mesh' && (one.release === undefined || one.release === release),
  );
  const body = violations.length === 0 ? rules(resource, release) : withRules(resource, violations, release, rules);
  const metadata = checkMetadata(resource, around).concat(checkUnicode(resource));
  return resource.form === 'kubernetes' ? metadata.concat(body) : body.concat(metadata);
}

/**
 * Shape and rules together. Where both layers speak of one field, the validator's text is the stable one; where a value is
 * of another type there is nothing that the validator could judge.
 */
function withRules<Spec>(
  resource: Resource<Spec>,
  violations: readonly Violation[],
  release: KumaVersion,
  rules: Rules<Spec>,
): Diagnostic[] {
  const unread = new Set(
    violations.filter(({ problem }) => problem === 'type' || problem === 'base64' || problem === 'decode'),
  );
  const fieldsUnread = new Set([...unread].flatMap(({ problem, field }) => (problem === 'decode' ? [] : [field])));
  const isUnread = (field = ''): boolean => fieldsAround(field).some((one) => fieldsUnread.has(one));
  const isBodyUnread = [...unread].some(
    ({ problem, field, found }) => problem === 'decode' && found !== undefined && !HEAD.test(field),
  );
  const semantic = isBodyUnread ? [] : rules(resource, release).filter(({ at }) => !isUnread(at.field));
  const fields = new Set(semantic.map(({ at }) => at.field));
  const structural = violations.filter((one) => unread.has(one) || !fields.has(one.field));
  return [...structural.map((one) => shapeFinding(resource, one, release)), ...semantic];
}

/** Where a document cannot be decoded because of its head, its body may still be judged. */
const HEAD = /^(name|mesh|namespace|labels|annotations)\b/;

/** The field itself, and all that it stands in: of `a.b[0].c` also `a.b[0]`, `a.b` and `a`. */
const fieldsAround = (field: string): string[] =>
  [field.length, ...Array.from(field.matchAll(/[.[]/g), ({ index }) => index)].map((end) => field.slice(0, end));

/** What can be said of one resource without its mesh. */
export function checkResource(read: ReadResource, release: KumaVersion = DEFAULT_KUMA_VERSION): Diagnostic[] {
  const around = { ...UNKNOWN, release, mesh: read.mesh };
  switch (read.kind) {
    case 'MeshExternalService':
      return checked(read.resource, around, checkMeshExternalService);
    case 'HostnameGenerator':
      return checked(read.resource, { ...UNKNOWN, release }, checkHostnameGenerator);
    case 'Dataplane':
      return checked(read.resource, around, checkDataplane);
    case 'MeshPassthrough':
      return checked(read.resource, around, checkMeshPassthrough);
    case 'MeshTrafficPermission':
      return checked(read.resource, around, checkMeshTrafficPermission);
    case 'Mesh':
      return checked(read.resource, { ...UNKNOWN, release }, checkMeshResource);
    case 'ZoneEgress':
      return checked(read.resource, { ...UNKNOWN, release }, checkZoneEgress);
  }
}
