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
  const judged = diagnostics.map((one) => {
    const matching = good.filter((allowance) => allowance.code === one.code && matches(one, allowance));
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

function matches({ authority, at }: Diagnostic, allowance: Allowance): boolean {
  if (authority !== 'meshext') return false;
  if (allowance.place.construct !== undefined) return isBelow(at.construct, allowance.at);
  const hash = allowance.at.indexOf('#');
  const resource = hash < 0 ? allowance.at : allowance.at.slice(0, hash);
  const field = hash < 0 ? undefined : allowance.at.slice(hash + 1);
  return resource === pathOf(at) && (field === undefined || field === at.field);
}

/** The empty path is that of the root, which everything stands below. */
const isBelow = (path: string | undefined, top: string): boolean =>
  top === '' || (path !== undefined && (path === top || path.startsWith(`${top}/`)));

const pathOf = ({ kind, mesh, name }: Place): string =>
  [kind, mesh, name].filter((part) => part !== undefined).join('/');
