import { listenerAddressName, zoneEgressNeeded } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Mesh, Proxy } from '../../ir/ir';
import { goesAround } from '../delivered';

/** What no bootstrap can say, or Envoy would not start with. */
export function checkProxies(mesh: Mesh): readonly Diagnostic[] {
  const around = mesh.proxies.filter((proxy) => goesAround(mesh, proxy));
  return [
    ...(around.length === 0 ? [] : [zoneEgressNeeded({ ...mesh.origin }, around.length)]),
    ...mesh.proxies.flatMap(checkAddresses),
  ];
}

/** Kuma lets a Dataplane have a name for an address, and looks it up; a listener needs the address itself. */
const checkAddresses = ({ origin, unresolved }: Proxy): Diagnostic[] =>
  unresolved.map((address) => listenerAddressName(origin, address));
