import { hash } from 'node:crypto';
import type { Family } from '../model/ip';
import { type VipRange, reservedUntil } from './vip-ranges';

/**
 * Which addresses are occupied, over all ranges. Each occupied one points to a later address before which nothing is
 * free; whoever follows such pointers makes them longer. So a search takes a few steps (on average the logarithm of the
 * number of occupied addresses, at most), however long a run of occupied addresses is.
 */
export type Pool = Readonly<Record<Family, Map<bigint, bigint>>>;

export const emptyPool = (): Pool => ({ 4: new Map(), 6: new Map() });

export function occupy(pool: Pool, family: Family, address: bigint): void {
  if (!pool[family].has(address)) pool[family].set(address, address + 1n);
}

/**
 * The address that the hash of the key points to, so that it depends on nothing else; when that is occupied, the next
 * free one, after the last the first. Undefined when the range is full.
 */
export function freeAddress(pool: Pool, range: VipRange, key: string): bigint | undefined {
  const { first, last } = range;
  const home = first + (hashOf(key) % (last - first + 1n));
  const next = firstFree(pool, range.family, home);
  const free = next <= last ? next : firstFree(pool, range.family, first);
  return free <= last ? free : undefined;
}

function firstFree(pool: Pool, family: Family, from: bigint): bigint {
  const next = pool[family];
  const passed: bigint[] = [];
  let address = from;
  for (;;) {
    const reserved = reservedUntil(family, address);
    const to = reserved === undefined ? next.get(address) : reserved + 1n;
    if (to === undefined) break;
    passed.push(address);
    address = to;
  }
  for (const one of passed) next.set(one, address);
  return address;
}

const hashOf = (key: string): bigint => hash('sha256', key, 'buffer').readBigUInt64BE(0);
