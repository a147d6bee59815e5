import type { HostnameGenerator, Ir, Mesh, Proxy, Service, Sidecar } from '../ir/ir';

/** Finds what was compiled by mesh and name. */
export interface Index {
  readonly meshes: ReadonlyMap<string, Mesh>;
  readonly services: ReadonlyMap<string, Service>;
  readonly proxies: ReadonlyMap<string, { readonly proxy: Proxy; readonly mesh: Mesh }>;
  readonly sidecars: ReadonlyMap<string, Sidecar>;
  /** The names of those that a control plane is to have, with their zones. */
  readonly generators: ReadonlySet<string>;
  readonly zoneEgresses: ReadonlySet<string>;
}

export const serviceKey = (mesh: string, name: string, isGlobal: boolean): string =>
  `${isGlobal ? 'global' : 'zone'} ${mesh}/${name}`;

/** Of one for all zones there is none. */
export const zonalKey = (name: string, zone: string | undefined): string => `${zone ?? '*'} ${name}`;

const forControlPlane = (all: readonly Pick<HostnameGenerator, 'name' | 'zone' | 'forControlPlane'>[]): Set<string> =>
  new Set(all.filter((one) => one.forControlPlane).map(({ name, zone }) => zonalKey(name, zone)));

/** With the addresses that clients connect to: where a gateway alone stands for services, those of its cluster. */
function reachedServices({ services, gateway, delivery, sidecars }: Mesh): readonly Service[] {
  if (gateway === undefined || delivery.hosts || sidecars.length > 0) return services;
  const addresses = new Map(gateway.entries.map(({ service, addresses: own }) => [service.name, own]));
  return services.map((one) => ({ ...one, vips: addresses.get(one.name) ?? one.vips }));
}

export const indexOf = ({ meshes, generators, zoneEgresses }: Ir): Index => ({
  meshes: new Map(meshes.map((mesh) => [mesh.key, mesh])),
  generators: forControlPlane(generators),
  zoneEgresses: forControlPlane(zoneEgresses),
  services: new Map(
    meshes.flatMap((mesh) =>
      reachedServices(mesh).map((one) => [
        serviceKey(mesh.key, one.original?.name ?? one.name, one.original !== undefined),
        one,
      ]),
    ),
  ),
  proxies: new Map(
    meshes.flatMap((mesh) => mesh.proxies.map((proxy) => [`${mesh.key}/${proxy.name}`, { proxy, mesh }])),
  ),
  sidecars: new Map(
    meshes.flatMap((mesh) => mesh.sidecars.map((one) => [one.proxy.origin.construct ?? '', one] as const)),
  ),
});
