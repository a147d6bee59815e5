import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Artifact } from './backends/backend';
import { foreignFile, pathTaken } from './diagnostics/catalog';
import type { Diagnostic } from './diagnostics/diagnostic';

/**
 * Writes a whole tree of files, or nothing. New content is staged beside the tree; then a journal says what is to happen, and
 * every file is put into its place by one rename. Whoever comes next finishes what a journal says before anything else.
 */

const OWN = '.meshext';
const LIST = posix.join(OWN, 'files.json');
const JOURNAL = posix.join(OWN, 'journal.json');
const STAGE = posix.join(OWN, 'stage');

/** The files of the last run and the hash of each: what is ours. */
interface FileList {
  readonly files: Readonly<Record<string, string>>;
}
/** What a run is about to do. `put` are names in the stage by path. */
interface Journal {
  readonly put: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** Puts the tree in place of what the last run wrote below `root`. Findings mean that nothing was changed. */
export function writeTree(root: string, artifacts: readonly Artifact[]): readonly Diagnostic[] {
  const clashes = sharedPaths(artifacts);
  if (clashes.length > 0) return clashes;
  recover(root);
  const before = readList(root).files;
  const after = Object.fromEntries(
    [...artifacts].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, text }) => [path, hash(text)]),
  );
  const changed = artifacts.filter(({ path }) => hashOnDisk(root, path) !== after[path]);
  const foreign = changed.filter(({ path }) => !Object.hasOwn(before, path) && present(join(root, path)));
  if (foreign.length > 0) return foreign.map(({ path }) => foreignFile(join(root, path)));
  const list = { path: LIST, text: `${JSON.stringify({ files: after }, null, 2)}\n` };
  const remove = Object.keys(before).filter(
    (path) => !Object.hasOwn(after, path) && isInside(path) && present(join(root, path)),
  );
  const put = hashOnDisk(root, LIST) === hash(list.text) ? changed : [...changed, list];
  if (put.length === 0 && remove.length === 0) return [];
  const journal = stage(root, put, remove);
  finish(root, journal);
  return [];
}

/** Two files that are one where letter case does not count, or a file that another one needs as its folder. */
export function sharedPaths(artifacts: readonly Artifact[]): Diagnostic[] {
  const owners = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const { path } of artifacts) {
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

/** Stages the new content; the journal is the last to appear, and whole. */
function stage(root: string, put: readonly Artifact[], remove: readonly string[]): Journal {
  mkdirSync(join(root, STAGE), { recursive: true });
  const names = put.map(({ path, text }, i) => {
    writeFileSync(join(root, STAGE, String(i)), text);
    return [path, String(i)] as const;
  });
  const journal: Journal = { put: Object.fromEntries(names), remove };
  writeFileSync(join(root, STAGE, 'journal'), JSON.stringify(journal));
  renameSync(join(root, STAGE, 'journal'), join(root, JOURNAL));
  return journal;
}

/** Does what the journal says; every step may have been done before. The list comes last, so it never names what is missing. */
function finish(root: string, { put, remove }: Journal): void {
  for (const path of remove) {
    rmSync(join(root, path), { force: true });
    removeEmptyFolders(root, dirname(path));
  }
  for (const [path, name] of Object.entries(put)) {
    const staged = join(root, STAGE, name);
    if (!existsSync(staged)) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    renameSync(staged, join(root, path));
  }
  rmSync(join(root, JOURNAL), { force: true });
  rmSync(join(root, STAGE), { recursive: true, force: true });
}

/** Finishes an interrupted run, or forgets what it had only staged. */
function recover(root: string): void {
  const journal = join(root, JOURNAL);
  if (existsSync(journal)) finish(root, JSON.parse(readFileSync(journal, 'utf8')) as Journal);
  else rmSync(join(root, STAGE), { recursive: true, force: true });
}

/** Line by line, because a merge in Git may leave both sides of a conflict in the list: then both are ours. */
function readList(root: string): FileList {
  const path = join(root, LIST);
  if (!existsSync(path)) return { files: {} };
  const entries = readFileSync(path, 'utf8').matchAll(/^\s*("(?:[^"\\]|\\.)+"): "(sha256:[0-9a-f]{64})",?$/gm);
  return { files: Object.fromEntries([...entries].map(([, name, digest]) => [JSON.parse(name) as string, digest])) };
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let path = folder; path !== '.' && path !== OWN; path = dirname(path)) {
    if (!existsSync(join(root, path))) continue;
    if (readdirSync(join(root, path)).length > 0) return;
    rmdirSync(join(root, path));
  }
}

/** A list that was edited must not lead a removal out of the tree. */
const isInside = (path: string): boolean => !posix.isAbsolute(path) && !path.split(/[\\/]/).includes('..');

const hash = (text: string | Buffer): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const present = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function hashOnDisk(root: string, path: string): string | undefined {
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  return stats?.isFile() ? hash(readFileSync(join(root, path))) : undefined;
}
