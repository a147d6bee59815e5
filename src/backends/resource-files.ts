import type { Ir } from '../ir/ir';
import { yamlDocuments } from '../yaml';
import type { Artifact } from './backend';
import { GLOBAL } from './originals';

/** Resources of Kuma as one file, each made when it is written; none for an empty list. */
export function resourceFile(path: string, resources: () => Iterable<unknown>): Artifact[] {
  const [first] = resources();
  return first === undefined ? [] : [{ path, pieces: () => yamlDocuments(resources()) }];
}

type Zonal = Ir['generators'] | Ir['zoneEgresses'];

function suffixOf({ zone = 'default', labels }: Pick<Zonal[number], 'zone' | 'labels'>): string {
  if (labels['kuma.io/origin'] === 'global') return GLOBAL;
  return zone === 'default' ? '' : `.${zone}`;
}

/**
 * `HostnameGenerators.yaml`, `ZoneEgresses.yaml`; what is bound to a zone other than `default` in a file of that zone, and what
 * is global in its own.
 */
export function zonalFiles<T extends Zonal[number]>(
  resources: readonly T[],
  path: (suffix: string) => string,
  render: (resource: T) => unknown,
): Artifact[] {
  const files = new Map<string, T[]>(resources.map((one) => [suffixOf(one), []]));
  for (const one of resources) files.get(suffixOf(one))?.push(one);
  return [...files].flatMap(([suffix, own]) => resourceFile(path(suffix), () => own.map(render)));
}
