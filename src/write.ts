import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { Artifact } from './backends/backend';
import { foreignFile, lockChanged, pathTaken, pathTooLong } from './diagnostics/catalog';
import type { Diagnostic } from './diagnostics/diagnostic';
import { LIST, OWN, listFile, listOf, readList } from './file-list';
import { hash, hashOnDisk, inTheWay, isFolder, present, writeText } from './on-disk';

/**
 * Writes a whole tree of files, or nothing. New content is staged beside the tree; then a journal says what is to happen, and
 * every file is put into its place by one rename. Whoever comes next finishes what a journal says before anything else.
 */

const JOURNAL = posix.join(OWN, 'journal.json');
const STAGE = posix.join(OWN, 'stage');

/** What a run is about to do. `put` are names in the stage by path. */
interface Journal {
  readonly put: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

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

/** Puts the tree in place of what the last run wrote below `root`. Findings mean that nothing was changed. */
export function writeTree(
  root: string,
  artifacts: readonly Artifact[],
  besideFiles: readonly BesideFile[] = [],
): readonly Diagnostic[] {
  const known = besideFiles.map((one) => ({ ...one, path: relative(root, realPath(one.path)) }));
  const clashes = sharedPaths([...artifacts, ...claimed(known)]);
  if (clashes.length > 0) return clashes;
  recover(root, known);
  const { put, remove, beside, refused } = difference(root, artifacts, known);
  if (refused.length > 0 || put.length + remove.length + beside.length === 0) return refused;
  const journal = stageAll(root, put, remove, beside);
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
  const { put, remove, beside, refused } = difference(root, artifacts, known);
  const diagnostics = [...sharedPaths([...artifacts, ...claimed(known)]), ...refused];
  const written = [...put, ...beside].map(({ path }) => [path, present(join(root, path)) ? '~' : '+'] as const);
  const changes = [...written, ...remove.map((path) => [path, '-'] as const)]
    .map(([path, sign]) => [join(root, path), sign] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, sign]) => `${sign} ${path}`);
  return { changes: diagnostics.length > 0 ? [] : changes, diagnostics };
}

/** How what is there differs from what should be there. */
function difference(root: string, artifacts: readonly Artifact[], known: readonly BesideFile[]) {
  const before = readList(root);
  const after = listOf(artifacts);
  const changed = artifacts.filter(({ path }) => hashOnDisk(root, path) !== after[path]);
  const list = listFile(after);
  const remove = Object.keys(before).filter(
    (path) => !Object.hasOwn(after, path) && isInside(path) && present(join(root, path)),
  );
  const removed = new Set(remove);
  const isOurs = (path: string): boolean => Object.hasOwn(before, path);
  const foreign = new Set(changed.flatMap(({ path }) => inTheWay(root, path, isOurs, (one) => removed.has(one)) ?? []));
  const put = hashOnDisk(root, LIST) === hash(list.text) ? changed : [...changed, list];
  const beside = known.flatMap(({ path, before: read, text }) =>
    text === undefined || hashOnDisk(root, path) === hash(text) ? [] : [{ path, read, text }],
  );
  const moved = beside.filter(({ path, read }) => hashOnDisk(root, path) !== (read === undefined ? read : hash(read)));
  const refused = [
    ...[...foreign].map((path) => foreignFile(join(root, path))),
    ...moved.map(({ path }) => lockChanged(join(root, path))),
  ];
  return { put, remove, beside, refused };
}

/** Paths below the root that no file of the tree may have: our own folder, and files that only stand there too. */
const claimed = (known: readonly BesideFile[]): { readonly path: string }[] => [
  { path: OWN },
  ...known.map(({ path }) => ({ path: path.split(sep).join('/') })).filter(({ path }) => isInside(path)),
];

/** What the common file systems take. */
const LONGEST_NAME = 255;

/** Names that are too long, two files that are one where letter case does not count, or a file that another one needs as its folder. */
export function sharedPaths(artifacts: readonly Pick<Artifact, 'path'>[]): Diagnostic[] {
  const owners = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const { path } of artifacts) {
    if (path.split('/').some((part) => Buffer.byteLength(part) > LONGEST_NAME))
      found.push(pathTooLong(path, LONGEST_NAME));
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

/** Stages everything, or leaves nothing behind: a full disk or a missing right shows before anything is in its place. */
function stageAll(
  root: string,
  put: readonly Artifact[],
  remove: readonly string[],
  beside: readonly Artifact[],
): Journal {
  try {
    for (const one of beside) stageBeside(root, one);
    return stage(root, put, remove);
  } catch (error) {
    forget(root, beside);
    throw error;
  }
}

/** Forgets what was only staged. */
function forget(root: string, beside: readonly Pick<Artifact, 'path'>[]): void {
  for (const { path } of beside) rmSync(stagedBeside(root, path), { force: true });
  rmSync(join(root, STAGE), { recursive: true, force: true });
}

/** Stages the new content; the journal is the last to appear, and whole. */
function stage(root: string, put: readonly Artifact[], remove: readonly string[]): Journal {
  mkdirSync(join(root, STAGE), { recursive: true });
  const names = put.map(({ path, text }, i) => {
    writeText(join(root, STAGE, String(i)), text);
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
    // Where this was done before, a folder of new files may stand there by now.
    if (present(join(root, path)) && !isFolder(join(root, path))) rmSync(join(root, path));
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
function recover(root: string, beside: readonly BesideFile[]): void {
  const path = join(root, JOURNAL);
  if (existsSync(path)) finish(root, trusted(JSON.parse(readFileSync(path, 'utf8')) as Journal));
  forget(root, beside);
}

/** A journal that somebody committed must not lead out of the tree. */
const trusted = ({ put, remove }: Journal): Journal => ({
  put: Object.fromEntries(Object.entries(put).filter(([path, name]) => isInside(path) && /^[0-9]+$/.test(name))),
  remove: remove.filter(isInside),
});

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

function stageBeside(root: string, { path, text }: Artifact): void {
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

/** A list that was edited must not lead a removal out of the tree. */
const isInside = (path: string): boolean => !posix.isAbsolute(path) && !path.split(/[\\/]/).includes('..');
