import { pruneLock } from '../compile/prune-lock';
import { type Diagnostic, isError } from '../diagnostics/diagnostic';
import { lockToWrite } from '../lock-file';
import { applyOptions } from '../model/apply-options';
import { load } from '../model/load';
import { lockLine } from '../model/lock';
import { lockFindings } from '../model/read-lock';
import { writeBeside } from '../write';
import type { Flags } from './flags';
import { readInputs } from './inputs';
import { lockFor } from './judge';
import { readOptionsFile } from './options-file';
import { usageError } from './run';

export interface PrunedFile {
  /** The lines that were dropped. */
  readonly removed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Drops what is in the lock for no service below the paths. What cannot be read might be a service: then nothing is done.
 *
 * @param isWritten whether the paths are a written tree, where only what Kuma delivers is
 * @throws the system's error for a path that cannot be opened
 */
export function pruneLockFile(paths: readonly string[], isWritten: boolean, flags: Flags): PrunedFile {
  const options = readOptionsFile(flags.options);
  const loaded = load(readInputs(paths));
  const open = lockFor(options, flags);
  const unread = [...options.diagnostics, ...loaded.diagnostics].filter(isError);
  if (unread.length > 0) return { removed: [], diagnostics: unread };
  if (loaded.model.services.length === 0)
    throw usageError(`${paths.join(', ')}: no MeshExternalService there, so every entry would be dropped.`);
  const shown = new Set(loaded.model.services.map(({ mesh }) => mesh));
  const isTold = (mesh: string): boolean => !isWritten || shown.has(mesh);
  const { lock, removed, diagnostics } = pruneLock(applyOptions(loaded.model, options), open.lock, isTold);
  const all = [...lockFindings(open, lock), ...diagnostics];
  if (all.some(isError)) return { removed: [], diagnostics: all };
  writeBeside(lockToWrite(open, lock));
  return { removed: removed.map(lockLine), diagnostics: all };
}
