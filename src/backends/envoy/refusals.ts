import { listenerAddressName, zoneEgressNeeded } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Mesh, Proxy, ZoneEgress } from '../../ir/ir';
import { goesAround } from '../delivered';

/** What no bootstrap can say, or Envoy would not start with. */
export function checkProxies(mesh: Mesh): readonly Diagnostic[] {
  const around = mesh.proxies.filter((proxy) => goesAround(mesh, proxy));
  return [
    ...(around.length === 0 ? [] : [zoneEgressNeeded({ ...mesh.origin }, mesh.zone, around.length)]),
    ...mesh.proxies.flatMap(checkAddresses),
  ];
}

/** The same of an egress. */
export const checkEgress = (egress: ZoneEgress): readonly Diagnostic[] => checkAddresses(egress);

/** Kuma lets a resource have a name for an address, and looks it up; a listener needs the address itself. */
const checkAddresses = ({ origin, unresolved }: Pick<Proxy, 'origin' | 'unresolved'>): Diagnostic[] =>
  unresolved.map((address) => listenerAddressName(origin, address));
