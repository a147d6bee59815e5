import { type Line, lockAddressTwice, lockKeyTwice } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Family, ipFamily } from '../model/ip';
import { type Lock, type LockEntry, lockLine } from '../model/lock';

/** An address in canonical text for each family. */
export type Addresses = ReadonlyMap<Family, string>;

/** The IPv4 one first. */
export const inOrder = (addresses?: Addresses): readonly string[] =>
  ([4, 6] as const).flatMap((family) => addresses?.get(family) ?? []);

/** An entry of the lock, its lines made one. */
export interface Held {
  readonly addresses: Addresses;
  /** Its first line. */
  readonly line: Line;
}

/**
 * One entry for each key. A merge may have left lines twice: equal ones are one, and one that has an address more
 * completes the other; contradictions are errors, and the first line holds.
 */
export function tidyLock(lock: Lock): [ReadonlyMap<string, Held>, Diagnostic[]] {
  const entries = new Map<string, Held>();
  const owners = new Map<string, LockEntry>();
  const found: Diagnostic[] = [];
  for (const entry of lock) {
    const before = entries.get(entry.key);
    const line = lineOf(entry);
    const addresses = new Map(before?.addresses);
    for (const [family, address] of byFamily(entry)) {
      const had = addresses.get(family);
      const owner = owners.get(address) ?? entry;
      if (before !== undefined && had !== undefined && had !== address) found.push(lockKeyTwice(before.line, line));
      else if (owner.key !== entry.key) found.push(lockAddressTwice(lineOf(owner), line, address));
      else {
        owners.set(address, owner);
        addresses.set(family, address);
      }
    }
    entries.set(entry.key, { addresses, line: before?.line ?? line });
  }
  return [entries, found];
}

const lineOf = (entry: LockEntry): Line => ({ text: lockLine(entry), source: entry.source });

const byFamily = ({ addresses }: LockEntry): [Family, string][] =>
  addresses.map((address) => [ipFamily(address) ?? 4, address]);
