import { type Stats, closeSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { filePortions, hash } from './portions';

// What stands at a path below a root, without following links.

/** Nothing stands below a file either, which the system reports as an error of its own. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

export const present = (path: string): boolean => statsOf(path) !== undefined;

export const isFolder = (path: string): boolean => statsOf(path)?.isDirectory() ?? false;

export const isFile = (path: string): boolean => statsOf(path)?.isFile() ?? false;

export const hashOnDisk = (root: string, path: string): string | undefined =>
  isFile(join(root, path)) ? hashOfFile(join(root, path)) : undefined;

export function hashOfFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    return hash(filePortions(file));
  } finally {
    closeSync(file);
  }
}

/**
 * What keeps a file from its place: something there, or in place of a folder above it, that is not ours. `isOurs` says it of a
 * file, `isRemoved` whether it will be gone by then.
 */
export function inTheWay(
  root: string,
  path: string,
  isOurs: (path: string) => boolean,
  isRemoved: (path: string) => boolean,
): string | undefined {
  const blocked = foldersAbove(path).find(
    (one) => present(join(root, one)) && !isFolder(join(root, one)) && !isRemoved(one),
  );
  if (blocked !== undefined) return blocked;
  if (!isFolder(join(root, path))) return present(join(root, path)) && !isOurs(path) ? path : undefined;
  return filesBelow(root, path).every(isRemoved) ? undefined : path;
}

/** The files of a folder, and its empty folders: those are somebody's too. */
export function filesBelow(root: string, folder: string): string[] {
  const names = readdirSync(join(root, folder));
  if (names.length === 0) return [folder];
  return names
    .map((name) => posix.join(folder, name))
    .flatMap((path) => (isFolder(join(root, path)) ? filesBelow(root, path) : [path]));
}

const foldersAbove = (path: string): string[] => {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
};

/** Whether a path stays below its root as it is written: a list or a journal may have been edited. */
export const isInside = (path: string): boolean => !posix.isAbsolute(path) && !path.split(/[\\/]/).includes('..');

/** Whether it does on the disk too: a link in place of a folder leads elsewhere. */
export const leadsBelow = (root: string, path: string): boolean =>
  isInside(path) && foldersAbove(path).every((one) => !present(join(root, one)) || isFolder(join(root, one)));
