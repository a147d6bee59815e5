import { groupBy } from '../compile/order';
import type { HostnameGenerator, Ir, Mesh, Proxy, Service, Sidecar } from '../ir/ir';

/** Finds what was compiled by mesh and name. */
export interface Index {
  readonly services: ReadonlyMap<string, Service>;
  readonly proxies: ReadonlyMap<string, { readonly proxy: Proxy; readonly mesh: Mesh }>;
  readonly sidecars: ReadonlyMap<string, Sidecar>;
  readonly generators: ReadonlyMap<string, readonly HostnameGenerator[]>;
}

export const serviceKey = (mesh: string, name: string, isGlobal: boolean): string =>
  `${isGlobal ? 'global' : 'zone'} ${mesh}/${name}`;

export const indexOf = ({ meshes, generators }: Ir): Index => ({
  generators: groupBy(generators, ({ name }) => name),
  services: new Map(
    meshes.flatMap(({ key, services }) =>
      services.map((one) => [serviceKey(key, one.original?.name ?? one.name, one.original !== undefined), one]),
    ),
  ),
  proxies: new Map(
    meshes.flatMap((mesh) => mesh.proxies.map((proxy) => [`${mesh.key}/${proxy.name}`, { proxy, mesh }])),
  ),
  sidecars: new Map(
    meshes.flatMap((mesh) => mesh.sidecars.map((one) => [one.proxy.origin.construct ?? '', one] as const)),
  ),
});
