import type { Ir, Mesh, Proxy, ZoneEgress } from '../ir/ir';

/** What a control plane is given, as resources. */
export const forControlPlane = ({ meshes, generators, zoneEgresses }: Ir): Ir => ({
  meshes: meshes.filter(({ delivery }) => delivery.controlPlane),
  generators: generators.filter((one) => one.forControlPlane),
  zoneEgresses: zoneEgresses.filter((one) => one.forControlPlane),
});

/** The meshes that hosts are given files of. */
export const hostMeshes = ({ meshes }: Ir): readonly Mesh[] => meshes.filter(({ delivery }) => delivery.hosts);

/** The proxies of a mesh that hosts can run from files. One that would go around an egress gets none. */
export const staticProxies = (mesh: Mesh): readonly Proxy[] => mesh.proxies.filter((proxy) => !goesAround(mesh, proxy));

export const goesAround = ({ throughEgress }: Mesh, { outbounds, redirect, through }: Proxy): boolean =>
  throughEgress && through === undefined && (outbounds.length > 0 || (redirect?.chains.length ?? 0) > 0);

/** The egresses that hosts can run from files: those with something to lead to. */
export const staticEgresses = ({ zoneEgresses }: Ir): readonly ZoneEgress[] =>
  zoneEgresses.filter(({ routes }) => routes.length > 0);
