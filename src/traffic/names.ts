import type { DnsZone, Mesh } from '../ir/ir';
import type { NotReached } from './answer';

/** What the name server of a mesh answers to a question for the addresses of a name. */
export function addressesOf(mesh: Mesh, hostname: string): readonly string[] | NotReached {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const zone = zoneOf(name, mesh.zones);
  if (zone === undefined) return outside(mesh, hostname);
  const addresses = zone.records.filter(({ owner, type }) => owner === name && type !== 'PTR');
  if (addresses.length > 0) return addresses.map(({ value }) => value);
  return { kind: 'unknown', reason: `the zone ${zone.name} has no address for ${hostname}` };
}

/** Where zones nest, the innermost answers. */
function zoneOf(name: string, zones: readonly DnsZone[]): DnsZone | undefined {
  return zones
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .reduce<DnsZone | undefined>((best, one) => (best && best.name.length > one.name.length ? best : one), undefined);
}

/** Without other name servers the question is refused; with some, what they say is not ours to know. */
function outside({ key, zones, nameServers }: Mesh, hostname: string): NotReached {
  if (zones.length === 0)
    return { kind: 'undeclared', reason: `mesh ${key} has no DNS zone, so nothing of ours answers for ${hostname}` };
  const where = `${hostname} is in no DNS zone of mesh ${key}`;
  if (nameServers.length === 0) return { kind: 'unknown', reason: `${where}, and no other name server is asked` };
  return { kind: 'undeclared', reason: `${where}, and ${nameServers.join(' or ')} answers for it` };
}
