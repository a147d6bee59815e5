import { meshTwice, resourceTwice, sidecarTwice } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { isGlobal } from '../../model/metadata';
import { type HostnameGeneratorResource, type Model, type Resource, meshKey } from '../../model/model';
import { type Places, clashes } from '../order';

/** Names that Kuma, or a path of ours, can hold only once. A generator outside all zones meets those of each. */
export function checkUnique(model: Model): Diagnostic[] {
  const { meshes, services, generators, dataplanes, passthroughs, trafficPermissions, zoneEgresses, sidecars } = model;
  const scoped: readonly (Resource<unknown> & { readonly mesh: string; readonly copyName?: string })[] = [
    ...services,
    ...dataplanes,
    ...passthroughs,
    ...trafficPermissions,
  ];
  const resources: readonly [Resource<unknown>, Resource<unknown>][] = [
    ...repeated(scoped, (one) => `${one.place.kind} ${one.mesh} ${storedAs(one)}`),
    ...clashes(generators, inZones),
    ...repeated(zoneEgresses, (one) => `${one.zone} ${one.name.toLowerCase()}`),
  ];
  return [
    ...repeated(meshes, (mesh) => meshKey(mesh.name, mesh.zone)).map(([mesh, first]) =>
      meshTwice(mesh.place, first.place),
    ),
    ...repeated(sidecars, (one) => one.workload).map(([one, first]) => sidecarTwice(one.place, first.mesh, one.mesh)),
    ...resources
      .filter(([one]) => one.name !== '')
      .map(([one, first]) => resourceTwice(one.place, one.name, first.place)),
  ];
}

/** The global control plane is another store than that of the zone. */
const storedAs = (one: Resource<unknown> & { readonly copyName?: string }): string =>
  `${isGlobal(one) ? 'global' : 'zone'} ${(one.copyName ?? one.name).toLowerCase()}`;

/** One for all zones meets those of each. */
function inZones({ name, zone }: HostnameGeneratorResource): Places {
  const place = (where: string): string => `${where} ${name.toLowerCase()}`;
  const [everywhere, somewhere] = [place('every zone'), place('some zone')];
  if (zone === undefined) return { own: [everywhere, somewhere], wanted: [somewhere] };
  return { own: [place(zone), somewhere], wanted: [place(zone), everywhere] };
}

/** Each item with the first before it that has the same key. */
const repeated = <T>(items: readonly T[], key: (one: T) => string): [T, T][] =>
  clashes(items, (one) => ({ own: [key(one)], wanted: [key(one)] }));
