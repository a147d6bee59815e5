import { lockOutOfRange, vipPinTaken, vipRangeFull } from '../diagnostics/catalog';
import type { Line } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Family, ipToNumber, ipToText } from '../model/ip';
import { at } from '../model/model';
import { type Pool, emptyPool, freeAddress, occupy } from './address-pool';
import type { Claim } from './claims';
import { byKey } from './order';
import type { Pins } from './pins';
import { type Addresses, FAMILIES, type WritableAddresses, inOrder } from './tidy-lock';
import { type VipRange, gives, roomOf } from './vip-ranges';

/** What a key had before, and where that stands. */
export interface Kept {
  readonly addresses: Addresses;
  readonly line: Line;
}

/**
 * An address of each range for each claim. What was held, stays; else the hash of the key points into the range, so no address
 * depends on another declaration. Should it point to an occupied one, the next free one is taken. Gives what each key has, with
 * what nobody has any more: that stays until the range is full.
 */
export function allocate(
  claims: readonly Claim[],
  held: ReadonlyMap<string, Kept>,
  pins: Pins = new Map(),
): [Given, Given, Diagnostic[]] {
  const [given, keepTrouble] = keep(claims, held, pins);
  const idle = idleAddresses(claims, held, given);
  const [reused, fullTrouble] = fill(claims, given, idle);
  const all: Given = new Map(given);
  for (const { key, family, address } of idle.filter((one) => !reused.has(one.address)))
    all.set(key, { ...all.get(key), [family]: address });
  return [given, all, [...keepTrouble, ...fullTrouble]];
}

/** The addresses of each key, by family. */
export type Given = Map<string, WritableAddresses>;

/** An address of the lock that no service has any more. It stays until the range is full. */
interface Idle {
  readonly key: string;
  readonly family: Family;
  readonly address: string;
}

/** What services have by hand or from the lock. */
function keep(claims: readonly Claim[], held: ReadonlyMap<string, Kept>, pins: Pins): [Given, Diagnostic[]] {
  const given: Given = new Map(claims.map(({ key }) => [key, {}]));
  const pinned = new Map<string, Claim>();
  const found: Diagnostic[] = [];
  for (const claim of claims) {
    const pin = pins.get(claim.key);
    if (pin === undefined) continue;
    const other = pinned.get(pin.address);
    if (other === undefined) {
      pinned.set(pin.address, claim);
      given.set(claim.key, { [pin.family]: pin.address });
    } else found.push(vipPinTaken(at(pin.service, 'vip'), pin.address, other.services[0].place));
  }
  for (const { key, ranges } of claims) {
    const entry = held.get(key);
    const mine = given.get(key);
    if (entry === undefined || mine === undefined) continue;
    for (const range of ranges) {
      const address = entry.addresses[range.family];
      if (address === undefined || mine[range.family] !== undefined) continue;
      const claimant = pinned.get(address)?.key ?? '';
      const pin = pins.get(claimant);
      if (pin !== undefined) {
        found.push(vipPinTaken(at(pin.service, 'vip'), address, entry.line));
        delete given.get(claimant)?.[range.family];
      }
      if (!gives(range, ipToNumber(address))) found.push(lockOutOfRange(entry.line, address, range.text));
      mine[range.family] = address;
    }
  }
  return [given, found];
}

/** Sorted by key. */
function idleAddresses(claims: readonly Claim[], held: ReadonlyMap<string, Kept>, given: Given): Idle[] {
  const live = new Set([...given.values()].flatMap(inOrder));
  const wanted = new Map(claims.map(({ key, ranges }) => [key, ranges.map(({ family }) => family)]));
  return [...held].sort(byKey(([key]) => key)).flatMap(([key, { addresses }]) =>
    FAMILIES.flatMap((family) => {
      const address = addresses[family];
      const isIdle = address !== undefined && !live.has(address) && wanted.get(key)?.includes(family) !== true;
      return isIdle ? [{ key, family, address }] : [];
    }),
  );
}

/** Gives every service what it lacks, in the order of keys; says which idle addresses that took. */
function fill(
  claims: readonly Claim[],
  given: Given,
  idle: readonly Idle[],
): [reused: ReadonlySet<string>, Diagnostic[]] {
  const pool = emptyPool();
  for (const addresses of given.values()) {
    for (const family of FAMILIES) {
      const address = addresses[family];
      if (address !== undefined) occupy(pool, family, ipToNumber(address));
    }
  }
  for (const { family, address } of idle) occupy(pool, family, ipToNumber(address));
  const released = new Map<string, Iterator<Idle>>();
  const reused = new Set<string>();
  const found: Diagnostic[] = [];
  for (const { key, ranges, services } of claims) {
    const mine = given.get(key) ?? {};
    for (const range of ranges) {
      if (mine[range.family] !== undefined) continue;
      const address = take(pool, range, key) ?? reuse(range, idle, released, reused);
      if (address === undefined) found.push(vipRangeFull(services[0].place, range.text, String(roomOf(range))));
      else mine[range.family] = address;
    }
  }
  return [reused, found];
}

function take(pool: Pool, range: VipRange, key: string): string | undefined {
  const address = freeAddress(pool, range, key);
  if (address === undefined) return undefined;
  occupy(pool, range.family, address);
  return ipToText(address, range.family);
}

/** The first in the order of keys that nobody has any more. Each range goes through them once. */
function reuse(
  range: VipRange,
  idle: readonly Idle[],
  released: Map<string, Iterator<Idle>>,
  reused: Set<string>,
): string | undefined {
  const inRange = ({ family, address }: Idle): boolean => family === range.family && gives(range, ipToNumber(address));
  const left = released.get(range.text) ?? idle.filter(inRange).values();
  released.set(range.text, left);
  for (let next = left.next(); next.done !== true; next = left.next()) {
    const { address } = next.value;
    if (reused.has(address)) continue; // by a range that overlaps with this one
    reused.add(address);
    return address;
  }
  return undefined;
}
