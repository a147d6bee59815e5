import { join } from 'node:path';
import { distEdited, distExtra, distMissing, distStale, foreignFile } from './diagnostics/catalog';
import type { Diagnostic } from './diagnostics/diagnostic';
import { type FileList, LIST, OWN, readList } from './file-list';
import { filesBelow, hashOnDisk, isFolder, present } from './on-disk';

/**
 * What a written tree has otherwise than it should have, sorted by path. A file that meshext did not write is nobody's
 * business, unless it stands in a folder that holds nothing else.
 *
 * @param expected every file, the list of them too
 * @param emptied the folder of the manifests below the root: `cdk8s synth` empties it, and what stands there is applied
 */
export function compareTree(root: string, expected: FileList, emptied: string): Diagnostic[] {
  const recorded = readList(root);
  const extra = Object.keys(recorded).filter((path) => present(join(root, path)));
  const foreign = [emptied, OWN]
    .filter((folder) => isFolder(join(root, folder)))
    .flatMap((folder) => filesBelow(root, folder))
    .filter((path) => !isFolder(join(root, path)));
  const paths = new Set([...Object.keys(expected), ...extra, ...foreign]);
  return [...paths].sort().flatMap((path) => judge(root, path, hashIn(expected, path), hashIn(recorded, path)));
}

const hashIn = (list: FileList, path: string): string | undefined =>
  Object.hasOwn(list, path) ? list[path] : undefined;

function judge(root: string, path: string, expected: string | undefined, recorded: string | undefined): Diagnostic[] {
  const place = join(root, path);
  if (expected === undefined) return [distExtra(place)];
  if (!present(place)) return [distMissing(place)];
  const found = hashOnDisk(root, path);
  if (found === expected) return [];
  if (path === LIST || (found !== undefined && found === recorded)) return [distStale(place)];
  return [recorded === undefined ? foreignFile(place) : distEdited(place)];
}

/** The same for a file on its own. */
export function compareFile(path: string, expected: string): Diagnostic[] {
  if (!present(path)) return [distMissing(path)];
  return hashOnDisk('', path) === expected ? [] : [distStale(path)];
}
