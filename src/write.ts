import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { Artifact } from './backends/backend';
import { foreignFile, journalBroken, lockChanged } from './diagnostics/catalog';
import type { Diagnostic } from './diagnostics/diagnostic';
import { OWN, listFile, readList, sortedList } from './file-list';
import { JOURNAL, type Journal, readJournal } from './journal';
import { hashOnDisk, inTheWay, isFolder, isInside, leadsBelow, present } from './on-disk';
import { hashOfText } from './portions';
import { sharedPaths } from './shared-paths';
import { compared } from './compared';

/**
 * Writes a whole tree of files, or nothing. New content is staged beside the tree; then a journal says what is to happen, and
 * every file is put into its place by one rename. Whoever comes next finishes what a journal says before anything else.
 */

const STAGE = posix.join(OWN, 'stage');

/**
 * A file outside the tree that changes together with it. The journal does not name it: who comes next has read it as it
 * is, and knows what it should be.
 */
export interface BesideFile {
  readonly path: string;
  /** Its text when it was read; absent when it was not there. */
  readonly before?: string;
  /** Its new text; absent when it stays as it is. */
  readonly text?: string;
}

/** One that changes. */
type Beside = Required<Pick<BesideFile, 'path' | 'text'>>;

/** Puts the tree in place of what the last run wrote below `root`. Findings mean that nothing was changed. */
export function writeTree(
  root: string,
  artifacts: readonly Artifact[],
  besideFiles: readonly BesideFile[] = [],
): readonly Diagnostic[] {
  const known = besideFiles.map((one) => ({ ...one, path: relative(root, realPath(one.path)) }));
  const clashes = sharedPaths([...artifacts, ...claimed(known)]);
  if (clashes.length > 0) return clashes;
  const unusable = unusableRecords(root);
  if (unusable.length > 0) return unusable;
  recover(root, known);
  const { remove, beside, refused } = surroundings(root, artifacts, known);
  if (refused.length > 0) return refused;
  const journal = stageAll(root, artifacts, remove, beside);
  if (journal === undefined) return [];
  for (const { path } of beside) renameSync(stagedBeside(root, path), join(root, path));
  finish(root, journal);
  return [];
}

/** What `writeTree` would do, in words: `+ path`, `~ path` and `- path`, sorted by path. Nothing is changed. */
export function planTree(
  root: string,
  artifacts: readonly Artifact[],
  besideFiles: readonly BesideFile[] = [],
): { readonly changes: readonly string[]; readonly diagnostics: readonly Diagnostic[] } {
  const known = besideFiles.map((one) => ({ ...one, path: relative(root, realPath(one.path)) }));
  const { remove, beside, refused } = surroundings(root, artifacts, known);
  const diagnostics = [...sharedPaths([...artifacts, ...claimed(known)]), ...unusableRecords(root), ...refused];
  if (diagnostics.length > 0) return { changes: [], diagnostics };
  const put = changed(root, artifacts).map(([path]) => path);
  const written = [...put, ...beside.map(({ path }) => path)].map(
    (path) => [path, present(join(root, path)) ? '~' : '+'] as const,
  );
  const changes = [...written, ...remove.map((path) => [path, '-'] as const)]
    .map(([path, sign]) => [join(root, path), sign] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, sign]) => `${sign} ${path}`);
  return { changes, diagnostics };
}

/** What is to happen around the files of the tree, and what stands against putting them in their places. */
function surroundings(root: string, artifacts: readonly Artifact[], known: readonly BesideFile[]) {
  const before = readList(root);
  const after = new Set(artifacts.map(({ path }) => path));
  const remove = Object.keys(before).filter(
    (path) => !after.has(path) && leadsBelow(root, path) && present(join(root, path)),
  );
  const removed = new Set(remove);
  const isOurs = (path: string): boolean => Object.hasOwn(before, path);
  const foreign = artifacts.flatMap(({ path, pieces }) => {
    const found = inTheWay(root, path, isOurs, (one) => removed.has(one));
    return found === undefined || compared(pieces(), join(root, path)).isThere ? [] : [found];
  });
  const beside = known.flatMap(({ path, before: read, text }) =>
    text === undefined || hashOnDisk(root, path) === hashOfText(text) ? [] : [{ path, read, text }],
  );
  const moved = beside.filter(
    ({ path, read }) => hashOnDisk(root, path) !== (read === undefined ? read : hashOfText(read)),
  );
  const refused = [
    ...[...new Set(foreign)].map((path) => foreignFile(join(root, path))),
    ...moved.map(({ path }) => lockChanged(join(root, path))),
  ];
  return { remove, beside, refused };
}

/** The files that are not there already, the list of all of them last, each with a name; under that name they are staged. */
function changed(root: string, artifacts: readonly Artifact[], stage?: (name: string) => string): [string, string][] {
  const put: [string, string][] = [];
  const take = ({ path, pieces }: Artifact, name: string): readonly [string, string] => {
    const to = stage === undefined ? stage : () => stage(name);
    const { hash, isThere } = compared(pieces(), join(root, path), to);
    if (!isThere) put.push([path, name]);
    return [path, hash];
  };
  const hashes = artifacts.map((one, i) => take(one, String(i)));
  take(listFile(sortedList(hashes)), String(artifacts.length));
  return put;
}

/** Paths below the root that no file of the tree may have: our own folder, and files that only stand there too. */
const claimed = (known: readonly BesideFile[]): { readonly path: string }[] => [
  { path: OWN },
  ...known.map(({ path }) => ({ path: path.split(sep).join('/') })).filter(({ path }) => isInside(path)),
];

/** Stages everything, or leaves nothing behind: a full disk or a missing right shows before anything is in its place. */
function stageAll(
  root: string,
  artifacts: readonly Artifact[],
  remove: readonly string[],
  beside: readonly Beside[],
): Journal | undefined {
  try {
    return stage(root, artifacts, remove, beside);
  } catch (error) {
    forget(root, beside);
    throw error;
  }
}

/** Forgets what was only staged. */
function forget(root: string, beside: readonly Pick<BesideFile, 'path'>[]): void {
  for (const { path } of beside) rmSync(stagedBeside(root, path), { force: true });
  rmSync(join(root, STAGE), { recursive: true, force: true });
}

/** Stages the new content; the journal is the last to appear, and whole. Nothing is staged when nothing is to happen. */
function stage(
  root: string,
  artifacts: readonly Artifact[],
  remove: readonly string[],
  beside: readonly Beside[],
): Journal | undefined {
  for (const one of beside) stageBeside(root, one);
  const folder = join(root, STAGE);
  const put = changed(root, artifacts, (name) => {
    mkdirSync(folder, { recursive: true });
    return join(folder, name);
  });
  if (put.length + remove.length + beside.length === 0) return undefined;
  mkdirSync(folder, { recursive: true });
  const journal: Journal = { put: Object.fromEntries(put), remove };
  writeFileSync(join(folder, 'journal'), JSON.stringify(journal));
  renameSync(join(folder, 'journal'), join(root, JOURNAL));
  return journal;
}

/**
 * Does what the journal says; every step may have been done before. The list comes last, so it never names what is missing.
 * What a link leads out of the tree is left alone: by now somebody may have put one there, or made the journal.
 */
function finish(root: string, { put, remove }: Journal): void {
  for (const path of remove.filter((one) => leadsBelow(root, one))) {
    // Where this was done before, a folder of new files may stand there by now.
    if (present(join(root, path)) && !isFolder(join(root, path))) rmSync(join(root, path));
    removeEmptyFolders(root, dirname(path));
  }
  for (const [path, name] of Object.entries(put)) {
    const staged = posix.join(STAGE, name);
    if (!present(join(root, staged)) || ![staged, path].every((one) => leadsBelow(root, one))) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    renameSync(join(root, staged), join(root, path));
  }
  rmSync(join(root, JOURNAL), { force: true });
  rmSync(join(root, STAGE), { recursive: true, force: true });
}

/** What keeps us from our own records of the tree. */
function unusableRecords(root: string): readonly Diagnostic[] {
  const own = join(root, OWN);
  if (present(own) && !isFolder(own)) return [foreignFile(own)];
  return readJournal(root) === 'broken' ? [journalBroken(join(root, JOURNAL))] : [];
}

/** Finishes an interrupted run, or forgets what it had only staged. */
function recover(root: string, beside: readonly BesideFile[]): void {
  const journal = readJournal(root);
  if (journal !== undefined && journal !== 'broken') finish(root, journal);
  forget(root, beside);
}

/** Writes a file on its own; it is wholly old or wholly new. */
export function writeBeside({ path: link, text }: BesideFile): void {
  if (text === undefined) return;
  const path = realPath(link);
  try {
    stageBeside('', { path, text });
    renameSync(stagedBeside('', path), path);
  } finally {
    rmSync(stagedBeside('', path), { force: true });
  }
}

function stageBeside(root: string, { path, text }: Beside): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(stagedBeside(root, path), text);
}

/** In the same folder, because a rename cannot lead from one file system to another. */
const stagedBeside = (root: string, path: string): string =>
  join(root, dirname(path), `.${basename(path)}.meshext-new`);

/** A link stays, and what it leads to changes. */
const realPath = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));

function removeEmptyFolders(root: string, folder: string): void {
  for (let path = folder; path !== '.' && path !== OWN; path = dirname(path)) {
    if (!isFolder(join(root, path))) continue;
    if (readdirSync(join(root, path)).length > 0) return;
    rmdirSync(join(root, path));
  }
}
