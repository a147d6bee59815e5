import { zoneEgressGateway, zoneEgressNeeded } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Proxy, Service, Sidecar } from '../../ir/ir';
import { gatewayOf } from '../../model/delivery';
import { type MeshDeclaration, type MeshTrafficPermissionResource, at } from '../../model/model';
import { checkPermissions } from './permissions';

/** Who wants to reach services. */
interface Clients {
  readonly proxies: readonly Proxy[];
  readonly pods: readonly Sidecar[];
}

/** What keeps clients from services that are reached through an egress, and what permissions say in vain. */
export function checkEgress(
  mesh: MeshDeclaration,
  permissions: readonly MeshTrafficPermissionResource[],
  services: readonly Service[],
  { proxies, pods }: Clients,
): Diagnostic[] {
  const inPods = pods.map(({ proxy }) => proxy);
  return [
    ...(mesh.zoneEgress && services.length > 0 ? withoutWay(mesh, inPods) : []),
    ...checkPermissions(mesh, permissions, services, [...proxies, ...inPods]),
  ];
}

/** Of proxies of hosts it is said where their files are written. */
function withoutWay(mesh: MeshDeclaration, inPods: readonly Proxy[]): Diagnostic[] {
  const gateway = gatewayOf(mesh);
  const stranded = inPods.filter(({ through }) => through === undefined).length;
  return [
    ...(gateway === undefined ? [] : [zoneEgressGateway(at(mesh, gateway.field))]),
    ...(stranded === 0 ? [] : [zoneEgressNeeded({ ...mesh.place }, mesh.zone, stranded)]),
  ];
}
