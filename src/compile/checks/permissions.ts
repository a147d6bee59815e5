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
import { type MeshDeclaration, type MeshTrafficPermissionResource, at } from '../../model/model';
import { covers, fits } from '../../ir/access';
import { carriersAmong } from '../carriers';
import { clientTags, rankOf, reachesAny } from '../permissions';
import { isInForce } from '../policy-order';

/** What permissions say in vain, where external services are concerned. */
export function checkPermissions(
  mesh: MeshDeclaration,
  trafficPermissions: readonly MeshTrafficPermissionResource[],
  services: readonly Service[],
  clients: readonly Proxy[],
): Diagnostic[] {
  const all = trafficPermissions.filter(isInForce);
  if (!mesh.zoneEgress)
    return all.filter(isForServices).map((one) => permissionWithoutEgress(at(one, 'spec.targetRef'), mesh.name));
  const unknownService = unknownAmong(services.map(({ displayName }) => displayName));
  const unknownClients = unknownClientsAmong(clients);
  const isMeant = reachesAny(mesh, services);
  return [
    ...all.flatMap((one) => [...unknownService(one), ...(isMeant(one) ? unknownClients(one) : [])]),
    ...judged(all, services, mesh),
  ];
}

/** Whether it says nothing of traffic within the mesh. */
const isForServices = ({ spec }: MeshTrafficPermissionResource): boolean =>
  spec.targetRef?.kind === 'MeshExternalService';

type Check = (policy: MeshTrafficPermissionResource) => Diagnostic[];

function unknownAmong(known: readonly string[]): Check {
  const names = new Set(known);
  return (policy) => {
    const { name = '' } = policy.spec.targetRef ?? {};
    if (!isForServices(policy) || name === '' || names.has(name)) return [];
    const what = `no MeshExternalService of the mesh is displayed as ${JSON.stringify(name)}.`;
    return [permissionNamesNobody(at(policy, 'spec.targetRef.name'), what, nearest(name, known))];
  };
}

/** Why no client can be meant, and what to do. */
const nobody = (kind: string): [what: string, hint: string] =>
  kind === 'MeshServiceSubset'
    ? ['its name and its tag kuma.io/service name two services, and no client is of both.', 'Leave the tag out.']
    : [
        `no client is a ${kind}: it is a service outside of the mesh.`,
        'Name clients by Mesh, MeshSubset, MeshService or MeshServiceSubset.',
      ];

/** Where no client is declared, as on Kubernetes, nothing can be said of them. */
function unknownClientsAmong(clients: readonly Proxy[]): Check {
  const carriers = carriersAmong(clients, ({ tags }, key) => (Object.hasOwn(tags, key) ? tags[key] : []));
  return (policy) =>
    (policy.spec.from ?? []).flatMap(({ targetRef = {} }, i) => {
      const place = at(policy, member(item('spec.from', i), 'targetRef'));
      const tags = clientTags(targetRef);
      if (!targetRef.kind) return []; // Kuma refuses it
      if (tags === undefined) return [permissionNamesNobody(place, ...nobody(targetRef.kind))];
      if (clients.length === 0 || carriers(tags).some((one) => fits({ tags }, one.tags))) return [];
      const text = Object.entries(tags).map(([key, value]) => `${key}: ${value}`);
      const what = `no declared Dataplane has an inbound with the tags ${text.join(', ')}.`;
      return [permissionNamesNobody(place, what, 'Check the tags, or allow this when Kuma makes the clients of pods.')];
    });
}

/** The items that another one keeps from deciding on a service: by their order alone, or always. */
function judged(
  policies: readonly MeshTrafficPermissionResource[],
  services: readonly Service[],
  mesh: MeshDeclaration,
): Diagnostic[] {
  const owners = new Map<unknown, MeshTrafficPermissionResource>(policies.map((one) => [one.place, one]));
  const rank = ({ origin }: AccessRule): string => {
    const owner = owners.get(origin);
    return owner === undefined ? '' : rankOf(owner, mesh);
  };
  const fates = new Map<string, Fate>();
  const judge = (access: readonly AccessRule[], service: string): void => {
    for (const [rule, stronger] of withStronger(access)) {
      const key = JSON.stringify([rule.policy, rule.field]);
      const fate = fates.get(key) ?? { rule, service, isAlone: true };
      const isTie = stronger !== undefined && covers(rule, stronger) && rank(rule) === rank(stronger);
      const clash = isTie && rule.action !== stronger.action ? stronger : undefined;
      fates.set(key, {
        ...fate,
        isAlone: fate.isAlone && stronger !== undefined,
        ...(fate.clash === undefined && clash !== undefined ? { clash, service } : {}),
        stronger: fate.stronger ?? stronger,
      });
    }
  };
  // What is said of the first service with a list holds for all that share it.
  const seen = new Set<readonly AccessRule[]>();
  for (const { access = [], name } of services) {
    if (!seen.has(access)) judge(access, name);
    seen.add(access);
  }
  return [...fates.values()].flatMap((fate) => said(fate, owners.get(fate.rule.origin)));
}

/**
 * Each rule with the strongest of those after it that are for all whom it is for. Rules are found by a tag of theirs that few
 * others have; one that has a stronger one need not be found, since that one covers whatever it covers.
 */
function withStronger(access: readonly AccessRule[]): (readonly [AccessRule, AccessRule | undefined])[] {
  const uses = new Map<string, number>();
  for (const tag of access.flatMap(tagsOf)) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  const rarest = (tags: readonly string[]): string =>
    tags.reduce((least, one) => ((uses.get(one) ?? 0) < (uses.get(least) ?? Infinity) ? one : least), NO_TAG);
  const later = new Map<string, Ranked[]>(); // the strongest first
  const found = [...access.entries()].reverse().map(([rank, rule]): readonly [AccessRule, AccessRule | undefined] => {
    const tags = tagsOf(rule);
    const covering = [NO_TAG, ...tags].flatMap((tag) => later.get(tag)?.find((one) => covers(one.rule, rule)) ?? []);
    const [stronger] = covering.sort((a, b) => b.rank - a.rank);
    if (covering.length === 0) {
      const tag = rarest(tags);
      later.set(tag, later.get(tag) ?? []);
      later.get(tag)?.push({ rule, rank });
    }
    return [rule, stronger?.rule];
  });
  return found.reverse();
}

interface Ranked {
  readonly rule: AccessRule;
  readonly rank: number;
}

const NO_TAG = '';
const tagsOf = ({ tags }: AccessRule): string[] => Object.entries(tags).map(([key, value]) => `${key} ${value}`);

interface Fate {
  readonly rule: AccessRule;
  readonly service: string;
  readonly clash?: AccessRule;
  readonly stronger?: AccessRule | undefined;
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
