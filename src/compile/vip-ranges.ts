import { vipRangeInvalid, vipRangesDiffer } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Cidr, type Family, ipToNumber, parseCidr } from '../model/ip';
import { type MeshDeclaration, at, meshKey } from '../model/model';
import { byKey } from './order';

/** The addresses that a range gives: from `first` to `last`. */
export interface VipRange {
  readonly text: string;
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** By the mesh's name: at most one range of each family, since a service has the same VIP in every zone. */
export type VipRanges = ReadonlyMap<string, readonly VipRange[]>;

// All of 127.0.0.0/16 is in use on many hosts; no service may get an address of it.
const LOOPBACK = { first: ipToNumber('127.0.0.0'), last: ipToNumber('127.0.255.255') };

/** The end of the block that an address must not be taken from; undefined for an address outside of it. */
export const reservedUntil = (family: Family, address: bigint): bigint | undefined =>
  family === 4 && address >= LOOPBACK.first && address <= LOOPBACK.last ? LOOPBACK.last : undefined;

export const gives = ({ family, first, last }: VipRange, address: bigint): boolean =>
  address >= first && address <= last && reservedUntil(family, address) === undefined;

/** How many services it has addresses for. */
export function roomOf({ family, first, last }: VipRange): bigint {
  const from = first > LOOPBACK.first ? first : LOOPBACK.first;
  const to = last < LOOPBACK.last ? last : LOOPBACK.last;
  return last - first + 1n - (family === 4 && from <= to ? to - from + 1n : 0n);
}

/** The ranges of a mesh as they are written, network and broadcast addresses included. */
export const vipCidrs = ({ vipCidr, vipCidrV6 }: MeshDeclaration): readonly Cidr[] =>
  [vipCidr, vipCidrV6].flatMap((text) => parseCidr(text ?? '') ?? []);

export function vipRanges(meshes: readonly MeshDeclaration[]): [VipRanges, Diagnostic[]] {
  const ranges = new Map<string, readonly VipRange[]>();
  const first = new Map<string, MeshDeclaration>();
  const found: Diagnostic[] = [];
  for (const mesh of [...meshes].sort(byKey((one) => meshKey(one.name, one.zone)))) {
    const [own, trouble] = rangesOf(mesh);
    found.push(...trouble);
    const before = ranges.get(mesh.name);
    const other = first.get(mesh.name);
    if (before === undefined || other === undefined) {
      ranges.set(mesh.name, own);
      first.set(mesh.name, mesh);
    } else if (trouble.length === 0 && named(own) !== named(before)) {
      found.push(vipRangesDiffer(at(mesh, 'vips'), named(own), named(before), other.place));
    }
  }
  return [ranges, found];
}

const named = (ranges: readonly VipRange[]): string => ranges.map(({ text }) => text).join(' and ');

function rangesOf(mesh: MeshDeclaration): [readonly VipRange[], Diagnostic[]] {
  const { vipCidr, vipCidrV6 } = mesh;
  const main = rangeOf(vipCidr);
  const second = vipCidrV6 === undefined ? undefined : rangeOf(vipCidrV6);
  const found: Diagnostic[] = [];
  if (main === undefined) found.push(vipRangeInvalid(at(mesh, 'vips.cidr'), vipCidr));
  if (vipCidrV6 !== undefined && second?.family !== 6)
    found.push(vipRangeInvalid(at(mesh, 'vips.cidrV6'), vipCidrV6, 'a range of IPv6 addresses'));
  else if (main?.family === 6 && second !== undefined)
    found.push(vipRangeInvalid(at(mesh, 'vips.cidr'), vipCidr, 'a range of IPv4 addresses, as cidrV6 is given too'));
  return [[main, second].flatMap((one) => (one === undefined || found.length > 0 ? [] : [one])), found];
}

/** Network and broadcast addresses are never given, except where the range has nothing else. */
function rangeOf(cidr: string): VipRange | undefined {
  const range = parseCidr(cidr);
  if (range === undefined) return undefined;
  const { text, family, prefix, first, last } = range;
  const edge = prefix >= (family === 4 ? 31 : 127) ? 0n : 1n;
  return { text, family, first: first + edge, last: last - edge };
}
