import type { Ir } from '../ir/ir';
import { toYamlDocuments } from '../yaml';
import type { Artifact } from './backend';

/** Resources of Kuma as one file; none for an empty list. */
export const resourceFile = (path: string, resources: readonly unknown[]): Artifact[] =>
  resources.length === 0 ? [] : [{ path, text: toYamlDocuments(resources) }];

type Zonal = Ir['generators'] | Ir['zoneEgresses'];

const suffixOf = ({ zone = 'default' }: { readonly zone?: string }): string => (zone === 'default' ? '' : `.${zone}`);

/** `HostnameGenerators.yaml`, `ZoneEgresses.yaml`; what is bound to a zone other than `default` in a file of that zone. */
export function zonalFiles<T extends Zonal[number]>(
  resources: readonly T[],
  path: (suffix: string) => string,
  render: (resource: T) => unknown,
): Artifact[] {
  const suffixes = [...new Set(resources.map(suffixOf))];
  return suffixes.flatMap((suffix) =>
    resourceFile(path(suffix), resources.filter((one) => suffixOf(one) === suffix).map(render)),
  );
}
