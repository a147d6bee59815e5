import {
  passthroughMatchUnused,
  passthroughNotCaptured,
  passthroughProtocols,
  passthroughUnmatchable,
} from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { PassthroughMode } from '../ir/ir';
import { isDnsName } from '../model/address';
import { hasOwnVips } from '../model/delivery';
import { bodyField } from '../model/dataplane';
import { item, member } from '../model/field-path';
import type { PassthroughMatchSpec } from '../model/mesh-passthrough';
import { type DataplaneResource, type MeshDeclaration, type MeshPassthroughResource, at } from '../model/model';
import { captureMode } from './capture';
import { byKey } from './order';
import { byStrength, isInForce, strengthOf } from './policy-order';
import { selectedAmong, targetOf } from './target-refs';

/** What all policies together say of one proxy. */
export interface Passthrough {
  readonly mode: PassthroughMode;
  readonly matches: readonly PlacedMatch[];
}
export interface PlacedMatch {
  readonly match: PassthroughMatchSpec;
  readonly policy: MeshPassthroughResource;
  readonly index: number;
}

/** On Kubernetes the schema of 2.8 fills in a mode; anywhere else a policy may leave it to others. */
export function ownMode({ spec, form }: MeshPassthroughResource, mesh: MeshDeclaration): PassthroughMode | undefined {
  const filled = form === 'kubernetes' && mesh.kumaVersion === '2.8' ? 'None' : undefined;
  return (spec.default?.passthroughMode as PassthroughMode | undefined) ?? filled;
}

/** The policies of each proxy that has any, from the widest to the narrowest. */
export type PoliciesByProxy = ReadonlyMap<DataplaneResource, readonly MeshPassthroughResource[]>;

export function passthroughPolicies(
  mesh: MeshDeclaration,
  policies: readonly MeshPassthroughResource[],
  dataplanes: readonly DataplaneResource[],
): PoliciesByProxy {
  const selected = selectedAmong(dataplanes, mesh);
  const byProxy = new Map<DataplaneResource, MeshPassthroughResource[]>();
  const strength = (one: MeshPassthroughResource): string => `${targetRank(one)} ${strengthOf(one, mesh)}`;
  for (const policy of byStrength(policies.filter(isInForce), strength)) {
    for (const dataplane of selected(policy)) {
      const own = byProxy.get(dataplane);
      if (own === undefined) byProxy.set(dataplane, [policy]);
      else own.push(policy);
    }
  }
  return byProxy;
}

/**
 * Kuma merges the policies of a proxy from the widest to the narrowest: the last mode stands, and all matches are added up.
 * Where none selects it, the mesh may say that nothing passes; undefined when it does not.
 */
export function passthroughOf(
  mesh: MeshDeclaration,
  own: readonly MeshPassthroughResource[] = [],
): Passthrough | undefined {
  if (own.length === 0) return mesh.outboundPassthrough === false ? { mode: 'None', matches: [] } : undefined;
  return {
    mode: own.map((policy) => ownMode(policy, mesh)).findLast((mode) => mode !== undefined) ?? 'Matched',
    matches: own.flatMap((policy) =>
      (policy.spec.default?.appendMatch ?? []).map((match, index) => ({ match, policy, index })),
    ),
  };
}

const KINDS = ['Mesh', 'Dataplane', 'MeshSubset'];

/** Widest first. */
function targetRank(policy: MeshPassthroughResource): string {
  const { kind = '', name, labels } = targetOf(policy);
  const narrower = kind === 'Dataplane' ? (name ? 2 : labels === undefined ? 0 : 1) : 0;
  return `${KINDS.indexOf(kind)} ${narrower}`;
}

/** What Kuma takes and nothing can be made of, and what has no effect. */
export function checkPassthroughs(
  mesh: MeshDeclaration,
  policies: readonly MeshPassthroughResource[],
  dataplanes: readonly DataplaneResource[],
  byProxy: PoliciesByProxy,
): Diagnostic[] {
  // What Kuma alone delivers, it captures by itself.
  const isCaptured = (one: DataplaneResource): boolean => !hasOwnVips(mesh) || captureMode(one) === 'redirect';
  const around = dataplanes.filter((one) => !isCaptured(one)).sort(byKey(({ name }) => name));
  const passing = new Map<MeshPassthroughResource, string[]>(policies.map((policy) => [policy, []]));
  for (const one of around) byProxy.get(one)?.forEach((policy) => passing.get(policy)?.push(one.name));
  return [
    ...checkOutbound(
      mesh,
      around.filter((one) => !byProxy.has(one)),
    ),
    ...[...passing].flatMap(([policy, names]) => [
      ...checkMatches(policy, mesh),
      ...(names.length === 0 ? [] : [passthroughNotCaptured(policy.place, names)]),
    ]),
    ...dataplanes.filter(isCaptured).flatMap((one) => checkProtocols(one, passthroughOf(mesh, byProxy.get(one)))),
  ];
}

/** What the mesh forbids its proxies, where no policy decides. */
function checkOutbound(mesh: MeshDeclaration, around: readonly DataplaneResource[]): Diagnostic[] {
  if (mesh.outboundPassthrough !== false || around.length === 0) return [];
  const field = member(mesh.resource === undefined ? '' : bodyField(mesh.resource), 'networking.outbound.passthrough');
  return [
    passthroughNotCaptured(
      at(mesh, field),
      around.map(({ name }) => name),
    ),
  ];
}

function checkMatches(policy: MeshPassthroughResource, mesh: MeshDeclaration): Diagnostic[] {
  const mode = ownMode(policy, mesh);
  const matches = policy.spec.default?.appendMatch ?? [];
  if (matches.length > 0 && mode !== undefined && mode !== 'Matched')
    return [passthroughMatchUnused(at(policy, 'spec.default.appendMatch'), mode)];
  return matches.flatMap(({ type, value = '', port }, i) => {
    const field = item('spec.default.appendMatch', i);
    const isOdd = type === 'Domain' && isUnnamed(value, mesh);
    return [
      ...(isOdd ? [passthroughUnmatchable(at(policy, field, 'value'), JSON.stringify(value))] : []),
      ...(port !== undefined && port < 0 ? [passthroughUnmatchable(at(policy, field, 'port'), `port ${port}`)] : []),
    ];
  });
}

/** A wildcard that no name follows; what Kuma says itself is left to it. */
function isUnnamed(value: string, { kumaVersion }: MeshDeclaration): boolean {
  if (value === '*') return true;
  return value.startsWith(kumaVersion === '2.8' ? '*.' : '*.*') && !isDnsName(value.slice(2));
}

const REQUESTS = ['http', 'http2', 'grpc'];

/** Kuma judges the ports of each policy by itself, and then makes no configuration at all of a sum that is not right. */
function checkProtocols({ name }: DataplaneResource, passthrough: Passthrough | undefined): Diagnostic[] {
  const owners = new Map<number, PlacedMatch>();
  const { mode = 'None', matches = [] } = passthrough ?? {};
  if (mode !== 'Matched') return [];
  return matches.flatMap((one) => {
    const { protocol = 'tcp', port = 0 } = one.match;
    if (!REQUESTS.includes(protocol)) return [];
    const first = owners.get(port) ?? one;
    owners.set(port, first);
    if (first.match.protocol === protocol || first.policy === one.policy) return [];
    const place = at(one.policy, item('spec.default.appendMatch', one.index), 'protocol');
    return [passthroughProtocols(place, name, `${first.match.protocol}`, first.policy.name)];
  });
}
