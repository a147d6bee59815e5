import { type MeshDeclaration, type Model, meshKey } from '../model/model';
import { type MeshesWith, meshesByName } from './directory';
import type { Linked } from './link';
import { groupBy } from './order';

/** What belongs to one mesh, and what of the others it has to do with. */
export interface Parts extends Pick<Model, 'dataplanes' | 'passthroughs' | 'trafficPermissions' | 'sidecars'> {
  readonly linked: readonly Linked[];
  /** Those of its zone. */
  readonly zoneEgresses: Model['zoneEgresses'];
  readonly meshesWith: MeshesWith;
}

/** Everything by its mesh, in one walk for all of them. */
export function partsOf(model: Model, services: readonly Linked[]): (mesh: MeshDeclaration) => Parts {
  const meshesWith = meshesByName(model.services);
  const linked = groupBy(services, ({ resource }) => resource.mesh);
  const dataplanes = groupBy(model.dataplanes, ({ mesh }) => mesh);
  const passthroughs = groupBy(model.passthroughs, ({ mesh }) => mesh);
  const trafficPermissions = groupBy(model.trafficPermissions, ({ mesh }) => mesh);
  const sidecars = groupBy(model.sidecars, ({ mesh }) => mesh);
  const zoneEgresses = groupBy(model.zoneEgresses, ({ zone }) => zone);
  return ({ name, zone }) => {
    const key = meshKey(name, zone);
    return {
      linked: linked.get(key) ?? [],
      dataplanes: dataplanes.get(key) ?? [],
      passthroughs: passthroughs.get(key) ?? [],
      trafficPermissions: trafficPermissions.get(key) ?? [],
      sidecars: sidecars.get(key) ?? [],
      zoneEgresses: zoneEgresses.get(zone) ?? [],
      meshesWith,
    };
  };
}
