import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Artifact } from './backends/backend';
import { hash, textPortions } from './portions';

/** What of a tree is ours: the files of the last run, each with its hash. */

/** The folder of our own records. */
export const OWN = '.meshext';
export const LIST = posix.join(OWN, 'files.json');

/** Hash by path. */
export type FileList = Readonly<Record<string, string>>;

export const listOf = (artifacts: readonly Artifact[]): FileList =>
  sortedList(artifacts.map(({ path, pieces }) => [path, hash(textPortions(pieces()))]));

export const sortedList = (hashes: readonly (readonly [path: string, hash: string])[]): FileList =>
  Object.fromEntries([...hashes].sort(([a], [b]) => (a < b ? -1 : 1)));

export const listFile = (files: FileList): Artifact => ({
  path: LIST,
  pieces: () => [`${JSON.stringify({ files }, null, 2)}\n`],
});

/** Line by line, because a merge in Git may leave both sides of a conflict in the list: then both are ours. */
export function readList(root: string): FileList {
  const path = join(root, LIST);
  if (!existsSync(path)) return {};
  const entries = readFileSync(path, 'utf8').matchAll(/^\s*("(?:[^"\\]|\\.)+"): "(sha256:[0-9a-f]{64})",?$/gm);
  return Object.fromEntries([...entries].map(([, name, digest]) => [JSON.parse(name) as string, digest]));
}
