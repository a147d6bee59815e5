import {
  permissionContradicts,
  permissionNamesNobody,
  permissionShadowed,
  permissionWithoutEgress,
} from '../../diagnostics/catalog';
import type { Diagnostic, Place } from '../../diagnostics/diagnostic';
import { nearest } from '../../diagnostics/nearest';
import type { AccessRule, Proxy, Service } from '../../ir/ir';
import { item, member } from '../../model/field-path';
import { type MeshDeclaration, type MeshTrafficPermissionResource, type Model, at, meshKey } from '../../model/model';
import { covers, fits } from '../../ir/access';
import { clientTags, isInForce, rankOf, selects } from '../permissions';

/** What permissions say in vain, where external services are concerned. */
export function checkPermissions(
  mesh: MeshDeclaration,
  { trafficPermissions }: Pick<Model, 'trafficPermissions'>,
  services: readonly Service[],
  clients: readonly Proxy[],
): Diagnostic[] {
  const key = meshKey(mesh.name, mesh.zone);
  const all = trafficPermissions.filter((one) => one.mesh === key && isInForce(one));
  if (!mesh.zoneEgress)
    return all.filter(isForServices).map((one) => permissionWithoutEgress(at(one, 'spec.targetRef'), mesh.name));
  return [
    ...all.flatMap((one) => [
      ...unknownService(one, services),
      ...(services.some((service) => selects(one, service, mesh, services)) ? unknownClients(one, clients) : []),
    ]),
    ...judged(all, services),
  ];
}

/** Whether it says nothing of traffic within the mesh. */
const isForServices = ({ spec }: MeshTrafficPermissionResource): boolean =>
  spec.targetRef?.kind === 'MeshExternalService';

function unknownService(policy: MeshTrafficPermissionResource, services: readonly Service[]): Diagnostic[] {
  const { name = '' } = policy.spec.targetRef ?? {};
  const known = services.map(({ displayName }) => displayName);
  if (!isForServices(policy) || name === '' || known.includes(name)) return [];
  const what = `no MeshExternalService of the mesh is displayed as ${JSON.stringify(name)}.`;
  return [permissionNamesNobody(at(policy, 'spec.targetRef.name'), what, nearest(name, known))];
}

/** Where no client is declared, as on Kubernetes, nothing can be said of them. */
function unknownClients(policy: MeshTrafficPermissionResource, clients: readonly Proxy[]): Diagnostic[] {
  return (policy.spec.from ?? []).flatMap(({ targetRef = {} }, i) => {
    const place = at(policy, member(item('spec.from', i), 'targetRef'));
    const tags = clientTags(targetRef);
    if (tags === undefined) {
      const what = `no client is a ${targetRef.kind}: it is a service outside of the mesh.`;
      return [
        permissionNamesNobody(place, what, 'Name clients by Mesh, MeshSubset, MeshService or MeshServiceSubset.'),
      ];
    }
    const rule = { action: 'Allow', tags, origin: policy.place, field: '', policy: policy.name } as const;
    if (clients.length === 0 || clients.some((one) => fits(rule, one.tags))) return [];
    const text = Object.entries(tags).map(([key, value]) => `${key}: ${value}`);
    const what = `no declared Dataplane has an inbound with the tags ${text.join(', ')}.`;
    return [permissionNamesNobody(place, what, 'Check the tags, or allow this when Kuma makes the clients of pods.')];
  });
}

/** The items that another one keeps from deciding on a service: by their order alone, or always. */
function judged(policies: readonly MeshTrafficPermissionResource[], services: readonly Service[]): Diagnostic[] {
  const owners = new Map<unknown, MeshTrafficPermissionResource>(policies.map((one) => [one.place, one]));
  const rank = ({ origin }: AccessRule): string => {
    const owner = owners.get(origin);
    return owner === undefined ? '' : rankOf(owner);
  };
  const fates = new Map<string, Fate>();
  for (const { access = [], name } of services) {
    access.forEach((rule, i) => {
      const stronger = access.slice(i + 1).findLast((one) => covers(one, rule));
      const key = JSON.stringify([rule.policy, rule.field]);
      const fate = fates.get(key) ?? { rule, service: name, isAlone: true };
      const isTie = stronger !== undefined && covers(rule, stronger) && rank(rule) === rank(stronger);
      const clash = isTie && rule.action !== stronger.action ? stronger : undefined;
      fates.set(key, {
        ...fate,
        isAlone: fate.isAlone && stronger !== undefined,
        ...(fate.clash === undefined && clash !== undefined ? { clash, service: name } : {}),
        ...(stronger === undefined ? {} : { stronger }),
      });
    });
  }
  return [...fates.values()].flatMap((fate) => said(fate, owners.get(fate.rule.origin)));
}

interface Fate {
  readonly rule: AccessRule;
  readonly service: string;
  readonly clash?: AccessRule;
  readonly stronger?: AccessRule;
  /** Whether on every service another one decides. */
  readonly isAlone: boolean;
}

/** A policy for whole meshes speaks of traffic within them, too: what never decides here may do so there. */
function said(fate: Fate, owner: MeshTrafficPermissionResource | undefined): Diagnostic[] {
  const { rule, service, clash, stronger, isAlone } = fate;
  const place: Place = { ...rule.origin, field: rule.field };
  const other = (one: AccessRule) => ({ at: one.origin, field: one.field, action: one.action });
  if (clash !== undefined) return [permissionContradicts(place, rule.action, service, other(clash))];
  const isShadowed = owner !== undefined && isForServices(owner) && isAlone && stronger !== undefined;
  return isShadowed ? [permissionShadowed(place, other(stronger))] : [];
}
