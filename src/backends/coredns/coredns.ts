import type { Backend } from '../backend';
import { corefile } from './corefile';
import { zoneFile } from './zone';

/** `coredns/<mesh>/Corefile` and its zones. */
export const coredns: Backend = {
  name: 'coredns',
  check: () => [],
  emit: (ir) =>
    ir.meshes
      .filter((mesh) => mesh.zones.length > 0)
      .flatMap((mesh) => [
        { path: `coredns/${mesh.key}/Corefile`, text: corefile(mesh) },
        ...mesh.zones.map((zone) => ({ path: `coredns/${mesh.key}/${zone.name}.zone`, text: zoneFile(zone) })),
      ]),
};
