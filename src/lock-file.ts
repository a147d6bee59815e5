import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Lock } from './model/lock';
import { type LockFile, newLockText, readLock } from './model/read-lock';
import { present } from './on-disk';
import type { BesideFile } from './write';

/** Finds and reads `meshext.lock.yaml`. Writing it is the business of write.ts, together with the tree. */

const NAME = 'meshext.lock.yaml';
/** A project is where one of these is. */
const PROJECT_FILES = ['cdk8s.yaml', 'meshext.yaml'];

export interface LockOptions {
  /** Where the lock is; by default beside the nearest cdk8s.yaml or meshext.yaml, else in the working directory. */
  readonly lockFile?: string;
  /** Whether it must not change; by default whether `MESHEXT_FROZEN_LOCK` is 1. */
  readonly frozenLock?: boolean;
  /** Where to look for the project, and where a relative path begins; by default the working directory. */
  readonly folder?: string;
}

/** A lock, and the file that it is kept in. */
export interface OpenLock extends LockFile {
  readonly path: string;
}

/**
 * Reads the lock. None is there yet: an empty one. A link that leads nowhere is none of ours to replace.
 *
 * @throws the system's error when the file cannot be read
 */
export function openLock({ lockFile, frozenLock, folder = '.' }: LockOptions = {}): OpenLock {
  const path = resolve(folder, lockFile ?? join(projectFolder(resolve(folder)), NAME));
  const text = present(path) ? readFileSync(path, 'utf8') : undefined;
  const name = relative(process.cwd(), path).split(sep).join('/');
  return { ...readLock(name, text, frozenLock ?? process.env['MESHEXT_FROZEN_LOCK'] === '1'), path };
}

/** The file of the lock for the writer, with its new text if it has to change. */
export function lockToWrite(open: OpenLock, next: Lock): BesideFile {
  const text = newLockText(open, next);
  return {
    path: open.path,
    ...(open.text === undefined ? {} : { before: open.text }),
    ...(text === undefined ? {} : { text }),
  };
}

function projectFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (PROJECT_FILES.some((name) => existsSync(join(folder, name)))) return folder;
    if (dirname(folder) === folder) return start;
  }
}
