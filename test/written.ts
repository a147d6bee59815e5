import fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { Artifact } from '../src/backends/backend';

/** Text by path below the root of an output tree. */
export type Files = Readonly<Record<string, string>>;

export const artifacts = (files: Files): Artifact[] =>
  Object.entries(files).map(([path, text]) => ({ path, pieces: () => [text] }));

export function putFile(root: string, path: string, text: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), text);
}

/** Every file below the root but those of the writer itself. */
export const filesOnDisk = (root: string): Files =>
  Object.fromEntries(
    fs
      .readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(root.length + 1))
      .filter((path) => !path.startsWith('.meshext'))
      .sort()
      .map((path) => [path, fs.readFileSync(join(root, path), 'utf8')]),
  );
