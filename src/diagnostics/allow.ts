import {
  OWN_CODES,
  allowanceCodeUnknown,
  allowanceRefused,
  allowanceUnused,
  allowanceWithoutReason,
  factsOf,
} from './catalog';
import type { Diagnostic, Place } from './diagnostic';
import { KUMA_CODES } from './kuma';

/** A finding that somebody accepts, with the reason. */
export interface Allowance {
  readonly code: string;
  /** `<Kind>/<mesh>/<name>[#field]`, `<Kind>/<name>[#field]` without a mesh, or a construct path. */
  readonly at: string;
  readonly reason: string;
  /** Where it was said; with a construct, `at` is a path: it and all below it. */
  readonly place: Place;
}

/**
 * The findings as they count: what is allowed is an info that shows the reason. To be applied once, to all findings, before
 * warnings become errors. An allowance that is wrong, or that nothing needs, is a finding itself.
 */
export function applyAllowances(
  diagnostics: readonly Diagnostic[],
  allowances: readonly Allowance[],
): readonly Diagnostic[] {
  if (allowances.length === 0) return diagnostics;
  const refused = new Map(allowances.map((one) => [one, problemOf(one)] as const));
  const good = allowances.filter((one) => refused.get(one) === undefined);
  const used = new Set<Allowance>();
  const matchingOf = matchers(good);
  const judged = diagnostics.map((one) => {
    const matching = matchingOf(one);
    for (const allowance of matching) used.add(allowance);
    return matching.length === 0 ? one : allowed(one, matching[0].reason);
  });
  return [
    ...judged,
    ...allowances.flatMap(
      (one) => refused.get(one) ?? (used.has(one) ? [] : [allowanceUnused(one.place, one.code, one.at)]),
    ),
  ];
}

const allowed = (diagnostic: Diagnostic, reason: string): Diagnostic => ({
  ...diagnostic,
  severity: 'info',
  hint: `Allowed: ${reason.trim()}`,
});

function problemOf({ code, at, reason, place }: Allowance): Diagnostic | undefined {
  if ((KUMA_CODES as readonly string[]).includes(code))
    return allowanceRefused(place, code, at, 'it is a rule of Kuma itself');
  const facts = factsOf(code);
  if (facts === undefined) return allowanceCodeUnknown(place, code, allowable());
  if (!facts.allowable) return allowanceRefused(place, code, at, WHY[facts.severity]);
  return reason.trim() === '' ? allowanceWithoutReason(place, code, at) : undefined;
}

const WHY = {
  error: 'with it there is nothing valid to write',
  warning: 'it tells of an allowance',
  info: 'it is only a fact',
} as const;

const allowable = (): string[] =>
  Object.entries(OWN_CODES)
    .filter(([, facts]) => facts.allowable)
    .map(([code]) => code);

/** Finds what allows a finding, in the order given, by the places that it may name. */
function matchers(allowances: readonly Allowance[]): (finding: Diagnostic) => readonly Allowance[] {
  const known = new Map<string, (readonly [number, Allowance])[]>();
  for (const [rank, one] of allowances.entries()) {
    const key = `${one.code} ${one.place.construct === undefined ? resourceOf(one) : inTree(one.at)}`;
    const same = known.get(key);
    if (same === undefined) known.set(key, [[rank, one]]);
    else same.push([rank, one]);
  }
  return ({ authority, code, at }) => {
    if (authority !== 'meshext') return [];
    const places = [pathOf(at), ...pathsAround(at.construct).map(inTree)];
    return places
      .flatMap((place) => known.get(`${code} ${place}`) ?? [])
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one)
      .filter((one) => one.place.construct !== undefined || isOfField(one, at.field));
  };
}

const inTree = (path: string): string => `construct ${path}`;

const resourceOf = ({ at }: Allowance): string => at.split('#', 1)[0];

const isOfField = ({ at }: Allowance, field: string | undefined): boolean => {
  const hash = at.indexOf('#');
  return hash < 0 || at.slice(hash + 1) === field;
};

/** A construct and all that it stands in; the empty path is that of the root, which everything stands below. */
const pathsAround = (path: string | undefined): string[] =>
  path ? ['', ...path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))] : [''];

const pathOf = ({ kind, mesh, name }: Place): string =>
  [kind, mesh, name].filter((part) => part !== undefined).join('/');
