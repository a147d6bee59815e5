import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { OWN, readList } from './file-list';
import { isFile, isInside, present } from './on-disk';

/** What a run that was interrupted had still to do. */

export const JOURNAL = posix.join(OWN, 'journal.json');

/** `put` are names in the stage by path. */
export interface Journal {
  readonly put: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** The journal of a run that was interrupted: none, or what no run of ours has written. */
export function readJournal(root: string): Journal | 'broken' | undefined {
  const path = join(root, JOURNAL);
  if (!present(path)) return undefined;
  if (!isFile(path)) return 'broken';
  try {
    return journalIn(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'broken';
  }
}

/** One that somebody committed must not lead out of the tree. */
function journalIn(value: unknown): Journal | 'broken' {
  const { put, remove } = { ...(value as { readonly put?: unknown; readonly remove?: unknown } | null) };
  if (typeof put !== 'object' || put === null || !Array.isArray(remove)) return 'broken';
  const staged = Object.entries(put).filter((one): one is [string, string] => typeof one[1] === 'string');
  return {
    put: Object.fromEntries(staged.filter(([path, name]) => isInside(path) && /^[0-9]+$/.test(name))),
    remove: remove.filter((path): path is string => typeof path === 'string' && isInside(path)),
  };
}

/** The files below a folder that are ours; after an interrupted run some of them are not in the list yet. */
export function writtenFiles(root: string): string[] {
  const journal = readJournal(root);
  const put = journal === undefined || journal === 'broken' ? {} : journal.put;
  return [...Object.keys(readList(root)), ...Object.keys(put)];
}
