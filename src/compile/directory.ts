import type { Service } from '../ir/ir';
import { coreName, displayName } from '../model/metadata';
import { type Form, type MeshDeclaration, type MeshExternalServiceResource, type Model, meshKey } from '../model/model';
import { groupBy } from './order';
import type { Directory } from './outbounds';

interface Linked {
  readonly resource: MeshExternalServiceResource;
  readonly service: Service;
}

/** For references in documents of each form: in Universal the name of a service of the zone is its core name, as written there. */
export function directoriesOf(
  linked: readonly Linked[],
  { services }: Model,
  mesh: MeshDeclaration,
): Readonly<Record<Form, Directory>> {
  const key = meshKey(mesh.name, mesh.zone);
  const byCoreName = linked.flatMap((one) => coreNames(one, mesh).map((name) => [name, one.service] as const));
  const own = linked.filter(({ service }) => service.original === undefined);
  const inUniversal = [...own.map(({ service }) => [service.name, service] as const), ...byCoreName];
  const others = {
    byDisplayName: groupBy(
      linked.map(({ service }) => service),
      (service) => service.displayName,
    ),
    elsewhere: (name: string) => [
      ...new Set(
        services
          .filter((one) => one.mesh !== key && [coreName(one), displayName(one)].includes(name))
          .map((one) => one.mesh),
      ),
    ],
  };
  return {
    kubernetes: { ...others, byCoreName: new Map(byCoreName) },
    universal: { ...others, byCoreName: new Map(inUniversal) },
  };
}

/** A copy of a service of the global control plane is called otherwise in the other form. */
function coreNames({ service }: Linked, { systemNamespace }: MeshDeclaration): string[] {
  if (service.original === undefined) return [service.coreName];
  const { universal, kubernetes } = service.original.namesInZones;
  return [universal, `${kubernetes}.${systemNamespace}`, service.coreName];
}
