import { posix } from 'node:path';
import type { Artifact } from './backends/backend';
import { pathTaken, pathTooLong } from './diagnostics/catalog';
import type { Diagnostic } from './diagnostics/diagnostic';

/** What the common file systems take. */
const LONGEST_NAME = 255;

/** Names that are too long, two files that are one where letter case does not count, or a file that another one needs as its folder. */
export function sharedPaths(artifacts: readonly Pick<Artifact, 'path'>[]): Diagnostic[] {
  const owners = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const { path } of artifacts) {
    if (path.split('/').some((part) => Buffer.byteLength(part) > LONGEST_NAME))
      found.push(pathTooLong(path, LONGEST_NAME));
    const key = path.toLowerCase();
    const owner = owners.get(key);
    if (owner !== undefined) found.push(pathTaken(path, owner));
    else owners.set(key, path);
  }
  for (const { path } of artifacts) {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
      const owner = owners.get(folder.toLowerCase());
      if (owner !== undefined) found.push(pathTaken(path, owner));
    }
  }
  return found;
}
