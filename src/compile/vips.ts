import { createHash } from 'node:crypto';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { vipRangeFull, vipRangeInvalid } from '../diagnostics/catalog';
import { type Cidr, ipToNumber, ipToText, parseCidr } from '../model/ip';
import type { Lock } from '../model/lock';
import { displayName } from '../model/metadata';
import { type MeshDeclaration, type MeshExternalServiceResource, type Model, meshKey } from '../model/model';

/**
 * The VIP of each service: a hash of `<mesh>/<display name>` points into the range, so no address depends on another
 * declaration. Should two keys point to one address, the later key in sort order takes the next free one.
 */
export function allocateVips(
  model: Model,
  lock: Lock,
): [ReadonlyMap<MeshExternalServiceResource, string>, Lock, Diagnostic[]] {
  const vips = new Map<MeshExternalServiceResource, string>();
  const found: Diagnostic[] = [];
  const meshes = new Map(model.meshes.map((mesh) => [meshKey(mesh.name, mesh.zone), mesh]));
  for (const mesh of model.meshes) {
    if (parseCidr(mesh.vipCidr) === undefined) found.push(vipRangeInvalid(mesh.place, mesh.vipCidr));
  }
  const taken = new Map<string, bigint>(); // key -> address; a service has the same VIP in every zone
  const used = new Set<bigint>();
  for (const [key, service, mesh] of keyed(model.services, meshes)) {
    const range = parseCidr(mesh.vipCidr);
    if (range === undefined) continue;
    const address = taken.get(key) ?? freeAddress(range, key, used);
    if (address === undefined) {
      found.push(vipRangeFull(service.place, range.text));
      continue;
    }
    taken.set(key, address);
    used.add(address);
    vips.set(service, ipToText(address, range.family));
  }
  return [vips, lock, found];
}

/** The services in an order that does not depend on their declaration. */
function keyed(
  services: readonly MeshExternalServiceResource[],
  meshes: ReadonlyMap<string, MeshDeclaration>,
): (readonly [string, MeshExternalServiceResource, MeshDeclaration])[] {
  return services
    .flatMap((service) => {
      const mesh = meshes.get(service.mesh);
      return mesh === undefined ? [] : [[`${mesh.name}/${displayName(service)}`, service, mesh] as const];
    })
    .sort(([a, one], [b, other]) => (a < b || (a === b && one.mesh < other.mesh) ? -1 : 1));
}

// All of 127.0.0.0/16 is in use on many hosts; no service may get an address of it.
const LOOPBACK = { first: ipToNumber('127.0.0.0'), last: ipToNumber('127.0.255.255') };

/** Network and broadcast addresses are never given, except where the range has nothing else. */
function usable(range: Cidr): { readonly first: bigint; readonly size: bigint } {
  const bits = range.family === 4 ? 32 : 128;
  const edges = range.prefix >= bits - 1 ? 0n : 1n;
  return { first: range.first + edges, size: range.last - range.first + 1n - 2n * edges };
}

function freeAddress(range: Cidr, key: string, used: ReadonlySet<bigint>): bigint | undefined {
  const { first, size } = usable(range);
  const start = hash(key) % size;
  const isFree = (address: bigint): boolean =>
    !used.has(address) && !(range.family === 4 && address >= LOOPBACK.first && address <= LOOPBACK.last);
  for (let step = 0n; step < size; step++) {
    const address = first + ((start + step) % size);
    if (isFree(address)) return address;
  }
  return undefined;
}

const hash = (key: string): bigint => createHash('sha256').update(key).digest().readBigUInt64BE(0);
