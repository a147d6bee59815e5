import type { AccessRule, Service } from '../ir/ir';
import { item } from '../model/field-path';
import { coreName, displayName } from '../model/metadata';
import { hasMtls } from '../model/mesh';
import {
  type MeshDeclaration,
  type MeshExternalServiceResource,
  type MeshTrafficPermissionResource,
  type Model,
} from '../model/model';
import type { TargetRefSpec } from '../model/target-ref';
import { byKey, groupBy } from './order';

/** Who may reach a service through an egress (Kuma's policies/core/matchers/egress.go and policies/core/rules). */

type Named = Pick<Service, 'coreName' | 'displayName'>;

/** Who may reach a service of a mesh; nothing where no egress asks. */
export type AccessTo = (
  service: MeshExternalServiceResource,
  mesh: MeshDeclaration | undefined,
) => Pick<Service, 'access'>;

export function accessIn({ services, trafficPermissions }: Model): AccessTo {
  const named = groupBy(
    services.map((one) => ({ mesh: one.mesh, coreName: coreName(one), displayName: displayName(one) })),
    ({ mesh }) => mesh,
  );
  const permissions = groupBy(trafficPermissions, ({ mesh }) => mesh);
  return (one, mesh) => {
    if (mesh === undefined || !mesh.zoneEgress || !hasMtls(mesh)) return {};
    const service = { coreName: coreName(one), displayName: displayName(one) };
    return { access: accessRules(service, mesh, named.get(one.mesh) ?? [], permissions.get(one.mesh) ?? []) };
  };
}

/** The rules for one service, from the weakest to the strongest; all that the policies on it say, in their order. */
export const accessRules = (
  service: Named,
  mesh: Pick<MeshDeclaration, 'compatibility'>,
  all: readonly Named[],
  permissions: readonly MeshTrafficPermissionResource[],
): AccessRule[] =>
  inOrder(permissions.filter((one) => isInForce(one) && selects(one, service, mesh, all))).flatMap(rulesOf);

/** Whether a policy is for a service. In Kuma 2.8 one that names any external service of the mesh is for all of them. */
export function selects(
  { spec: { targetRef } }: MeshTrafficPermissionResource,
  service: Named,
  { compatibility }: Pick<MeshDeclaration, 'compatibility'>,
  all: readonly Named[],
): boolean {
  const { kind = 'Mesh', name = '', tags = {} } = targetRef ?? {};
  const isService = name === service.coreName;
  const hasTags = Object.entries(tags).every(
    ([key, value]) => key === SERVICE && (value === '*' || value === service.coreName),
  );
  switch (kind) {
    case 'Mesh':
      return true;
    case 'MeshSubset':
      return hasTags;
    case 'MeshService':
      return isService;
    case 'MeshServiceSubset':
      return isService && hasTags;
    case 'MeshExternalService':
      return (compatibility === 'kuma-2.8' ? all : [service]).some((one) => one.displayName === name);
    default:
      return false;
  }
}

const SERVICE = 'kuma.io/service';

/** One that is only tried out is for nobody. */
export const isInForce = ({ labels }: MeshTrafficPermissionResource): boolean => labels['kuma.io/effect'] !== 'shadow';

const KINDS = ['Mesh', 'MeshSubset', 'MeshGateway', 'MeshService', 'MeshExternalService', 'MeshServiceSubset'];
const ORIGINS = ['global', undefined, 'zone'];
const ROLES = ['system', 'producer'];

/** Kuma's SortByTargetRef: by kind, by origin, by role, and then by name backwards: so the first name wins. */
const inOrder = (policies: readonly MeshTrafficPermissionResource[]): MeshTrafficPermissionResource[] =>
  [...policies]
    .sort(byKey((one) => `${displayName(one)} ${one.name}`))
    .reverse()
    .sort(byKey(rankOf));

/** How strong a policy is before names are compared. */
export function rankOf({ spec, labels }: MeshTrafficPermissionResource): string {
  const origin = ORIGINS.indexOf(labels['kuma.io/origin'] ?? 'zone');
  const role = labels['kuma.io/policy-role'] ?? 'system';
  return [KINDS.indexOf(spec.targetRef?.kind ?? 'Mesh'), origin, ROLES.includes(role) ? ROLES.indexOf(role) : 2].join(
    ' ',
  );
}

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
      return { [SERVICE]: name };
    case 'MeshServiceSubset':
      return { ...tags, [SERVICE]: name };
    default:
      return undefined;
  }
}
