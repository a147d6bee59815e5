import type { AccessRule, Service } from '../ir/ir';
import { SERVICE_TAG } from '../model/dataplane-tags';
import { item } from '../model/field-path';
import { coreName } from '../model/metadata';
import { hasMtls } from '../model/mesh';
import {
  type MeshDeclaration,
  type MeshExternalServiceResource,
  type MeshTrafficPermissionResource,
  type Model,
  meshKey,
} from '../model/model';
import type { TargetRefSpec } from '../model/target-ref';
import { groupBy } from './order';
import { byStrength, isInForce, nameInPolicies, strengthOf } from './policy-order';

/** Who may reach a service through an egress (Kuma's policies/core/matchers/egress.go and policies/core/rules). */

type Named = Pick<Service, 'coreName' | 'displayName'>;

/** Who may reach a service of a mesh; nothing where no egress asks. */
export type AccessTo = (
  service: MeshExternalServiceResource,
  mesh: MeshDeclaration | undefined,
) => Pick<Service, 'access'>;

export function accessIn({ meshes, services, trafficPermissions }: Model): AccessTo {
  const named = groupBy(
    services.map((one) => ({ mesh: one.mesh, ...namesOf(one) })),
    ({ mesh }) => mesh,
  );
  const permissions = groupBy(trafficPermissions, ({ mesh }) => mesh);
  const rules = new Map(
    meshes
      .filter((mesh) => mesh.zoneEgress && hasMtls(mesh))
      .map((mesh): [string, RulesFor] => {
        const key = meshKey(mesh.name, mesh.zone);
        return [key, rulesFor(mesh, named.get(key) ?? [], permissions.get(key) ?? [])];
      }),
  );
  return (one, mesh) => {
    const known = mesh === undefined ? undefined : rules.get(meshKey(mesh.name, mesh.zone));
    return known === undefined ? {} : { access: known(namesOf(one)) };
  };
}

const namesOf = (one: MeshExternalServiceResource): Named => ({
  coreName: coreName(one),
  displayName: nameInPolicies(one),
});

/** The rules for one service, from the weakest to the strongest; all that the policies on it say, in their order. */
type RulesFor = (service: Named) => readonly AccessRule[];

/** Of most services only what is for all counts: they share one list. */
function rulesFor(
  mesh: MeshDeclaration,
  services: readonly Named[],
  permissions: readonly MeshTrafficPermissionResource[],
): RulesFor {
  const target = targetsAmong(mesh, services);
  const ranked = byStrength(permissions.filter(isInForce), (one) => rankOf(one, mesh)).map((one, rank) => ({
    rank,
    rules: rulesOf(one),
    for: target(one),
  }));
  const byTarget = groupBy(ranked, (one) => one.for);
  const forAll = byTarget.get(ALL) ?? [];
  const shared = forAll.flatMap(({ rules }) => rules);
  return ({ coreName: core, displayName: shown }) => {
    const own = [...(byTarget.get(byCoreName(core)) ?? []), ...(byTarget.get(byDisplayName(shown)) ?? [])];
    if (own.length === 0) return shared;
    return [...forAll, ...own].sort((a, b) => a.rank - b.rank).flatMap(({ rules }) => rules);
  };
}

/** Which services a policy is for, as a word that they are found by; undefined where it is for none. */
type Target = (policy: MeshTrafficPermissionResource) => string | undefined;

const ALL = 'all';
const byCoreName = (name: string): string => `core ${name}`;
const byDisplayName = (name: string): string => `shown ${name}`;

/** In Kuma 2.8 a policy that names any external service of the mesh is for all of them. */
function targetsAmong({ compatibility }: Pick<MeshDeclaration, 'compatibility'>, services: readonly Named[]): Target {
  const shown = new Set(services.map((one) => one.displayName));
  return ({ spec: { targetRef } }) => {
    const { kind = 'Mesh', name = '', tags = {} } = targetRef ?? {};
    const { [SERVICE_TAG]: service = '*', ...others } = tags;
    const hasOthers = Object.keys(others).length > 0; // which no external service has
    switch (kind) {
      case 'Mesh':
        return ALL;
      case 'MeshSubset':
        return hasOthers ? undefined : service === '*' ? ALL : byCoreName(service);
      case 'MeshService':
        return byCoreName(name);
      case 'MeshServiceSubset':
        return hasOthers || (service !== '*' && service !== name) ? undefined : byCoreName(name);
      case 'MeshExternalService':
        if (compatibility === 'kuma-2.8') return shown.has(name) ? ALL : undefined;
        return byDisplayName(name);
      default:
        return undefined;
    }
  };
}

/** Whether a policy is for any service. */
export function reachesAny(
  mesh: Pick<MeshDeclaration, 'compatibility'>,
  services: readonly Named[],
): (policy: MeshTrafficPermissionResource) => boolean {
  const target = targetsAmong(mesh, services);
  const targets = new Set(services.flatMap((one) => [ALL, byCoreName(one.coreName), byDisplayName(one.displayName)]));
  return (policy) => targets.has(target(policy) ?? '');
}

const KINDS = ['Mesh', 'MeshSubset', 'MeshGateway', 'MeshService', 'MeshExternalService', 'MeshServiceSubset'];

/** How strong a policy is before names are compared. */
export const rankOf = (policy: MeshTrafficPermissionResource, mesh: MeshDeclaration): string =>
  `${KINDS.indexOf(policy.spec.targetRef?.kind ?? 'Mesh')} ${strengthOf(policy, mesh)}`;

const rulesOf = (policy: MeshTrafficPermissionResource): AccessRule[] =>
  (policy.spec.from ?? []).flatMap(({ targetRef = {}, default: { action } = {} }, i) => {
    const tags = clientTags(targetRef);
    if (tags === undefined || action === undefined) return [];
    const field = item('spec.from', i);
    return [{ action, tags, origin: policy.place, field, policy: policy.name }];
  });

/** What the certificates of the clients that a reference means say of them; undefined for what has none. */
export function clientTags({ kind, name = '', tags = {} }: TargetRefSpec): AccessRule['tags'] | undefined {
  switch (kind) {
    case 'Mesh':
      return {};
    case 'MeshSubset':
      return tags;
    case 'MeshService':
      return { [SERVICE_TAG]: name };
    case 'MeshServiceSubset':
      return (tags[SERVICE_TAG] ?? name) === name ? { ...tags, [SERVICE_TAG]: name } : undefined; // nobody is both
    default:
      return undefined;
  }
}
