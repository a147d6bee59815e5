import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Artifact } from '../backends/backend';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { BesideFile } from '../write';
import { readAppConfig, runApp } from './app';
import { compiler } from './compiler';
import { usageError } from './run';

/** How a written tree differs from what would be written now. Nothing is written to it. */

const posix = (path: string): string => path.split(sep).join('/');

/** Of a mistaken path, every file would be missing. */
export function refuseNoFolder(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw usageError(`${dir} (--dist) is no folder: name a tree that compile or cdk8s synth has written.`);
}

/** What `compile` would write. */
export function compareCompiled(dir: string, artifacts: readonly Artifact[], lock: BesideFile): Diagnostic[] {
  const { compareFile, compareTree, hashOfText, listFile, listOf } = compiler();
  const files = listOf(artifacts);
  const expected = { ...files, ...listOf([listFile(files)]) };
  const locked = lock.text === undefined ? [] : compareFile(shown(lock.path), hashOfText(lock.text));
  return [...compareTree(dir, expected, 'kubernetes'), ...locked];
}

/** What the app of cdk8s.yaml would write. */
export function compareApp(dir: string): Diagnostic[] {
  const config = readAppConfig();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'meshext-check-')));
  try {
    const failed = runApp(config, folder);
    return failed.length > 0 ? failed : compareWritten(dir, folder, config.outdir);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compareWritten(dir: string, folder: string, outdir: string): Diagnostic[] {
  const { compareFile, compareTree, hashOfFile } = compiler();
  const files = filesBelow(folder);
  const roots = files.filter((path) => path.endsWith('/.meshext/files.json')).map((path) => dirname(dirname(path)));
  const root = join(folder, resolve(dir));
  if (!roots.includes(root)) throw elsewhere(dir, roots.map((one) => placeOf(folder, one)).join(', ') || 'nothing');
  refuseNoFolder(dir);
  const inRoot = files.filter((path) => path.startsWith(root + sep));
  const expected = Object.fromEntries(inRoot.map((path) => [posix(relative(root, path)), hashOfFile(path)]));
  const locks = files.filter((path) => !roots.some((one) => path.startsWith(one + sep)));
  return [
    ...compareTree(dir, expected, posix(relative(resolve(dir), resolve(outdir)))),
    ...locks.flatMap((path) => compareFile(placeOf(folder, path), hashOfFile(path))),
  ];
}

/** What the command line of `cdk8s synth` said is not known here. */
function elsewhere(dir: string, written: string): Error {
  const wayOut =
    basename(resolve(dir)) === 'templates' && basename(written) !== 'templates'
      ? ' For the templates of a Helm chart, set synthConfig.format to helm and output to the chart in cdk8s.yaml.'
      : '';
  return usageError(`the app does not write to ${dir}, but to ${written}.${wayOut}`);
}

/** Where a file below the folder belongs, as a person would name it. */
const placeOf = (folder: string, path: string): string => shown(path.slice(folder.length));
const shown = (path: string): string => posix(relative(process.cwd(), path)) || '.';

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));
