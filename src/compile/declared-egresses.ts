import type { ZoneEgress } from '../ir/ir';
import { DEFAULT_SYSTEM_NAMESPACE, type MeshDeclaration, type ZoneEgressResource } from '../model/model';
import { declared } from './declared';
import { isForControlPlane } from './generators';
import { byKey } from './order';

/** The egresses as resources: on Kubernetes they stand where the control plane of their zone is. */
export const declaredEgresses = (
  egresses: readonly ZoneEgressResource[],
  meshes: readonly MeshDeclaration[],
): ZoneEgress[] =>
  egresses
    .map((one) => {
      const namespaces = meshes.filter(({ zone }) => zone === one.zone).map(({ systemNamespace }) => systemNamespace);
      return {
        ...declared(one),
        zone: one.zone,
        forControlPlane: isForControlPlane(one.zone, meshes),
        namespace: one.namespace ?? namespaces.sort()[0] ?? DEFAULT_SYSTEM_NAMESPACE,
      };
    })
    .sort(byKey(({ zone, name }) => `${zone} ${name}`));
