import { type Line, lockAddressTwice, lockKeyTwice } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Family, ipFamily } from '../model/ip';
import { type Lock, type LockEntry, lockLine } from '../model/lock';

/** An address in canonical text for each family. */
export type Addresses = Readonly<WritableAddresses>;
export type WritableAddresses = { [family in Family]?: string };

export const FAMILIES: readonly Family[] = [4, 6];

/** The IPv4 one first. */
export function inOrder({ 4: v4, 6: v6 }: Addresses = {}): readonly string[] {
  if (v4 === undefined) return v6 === undefined ? [] : [v6];
  return v6 === undefined ? [v4] : [v4, v6];
}

/** An entry of the lock, its lines made one. */
export interface Held {
  readonly addresses: Addresses;
  readonly clusterAddresses: Addresses;
  readonly port?: number;
  /** Its first line. */
  readonly line: Line;
}

/** As it stands in the file. */
export const entryOf = (key: string, { addresses, clusterAddresses, port }: Omit<Held, 'line'>): LockEntry => ({
  key,
  addresses: inOrder(addresses),
  ...(inOrder(clusterAddresses).length === 0 ? {} : { clusterAddresses: inOrder(clusterAddresses) }),
  ...(port === undefined ? {} : { port }),
});

/**
 * One entry for each key. A merge may have left lines twice: equal ones are one, and one that has an address more
 * completes the other; contradictions are errors, and the first line holds.
 */
export function tidyLock(lock: Lock): [ReadonlyMap<string, Held>, Diagnostic[]] {
  const entries = new Map<string, Writable>();
  const owners = new Map<string, LockEntry>();
  const found: Diagnostic[] = [];
  for (const entry of lock) {
    const line = lineOf(entry);
    const before = entries.get(entry.key);
    const held: Writable = before ?? { addresses: {}, clusterAddresses: {}, line };
    for (const value of valuesOf(entry)) {
      const had = value.in(held);
      const owner = owners.get(value.claim) ?? entry;
      if (before !== undefined && had !== undefined && had !== value.text) found.push(lockKeyTwice(before.line, line));
      else if (owner.key !== entry.key) found.push(lockAddressTwice(lineOf(owner), line, value.shown));
      else {
        owners.set(value.claim, owner);
        value.put(held);
      }
    }
    entries.set(entry.key, held);
  }
  return [entries, found];
}

interface Writable extends Held {
  readonly addresses: WritableAddresses;
  readonly clusterAddresses: WritableAddresses;
  port?: number;
}

const lineOf = (entry: LockEntry): Line => ({ text: lockLine(entry), source: entry.source });

/** One thing that a line gives to a service. */
interface Value {
  readonly text: string;
  readonly shown: string;
  /** What no two services have. */
  readonly claim: string;
  readonly in: (held: Held) => string | undefined;
  readonly put: (held: Writable) => void;
}

const valuesOf = ({ key, addresses, clusterAddresses = [], port }: LockEntry): Value[] => [
  ...addresses.map((text) => addressValue('addresses', text)),
  ...clusterAddresses.map((text) => addressValue('clusterAddresses', text)),
  ...(port === undefined ? [] : [portValue(key.slice(0, key.indexOf('/')), port)]),
];

function addressValue(where: 'addresses' | 'clusterAddresses', text: string): Value {
  const family = ipFamily(text) ?? 4;
  return {
    text,
    shown: text,
    claim: `${where} ${text}`,
    in: (held) => held[where][family],
    put: (held) => void (held[where][family] = text),
  };
}

/** Each mesh has proxies of its own, and so ports of its own. */
const portValue = (mesh: string, port: number): Value => ({
  text: String(port),
  shown: `port ${port}`,
  claim: `port ${port} ${mesh}`,
  in: (held) => (held.port === undefined ? undefined : String(held.port)),
  put: (held) => void (held.port = port),
});
