import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileUnreadable } from '../diagnostics/catalog';
import type { Input } from '../model/load';
import { type Budget, readInput } from './read-input';

const MANIFEST = /\.(ya?ml|json)$/i;
const STANDARD_INPUT = '-';
/** Files of ours, which lie beside what they are about. */
const OWN_FILES = ['meshext.yaml', 'meshext.lock.yaml'];

/**
 * The files that the paths name. Of a folder: every YAML or JSON file below it, but nothing of node_modules, of hidden
 * folders, or of a tree that meshext wrote. What cannot be read in a folder is a finding and does not hide the rest.
 *
 * @throws the system's error for a path that cannot be opened
 */
export function readInputs(paths: readonly string[]): Input[] {
  const seen = new Set<string>();
  const budget: Budget = { bytes: 0 };
  return paths.flatMap((path) => {
    if (path === STANDARD_INPUT) return [readInput(path, 0, budget)];
    const stat = statSync(path);
    if (!stat.isDirectory() && !stat.isFile()) return [readInput(path, path, budget)]; // a pipe of a shell has no real path
    if (!enter(realpathSync(path), seen)) return [];
    return stat.isFile() ? [readInput(path, path, budget)] : openFolder(path, seen, budget);
  });
}

/** Whether a file or folder is new: it may be named twice, or a symbolic link may lead back to it. */
const enter = (real: string, seen: Set<string>): boolean => seen.size < seen.add(real).size;

function openFolder(folder: string, seen: Set<string>, budget: Budget): Input[] {
  if (existsSync(join(folder, '.meshext'))) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && !name.startsWith('.') && !OWN_FILES.includes(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((one) => {
      const path = join(folder, one.name);
      try {
        return openEntry(path, one, seen, budget);
      } catch (error) {
        if (!isSystemError(error)) throw error;
        const hint = 'Make it readable, move it away, or name the files one by one.';
        return [{ file: path, text: '', refused: fileUnreadable(path, `it cannot be read: ${error.message}.`, hint) }];
      }
    });
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === 'object' && error !== null && 'syscall' in error;

/** One name in a folder. A pipe or a device there could keep us waiting for ever. */
function openEntry(path: string, entry: Dirent, seen: Set<string>, budget: Budget): Input[] {
  const isManifest = MANIFEST.test(entry.name);
  if (!isManifest && !entry.isDirectory() && !entry.isSymbolicLink()) return [];
  const stat = statSync(path, { throwIfNoEntry: isManifest });
  if (stat?.isDirectory() === true) return enter(realpathSync(path), seen) ? openFolder(path, seen, budget) : [];
  if (!isManifest) return [];
  if (stat?.isFile() === true) return enter(realpathSync(path), seen) ? [readInput(path, path, budget)] : [];
  const hint = 'Move it away, or name it on the command line to read it to its end.';
  return [{ file: path, text: '', refused: fileUnreadable(path, 'it is a pipe, a socket or a device.', hint) }];
}
