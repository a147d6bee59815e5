import type { Declared, Mesh, Passthrough, Proxy, Service, TrafficPermission } from '../ir/ir';

/** No mesh and no zone has this in its name. A zone's control plane refuses what is of that origin, so it stands apart. */
export const GLOBAL = '@global';

/** What one control plane is given of a mesh. */
export interface Part {
  /** The name of its files. */
  readonly key: string;
  readonly mesh: Mesh;
  readonly resource?: Declared;
  readonly services: readonly Service[];
  readonly passthroughs: readonly Passthrough[];
  readonly trafficPermissions: readonly TrafficPermission[];
  readonly proxies: readonly Proxy[];
}

/** The parts for zones, then those for the global control plane, each once whatever zones have copies of it. */
export function partsOf(meshes: readonly Mesh[]): Part[] {
  const globals = new Map<string, Part>();
  for (const mesh of meshes) {
    const own = partOf(mesh, `${mesh.name}${GLOBAL}`, (one) => !isOfZone(one));
    globals.set(own.key, merged(globals.get(own.key) ?? own, own));
  }
  return [
    ...meshes.map((mesh) => ({ ...partOf(mesh, mesh.key, isOfZone), proxies: mesh.proxies })),
    ...[...globals.values()].filter((part) => contentOf(part).length > 0),
  ];
}

export const contentOf = ({ resource, services, passthroughs, trafficPermissions }: Part): Declared[] => [
  ...(resource === undefined ? [] : [resource]),
  ...services,
  ...passthroughs,
  ...trafficPermissions,
];

const isOfZone = ({ labels }: Declared): boolean => labels['kuma.io/origin'] !== 'global';

const partOf = (mesh: Mesh, key: string, isMeant: (one: Declared) => boolean): Part => ({
  key,
  mesh,
  ...(mesh.resource === undefined || !isMeant(mesh.resource) ? {} : { resource: mesh.resource }),
  services: mesh.services
    .filter(isMeant)
    .map((one) => (one.original === undefined ? one : { ...one, ...one.original })),
  passthroughs: mesh.passthroughs.filter(isMeant),
  trafficPermissions: mesh.trafficPermissions.filter(isMeant),
  proxies: [],
});

const merged = (one: Part, other: Part): Part => ({
  ...other,
  ...one,
  services: byName(one.services, other.services),
  passthroughs: byName(one.passthroughs, other.passthroughs),
  trafficPermissions: byName(one.trafficPermissions, other.trafficPermissions),
});

const byName = <T extends Declared>(...all: readonly (readonly T[])[]): T[] =>
  [...new Map(all.flat().map((one) => [one.name, one])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** What a reference in a file of that form has to name. */
export const nameIn = ({ name, original }: Service, form: 'universal' | 'kubernetes'): string =>
  original?.namesInZones[form] ?? name;

interface OutboundSpec {
  readonly backendRef?: { readonly kind?: string; readonly name?: string };
}

/** The networking of a proxy with the names of its backends as files of a form have them. */
export function withBackends<T extends { readonly outbound?: readonly OutboundSpec[] }>(
  networking: T,
  mesh: Mesh,
  name: (service: Service) => string,
): T {
  const services = servicesByName(mesh);
  const outbound = networking.outbound?.map((one) => {
    const service = one.backendRef?.kind === KIND ? services.get(one.backendRef.name ?? '') : undefined;
    return service === undefined ? one : { ...one, backendRef: { ...one.backendRef, name: name(service) } };
  });
  return outbound === undefined ? networking : { ...networking, outbound };
}

const KIND = 'MeshExternalService';

/** Made once for all proxies of a mesh. */
const indexes = new WeakMap<Mesh, ReadonlyMap<string, Service>>();

function servicesByName(mesh: Mesh): ReadonlyMap<string, Service> {
  const known = indexes.get(mesh);
  if (known !== undefined) return known;
  const index = new Map(mesh.services.map((service) => [service.name, service]));
  indexes.set(mesh, index);
  return index;
}
