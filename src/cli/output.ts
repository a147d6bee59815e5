import type { Artifact } from '../backends/backend';
import { nothingDeclared } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Ir } from '../ir/ir';
import { compiler } from './compiler';
import type { Judged } from './judge';
import { statusOf } from './run';

/** What a run would write, and all that is found of it. */
export interface Output {
  /** None when a finding is an error. */
  readonly files: readonly Artifact[];
  readonly diagnostics: readonly Diagnostic[];
}

export function outputOf({ ir, diagnostics, artifacts }: Judged, paths: readonly string[]): Output {
  if (statusOf(diagnostics) !== 0) return { files: [], diagnostics };
  // An empty tree would remove all that was written before, for a mistaken path too.
  if (isEmpty(ir)) return { files: [], diagnostics: [...diagnostics, nothingDeclared(paths)] };
  const files = artifacts();
  const clashes = compiler().sharedPaths(files);
  return { files: clashes.length === 0 ? files : [], diagnostics: [...diagnostics, ...clashes] };
}

const isEmpty = ({ meshes, generators, zoneEgresses }: Ir): boolean =>
  [...generators, ...zoneEgresses, ...meshes.flatMap(contents)].length === 0;

const contents = ({ resource, services, passthroughs, trafficPermissions, proxies }: Ir['meshes'][number]) => [
  ...(resource === undefined ? [] : [resource]),
  ...services,
  ...passthroughs,
  ...trafficPermissions,
  ...proxies,
];
