import { coreName, displayName } from '../model/metadata';
import { type Form, type MeshDeclaration, type MeshExternalServiceResource, meshKey } from '../model/model';
import type { Linked } from './link';
import { groupBy, once } from './order';
import type { Directory } from './outbounds';

/** For references in documents of each form: in Universal the name of a service of the zone is its core name, as written there. */
export function directoriesOf(
  linked: readonly Linked[],
  meshesWith: MeshesWith,
  mesh: MeshDeclaration,
): Readonly<Record<Form, Directory>> {
  const key = meshKey(mesh.name, mesh.zone);
  const byCoreName = linked.flatMap((one) => coreNames(one, mesh).map((name) => [name, one.service] as const));
  const own = linked.filter(({ service }) => service.original === undefined);
  const inUniversal = [...own.map(({ service }) => [service.name, service] as const), ...byCoreName];
  const byDisplayName = groupBy(
    linked.map(({ service }) => service),
    (service) => service.displayName,
  );
  const others = {
    byDisplayName,
    names: [...byDisplayName.keys()],
    elsewhere: (name: string) => meshesWith(name).filter((one) => one !== key),
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

/** The meshes that have a service of a name. */
export type MeshesWith = (name: string) => readonly string[];

export function meshesByName(services: readonly MeshExternalServiceResource[]): MeshesWith {
  const byName = once(() => {
    const meshes = new Map<string, Set<string>>();
    for (const service of services) {
      for (const name of [coreName(service), displayName(service)])
        meshes.set(name, (meshes.get(name) ?? new Set()).add(service.mesh));
    }
    return meshes;
  });
  return (name) => [...(byName().get(name) ?? [])];
}
