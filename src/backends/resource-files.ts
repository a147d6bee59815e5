import type { HostnameGenerator, Ir } from '../ir/ir';
import { toYamlDocuments } from '../yaml';
import type { Artifact } from './backend';

/** Resources of Kuma as one file; none for an empty list. */
export const resourceFile = (path: string, resources: readonly unknown[]): Artifact[] =>
  resources.length === 0 ? [] : [{ path, text: toYamlDocuments(resources) }];

const suffixOf = ({ zone = 'default' }: HostnameGenerator): string => (zone === 'default' ? '' : `.${zone}`);

/** `HostnameGenerators.yaml`; those bound to a zone other than `default` in a file of that zone. */
export function generatorFiles(
  { generators }: Ir,
  path: (suffix: string) => string,
  render: (generator: HostnameGenerator) => unknown,
): Artifact[] {
  const suffixes = [...new Set(generators.map(suffixOf))];
  return suffixes.flatMap((suffix) =>
    resourceFile(path(suffix), generators.filter((one) => suffixOf(one) === suffix).map(render)),
  );
}
