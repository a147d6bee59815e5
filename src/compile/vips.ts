import { lockEntryUnknown, lockOutOfRange, vipPinTaken, vipRangeFull } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Family, ipToNumber, ipToText } from '../model/ip';
import type { Lock } from '../model/lock';
import { type MeshExternalServiceResource, type Model, at } from '../model/model';
import { type Pool, emptyPool, freeAddress, occupy } from './address-pool';
import { type Claim, claimsOf } from './claims';
import { byKey } from './order';
import { type Pins, pinsOf } from './pins';
import { type Held, inOrder, tidyLock } from './tidy-lock';
import { type VipRange, gives, roomOf, vipRanges } from './vip-ranges';

type Vips = ReadonlyMap<MeshExternalServiceResource, readonly string[]>;

/**
 * The VIPs of each service. What the lock has, stays; else the hash of the service's key points into its range, so no
 * address depends on another declaration. Should it point to an occupied one, the next free one is taken, and the lock
 * records that. Over all meshes of a lock no address is given twice.
 */
export function allocateVips(model: Model, lock: Lock): [Vips, Lock, Diagnostic[]] {
  const [ranges, rangeTrouble] = vipRanges(model.meshes);
  const [claims, claimTrouble] = claimsOf(model, ranges);
  const [held, lockTrouble] = tidyLock(lock);
  const [pins, pinTrouble] = pinsOf(claims);
  const [given, keepTrouble] = keep(claims, held, pins);
  const idle = idleAddresses(claims, held, given);
  const [reused, fullTrouble] = fill(claims, given, idle);
  const vips = new Map(
    claims.flatMap(({ key, services }) => services.map((service) => [service, inOrder(given.get(key))] as const)),
  );
  const found = [rangeTrouble, claimTrouble, lockTrouble, pinTrouble, keepTrouble, fullTrouble].flat();
  const left = idle.filter((one) => !reused.has(one.address));
  return [vips, nextLock(given, left), [...found, ...unknown(claims, held)]];
}

/** The addresses of each key, by family. */
type Given = Map<string, Map<Family, string>>;

/** An address of the lock that no service has any more. It stays until the range is full. */
interface Idle {
  readonly key: string;
  readonly family: Family;
  readonly address: string;
}

/** What services have by hand or from the lock. */
function keep(claims: readonly Claim[], held: ReadonlyMap<string, Held>, pins: Pins): [Given, Diagnostic[]] {
  const given: Given = new Map(claims.map(({ key }) => [key, new Map<Family, string>()]));
  const pinned = new Map<string, Claim>();
  const found: Diagnostic[] = [];
  for (const claim of claims) {
    const pin = pins.get(claim.key);
    if (pin === undefined) continue;
    const other = pinned.get(pin.address);
    if (other === undefined) {
      pinned.set(pin.address, claim);
      given.get(claim.key)?.set(pin.family, pin.address);
    } else found.push(vipPinTaken(at(pin.service, 'vip'), pin.address, other.services[0].place));
  }
  for (const { key, ranges } of claims) {
    const entry = held.get(key);
    const mine = given.get(key);
    if (entry === undefined || mine === undefined) continue;
    for (const range of ranges) {
      const address = entry.addresses.get(range.family);
      if (address === undefined || mine.has(range.family)) continue;
      const claimant = pinned.get(address)?.key ?? '';
      const pin = pins.get(claimant);
      if (pin !== undefined) {
        found.push(vipPinTaken(at(pin.service, 'vip'), address, entry.line));
        given.get(claimant)?.delete(range.family);
      }
      if (!gives(range, ipToNumber(address))) found.push(lockOutOfRange(entry.line, address, range.text));
      mine.set(range.family, address);
    }
  }
  return [given, found];
}

/** Sorted by key. */
function idleAddresses(claims: readonly Claim[], held: ReadonlyMap<string, Held>, given: Given): Idle[] {
  const live = new Set([...given.values()].flatMap(inOrder));
  const wanted = new Map(claims.map(({ key, ranges }) => [key, ranges.map(({ family }) => family)]));
  return [...held]
    .sort(byKey(([key]) => key))
    .flatMap(([key, { addresses }]) =>
      [...addresses]
        .filter(([family, address]) => !live.has(address) && wanted.get(key)?.includes(family) !== true)
        .map(([family, address]) => ({ key, family, address })),
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
    for (const [family, address] of addresses) occupy(pool, family, ipToNumber(address));
  }
  for (const { family, address } of idle) occupy(pool, family, ipToNumber(address));
  const released = new Map<string, Iterator<Idle>>();
  const reused = new Set<string>();
  const found: Diagnostic[] = [];
  for (const { key, ranges, services } of claims) {
    for (const range of ranges) {
      if (given.get(key)?.has(range.family)) continue;
      const address = take(pool, range, key) ?? reuse(range, idle, released, reused);
      if (address === undefined) found.push(vipRangeFull(services[0].place, range.text, String(roomOf(range))));
      else given.get(key)?.set(range.family, address);
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

function nextLock(given: Given, idle: readonly Idle[]): Lock {
  const all: Given = new Map([...given].map(([key, addresses]) => [key, new Map(addresses)]));
  for (const { key, family, address } of idle) {
    const addresses = all.get(key) ?? new Map<Family, string>();
    all.set(key, addresses.set(family, address));
  }
  return [...all]
    .map(([key, addresses]) => ({ key, addresses: inOrder(addresses) }))
    .filter(({ addresses }) => addresses.length > 0)
    .sort(byKey(({ key }) => key));
}

function unknown(claims: readonly Claim[], held: ReadonlyMap<string, Held>): Diagnostic[] {
  const known = new Set(claims.map(({ key }) => key));
  const lines = [...held].filter(([key]) => !known.has(key)).map(([, { line }]) => line);
  return lines.length === 0 ? [] : [lockEntryUnknown(lines)];
}
