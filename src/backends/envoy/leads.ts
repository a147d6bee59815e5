import { isObject } from './check-objects';
import type { Lead } from './destination';

/** What a tree of destinations says, read back: that of ours, or one that somebody patched. */
export function leadsOf(matcher: unknown): Lead[] {
  const byPort = keysOf(matcher, 'DestinationPortInput');
  const some = byPort.flatMap(([port, one]) =>
    addresses(child(one, 'matcher')).map((lead) => ({ ...lead, port: Number(port) })),
  );
  const onAnyPort = byPort.length === 0 ? matcher : child(child(matcher, 'on_no_match'), 'matcher');
  return [...some, ...addresses(onAnyPort)];
}

const addresses = (matcher: unknown): Lead[] =>
  keysOf(matcher, 'DestinationIPInput').flatMap(([vip, one]) => {
    const chain = child(child(one, 'action'), 'name');
    return typeof chain === 'string' ? [{ vip, chain }] : [];
  });

function keysOf(matcher: unknown, input: string): [string, unknown][] {
  const tree = child(matcher, 'matcher_tree');
  const map = child(child(tree, 'exact_match_map'), 'map');
  return isObject(map) && child(child(tree, 'input'), 'name') === input ? Object.entries(map) : [];
}

const child = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
