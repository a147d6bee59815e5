import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { WholeFile } from '../src/backends/backend';
import { renderText } from '../src/diagnostics/render';
import type { Input } from '../src/model/load';
import { OPTIONS, run } from './run';

/**
 * A case is a folder: the files in it are what `meshext compile` is given, in order, but for `meshext.yaml`, its options; and
 * `expected/` holds what it writes (nothing, when a finding is an error) and `diagnostics.txt`, everything it says. A new case is a new folder.
 * `UPDATE_GOLDEN=1` writes the expected files anew; read them before you commit them.
 */
const CASES = join(__dirname, 'cases');
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

for (const name of foldersIn(CASES)) {
  test(name, () => {
    const expected = join(CASES, name, 'expected');
    const files = build(inputsOf(join(CASES, name)));
    if (UPDATE) rewrite(expected, files);
    expect(files.map(({ path }) => path).sort()).toEqual(filesUnder(expected)); // none missing, none stale
    for (const { path, text } of files) expect(text).toBe(readFileSync(join(expected, path), 'utf8'));
  });
}

/** What one run of the command writes and says. */
function build(all: readonly Input[]): readonly WholeFile[] {
  const options = all.find(({ file }) => file === OPTIONS);
  const { artifacts, diagnostics } = run(
    all.filter((one) => one !== options),
    options?.text ?? '',
  );
  return [...artifacts, { path: 'diagnostics.txt', text: diagnostics.map((one) => `${renderText(one)}\n`).join('') }];
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function inputsOf(folder: string): readonly Input[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name }) => name)
    .sort()
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

function filesUnder(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => relative(folder, join(one.parentPath, one.name)).replaceAll(sep, '/'))
    .sort();
}

function rewrite(folder: string, files: readonly WholeFile[]): void {
  rmSync(folder, { recursive: true, force: true });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
