import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileUnreadable } from '../diagnostics/catalog';
import { writtenFiles } from '../journal';
import type { Input } from '../model/load';
import { type Budget, readInput } from './read-input';

const MANIFEST = /\.(ya?ml|json)$/i;
const STANDARD_INPUT = '-';
/** Files of ours, which lie beside what they are about. */
const OWN_FILES = ['meshext.yaml', 'meshext.lock.yaml'];

/** What a walk through the folders has seen so far. */
interface Walk {
  readonly seen: Set<string>;
  /** Paths of files that meshext wrote. */
  readonly written: Set<string>;
  readonly budget: Budget;
}

/**
 * The files that the paths name. Of a folder: every YAML or JSON file below it, but nothing of node_modules, of hidden
 * folders, or of what meshext wrote; sources may stand beside that. What cannot be read in a folder is a finding and does
 * not hide the rest.
 *
 * @throws the system's error for a path that cannot be opened
 */
export function readInputs(paths: readonly string[]): Input[] {
  const walk: Walk = { seen: new Set(), written: new Set(), budget: { bytes: 0 } };
  const { seen, budget } = walk;
  return paths.flatMap((path) => {
    if (path === STANDARD_INPUT) return [readInput(path, 0, budget)];
    const stat = statSync(path);
    if (!stat.isDirectory() && !stat.isFile()) return [readInput(path, path, budget)]; // a pipe of a shell has no real path
    if (!enter(realpathSync(path), seen)) return [];
    return stat.isFile() ? [readInput(path, path, budget)] : openFolder(path, walk);
  });
}

/** Whether a file or folder is new: it may be named twice, or a symbolic link may lead back to it. */
const enter = (real: string, seen: Set<string>): boolean => seen.size < seen.add(real).size;

function openFolder(folder: string, walk: Walk): Input[] {
  for (const path of writtenFiles(folder)) walk.written.add(join(folder, path));
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && !name.startsWith('.') && !OWN_FILES.includes(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((one) => {
      const path = join(folder, one.name);
      try {
        return openEntry(path, one, walk);
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
function openEntry(path: string, entry: Dirent, walk: Walk): Input[] {
  const { seen, written, budget } = walk;
  if (written.has(path)) return [];
  const isManifest = MANIFEST.test(entry.name);
  if (!isManifest && !entry.isDirectory() && !entry.isSymbolicLink()) return [];
  const stat = statSync(path, { throwIfNoEntry: isManifest });
  if (stat?.isDirectory() === true) return enter(realpathSync(path), seen) ? openFolder(path, walk) : [];
  if (!isManifest) return [];
  if (stat?.isFile() === true) return enter(realpathSync(path), seen) ? [readInput(path, path, budget)] : [];
  const hint = 'Move it away, or name it on the command line to read it to its end.';
  return [{ file: path, text: '', refused: fileUnreadable(path, 'it is a pipe, a socket or a device.', hint) }];
}
