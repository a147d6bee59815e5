import type { Service } from '../ir/ir';
import { coreName, displayName } from '../model/metadata';
import { type MeshDeclaration, type MeshExternalServiceResource, type Model, meshKey } from '../model/model';
import { groupBy } from './order';
import type { Directory } from './outbounds';

interface Linked {
  readonly resource: MeshExternalServiceResource;
  readonly service: Service;
}

export function directoryOf(linked: readonly Linked[], { services }: Model, mesh: MeshDeclaration): Directory {
  const key = meshKey(mesh.name, mesh.zone);
  return {
    byCoreName: new Map(linked.flatMap((one) => coreNames(one, mesh).map((name) => [name, one.service] as const))),
    byDisplayName: groupBy(
      linked.map(({ service }) => service),
      (service) => service.displayName,
    ),
    elsewhere: (name) => [
      ...new Set(
        services
          .filter((one) => one.mesh !== key && [coreName(one), displayName(one)].includes(name))
          .map((one) => one.mesh),
      ),
    ],
  };
}

/** A copy of a service of the global control plane is called otherwise in the other form. */
function coreNames({ service }: Linked, { systemNamespace }: MeshDeclaration): string[] {
  if (service.original === undefined) return [service.coreName];
  const { universal, kubernetes } = service.original.namesInZones;
  return [universal, `${kubernetes}.${systemNamespace}`, service.coreName];
}
