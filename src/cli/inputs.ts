import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Input } from '../model/load';

const MANIFEST = /\.(ya?ml|json)$/i;
const STANDARD_INPUT = '-';

/**
 * The files that the paths name. Of a folder: every YAML or JSON file below it, but nothing of node_modules, of hidden
 * folders, or of a tree that meshext wrote.
 *
 * @throws the system's error for a path that cannot be opened
 */
export function readInputs(paths: readonly string[]): Input[] {
  const seen = new Set<string>();
  return paths.flatMap((path) => (path === STANDARD_INPUT ? [read(path, 0)] : open(path, seen)));
}

function open(path: string, seen: Set<string>): Input[] {
  const real = realpathSync(path);
  if (seen.has(real)) return []; // named twice, or a symbolic link that leads back
  seen.add(real);
  return statSync(path).isDirectory() ? openFolder(path, seen) : [read(path, path)];
}

function openFolder(folder: string, seen: Set<string>): Input[] {
  if (existsSync(join(folder, '.meshext'))) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter((one) => MANIFEST.test(one.name) || isFolder(join(folder, one.name)))
    .flatMap(({ name }) => open(join(folder, name), seen));
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const read = (file: string, source: string | 0): Input => ({ file, text: readFileSync(source, 'utf8') });
