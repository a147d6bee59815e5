import type { Ir, Mesh, Proxy, Service, Sidecar } from '../ir/ir';

/** Finds what was compiled by mesh and name. */
export interface Index {
  readonly services: ReadonlyMap<string, Service>;
  readonly proxies: ReadonlyMap<string, { readonly proxy: Proxy; readonly mesh: Mesh }>;
  readonly sidecars: ReadonlyMap<string, Sidecar>;
}

export const indexOf = ({ meshes }: Ir): Index => ({
  services: new Map(meshes.flatMap((mesh) => mesh.services.map((one) => [`${mesh.key}/${one.name}`, one]))),
  proxies: new Map(
    meshes.flatMap((mesh) => mesh.proxies.map((proxy) => [`${mesh.key}/${proxy.name}`, { proxy, mesh }])),
  ),
  sidecars: new Map(
    meshes.flatMap((mesh) => mesh.sidecars.map((one) => [one.proxy.origin.construct ?? '', one] as const)),
  ),
});
