import type { Ir, Mesh } from '../ir/ir';

/** What a control plane is given, as resources. */
export const forControlPlane = ({ meshes, generators }: Ir): Ir => ({
  meshes: meshes.filter(({ delivery }) => delivery.controlPlane),
  generators: generators.filter((one) => one.forControlPlane),
});

/** The meshes that hosts are given files of. */
export const hostMeshes = ({ meshes }: Ir): readonly Mesh[] => meshes.filter(({ delivery }) => delivery.hosts);
