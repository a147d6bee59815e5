import type { EgressRoute, Ir, Mesh, Service, Through, ZoneEgress } from '../ir/ir';
import { isDnsName } from '../model/address';
import { hasOwnVips } from '../model/delivery';
import { LABEL } from '../model/metadata';
import {
  DEFAULT_SYSTEM_NAMESPACE,
  type MeshDeclaration,
  type Model,
  type ZoneEgressResource,
  meshKey,
} from '../model/model';
import { declared } from './declared';
import { controlPlanes } from './generators';
import { byKey, groupBy } from './order';
import { settled } from './proxies';

/** Upper case, which no mesh can have in its name. */
const FOLDER = 'ZoneEgresses';

/** Every egress, with all services of its zone that are reached through it. */
export function zoneEgressesOf(
  { zoneEgresses, meshes: declarations }: Model,
  all: readonly Mesh[],
): Ir['zoneEgresses'] {
  const ours = new Set(declarations.filter(hasOwnVips).map(({ name, zone }) => meshKey(name, zone)));
  const reached = groupBy(
    all.filter(({ key, throughEgress }) => throughEgress && ours.has(key)),
    ({ zone }) => zone,
  );
  const declaredIn = groupBy(declarations, ({ zone }) => zone);
  const isForControlPlane = controlPlanes(declarations);
  return zoneEgresses
    .map((one) => ({
      ...zoneEgressOf(one, reached.get(one.zone) ?? [], declaredIn.get(one.zone) ?? []),
      forControlPlane: isForControlPlane(one.zone),
    }))
    .sort(byKey(({ zone, name }) => `${zone} ${name}`));
}

/** Of an egress with the meshes of its zone. */
function zoneEgressOf(
  resource: ZoneEgressResource,
  meshes: readonly Mesh[],
  declarations: readonly MeshDeclaration[],
): Omit<ZoneEgress, 'forControlPlane'> {
  const { zone, name, spec, settings } = resource;
  const { address = '', port = 0, ...networking } = spec.networking ?? {};
  const key = meshKey(FOLDER, zone);
  const namespaces = declarations.map(({ systemNamespace }) => systemNamespace);
  return {
    ...declared(resource),
    ...settled({ mesh: key, name, settings }, { address, ...networking }),
    oneFolder: false,
    zone,
    // On Kubernetes it stands where the control plane of its zone is.
    namespace: resource.namespace ?? namespaces.sort()[0] ?? DEFAULT_SYSTEM_NAMESPACE,
    key,
    address,
    port,
    unresolved: isDnsName(address) ? [address] : [],
    routes: meshes.flatMap(routesOf),
  };
}

/** What an extension provides is nobody's to lead to. */
const routesOf = ({ name, zone, services }: Mesh): EgressRoute[] =>
  services.flatMap((service) =>
    service.upstream === undefined || !isReachableFrom(zone, service) ? [] : [{ mesh: name, service }],
  );

/** An egress leaves out what names another zone (Kuma's IsReachableFromZone); a proxy that goes by itself does not ask. */
export function isReachableFrom(zone: string, { labels }: Service): boolean {
  const own = labels[LABEL.zone];
  return own === undefined || own === '' || own === zone;
}

/** How the proxies of a mesh get to services by the egresses of its zone; undefined where they go by themselves, or cannot. */
export function throughOf(mesh: MeshDeclaration, resources: readonly ZoneEgressResource[]): Through | undefined {
  const places = resources
    .map(({ spec }) => ({ address: spec.networking?.address ?? '', port: spec.networking?.port ?? 0 }))
    .map((place) => ({ ...place, isName: isDnsName(place.address) }));
  const egresses = [...new Map(places.map((one) => [placeKey(one), one])).values()].sort(byKey(placeKey));
  return mesh.zoneEgress && egresses.length > 0 ? { mesh: mesh.name, egresses } : undefined;
}

const placeKey = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  `${address} ${String(port).padStart(5, '0')}`;
