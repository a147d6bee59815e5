import { lockEntryUnknown } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Lock } from '../model/lock';
import type { MeshExternalServiceResource, Model } from '../model/model';
import { type Given, allocate } from './allocation';
import { type Claim, claimsOf } from './claims';
import { type ClusterPlaces, placesInClusters } from './cluster-places';
import { byKey } from './order';
import { pinsOf } from './pins';
import { type Held, entryOf, inOrder, tidyLock } from './tidy-lock';
import { vipRanges } from './vip-ranges';

type Vips = ReadonlyMap<MeshExternalServiceResource, readonly string[]>;

/** The VIPs of each service, and its place in clusters behind a gateway. Over all meshes of a lock no address is given twice. */
export function allocateVips(model: Model, lock: Lock): [Vips, Lock, Diagnostic[], ClusterPlaces['places']] {
  const [ranges, rangeTrouble] = vipRanges(model.meshes);
  const [claims, claimTrouble] = claimsOf(model, ranges);
  const [held, lockTrouble] = tidyLock(lock);
  const [pins, pinTrouble] = pinsOf(claims);
  const [given, all, trouble] = allocate(claims, held, pins);
  const [clusters, clusterTrouble] = placesInClusters(model, held);
  const vips = new Map(
    claims.flatMap(({ key, services }) => services.map((service) => [service, inOrder(given.get(key))] as const)),
  );
  const found = [rangeTrouble, claimTrouble, lockTrouble, pinTrouble, trouble, clusterTrouble].flat();
  return [vips, nextLock(all, clusters), [...found, ...unknown(claims, held)], clusters.places];
}

function nextLock(vips: Given, { addresses, ports }: ClusterPlaces): Lock {
  const keys = new Set([vips, addresses, ports].flatMap((one) => [...one.keys()]));
  return [...keys]
    .map((key) => {
      const port = ports.get(key);
      return entryOf(key, {
        addresses: vips.get(key) ?? {},
        clusterAddresses: addresses.get(key) ?? {},
        ...(port === undefined ? {} : { port }),
      });
    })
    .filter(({ addresses: own, clusterAddresses = [] }) => own.length > 0 || clusterAddresses.length > 0)
    .sort(byKey(({ key }) => key));
}

function unknown(claims: readonly Claim[], held: ReadonlyMap<string, Held>): Diagnostic[] {
  const known = new Set(claims.map(({ key }) => key));
  const lines = [...held].filter(([key]) => !known.has(key)).map(([, { line }]) => line);
  return lines.length === 0 ? [] : [lockEntryUnknown(lines)];
}
