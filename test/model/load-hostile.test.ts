import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, meshextBehind, service, workFolder } from '../cli/meshext';

/** Inputs made to cost time or memory. Each is read by a process of its own with a small heap; it must end, and say why. */

const folder = workFolder();
const MEBIBYTE = 1024 * 1024;

/** Checks a file, and a good one beside it. */
function check(text: string, heap: number): Finished {
  writeFileSync(join(folder.path, 'a.yaml'), text);
  writeFileSync(join(folder.path, 'b.yaml'), service('Refused'));
  const limit = `NODE_OPTIONS=--max-old-space-size=${heap}`;
  return meshextBehind('env', [limit], folder.path, ['check', '--format', 'oneline', '.']);
}

const lines = ({ stdout }: Finished): readonly string[] => stdout.split('\n').filter((line) => line !== '');
const nested = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels);
const list = (name: string, of: string): string => `${name}: &${name} [${`${of},`.repeat(10)}]\n`;

const DEPTH = 'the document is nested more than 300 levels deep';
const ALIASES = 'the aliases stand for too much: the document would grow out of hand';

test.each([
  [
    'laughs by the billion',
    list('a', 'x') + [...'bcdefghij'].map((name, i) => list(name, `*${'abcdefghi'[i]}`)).join(''),
    ALIASES,
  ],
  [
    'merges by the billion',
    `a: &a {${Array.from({ length: 1000 }, (_, i) => `k${i}: 1`).join(', ')}}\nb: [${'{<<: *a},'.repeat(20_000)}]`,
    ALIASES,
  ],
  ['one large alias many times', `a: &a [${'x,'.repeat(10_000)}]\nb: [${'*a,'.repeat(10_000)}]`, ALIASES],
  ['deep brackets', nested('[', ']', 1_000_000), DEPTH],
  ['deep braces', nested('{a: ', '}', 1_000_000), DEPTH],
  ['deep braces that are keys', nested('{', '}', 1_000_000), DEPTH],
  ['deep lists', '- '.repeat(1_000_000), DEPTH],
  ['deep keys', '? '.repeat(1_000_000), DEPTH],
  ['deep indentation', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), DEPTH],
  ['a quote that stays open', `a: "${'x '.repeat(8 * MEBIBYTE)}`, 'the quote is never closed'],
  [
    'a quote with a long line of blanks',
    `a: "${' '.repeat(4 * MEBIBYTE)}x\ny" z`,
    'a key with the indentation of the others should stand here',
  ],
  ['brackets that stay open', `[${'a, '.repeat(MEBIBYTE)}`, 'a value is missing'],
  ['a key that never ends', `${'k'.repeat(16 * MEBIBYTE)}: a`, 'a colon with a blank stands inside a value; quote it'],
  ['binary zeros', '\0'.repeat(16 * MEBIBYTE), 'the character U+0000 is not allowed; is this a binary file?'],
])('%s', (_, text, message) => {
  const finished = check(text, 256);
  expect(
    lines(finished)
      .filter((line) => line.includes('a.yaml'))
      .map((line) => line.replace(/^[^ ]+ /, '')),
  ).toEqual([`error yaml-invalid: ${message}`]);
  expect(finished.stdout).toContain('name-characters'); // the other file was judged all the same
  expect(finished.status).toBe(1);
});

test.each([
  ['a long value', `a: ${'x'.repeat(16 * MEBIBYTE)}`],
  ['a long list', `a: [${'b, '.repeat(500_000)}]`],
  ['many keys', Array.from({ length: 300_000 }, (_, i) => `k${i}: 1`).join('\n')],
  ['a long comment', `a: b # ${'x'.repeat(16 * MEBIBYTE)}`],
  ['empty lines', `a: b${'\n'.repeat(4 * MEBIBYTE)}`],
  ['blanks', `a: b${' '.repeat(16 * MEBIBYTE)}`],
])('%s is no trouble', (_, text) => {
  const finished = check(text, 384);
  expect(lines(finished).filter((line) => line.includes('a.yaml'))).toEqual([]);
  expect(finished.stdout).toContain('1 without kind or type left alone');
  expect(finished.status).toBe(1); // for the other file
});

test('many broken documents are all told', () => {
  const finished = check('a: [\n---\n'.repeat(5000), 256);
  expect(lines(finished).filter((line) => line.includes('yaml-invalid'))).toHaveLength(5000);
});

test('a file larger than the limit is refused with the limit', () => {
  const finished = check(`a: ${'x'.repeat(100 * MEBIBYTE)}`, 256);
  expect(lines(finished)[0]).toMatch(/a\.yaml:1:1: error file-unreadable: it is larger than 64 MiB\./);
  expect(finished.stdout).toContain('name-characters');
});
