import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compared } from '../src/compared';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'meshext-staging-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const place = (): string => join(folder, 'place');
const staged = (): string => join(folder, 'staged');
const hashOf = (content: string | Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

const MIB = 1 << 20;
const LONG = 'a€😀'.repeat(MIB / 8); // its characters take one, three and four bytes, so that some stand across every border

describe.each([
  ['in one piece', (text: string) => [text]],
  ['line by line', (text: string) => text.split(/(?<=\n)/)],
  ['character by character', (text: string) => [...text]],
])('a text %s', (_title, cut) => {
  test.each([
    ['where nothing stands', undefined, 'one\ntwo\n'],
    ['that is empty, where nothing stands', undefined, ''],
    ['in place of an empty file', '', 'one\ntwo\n'],
    ['that is empty, in place of a file', 'one\n', ''],
    ['that differs at its beginning', 'two\n', 'one\n'],
    ['that differs at its end', 'one\ntwo\n', 'one\nten\n'],
    ['that goes on where the file ends', 'one\n', 'one\ntwo\n'],
    ['that ends where the file goes on', 'one\ntwo\n', 'one\n'],
    ['that is long, where nothing stands', undefined, LONG],
    ['that is long and differs at its end', `${LONG}1`, `${LONG}2`],
    ['that is long and differs in the middle', `${LONG}1${LONG}`, `${LONG}2${LONG}`],
  ])('%s is staged, whole', (_title, before, text) => {
    if (before !== undefined) fs.writeFileSync(place(), before);
    expect(compared(cut(text), place(), staged)).toEqual({ hash: hashOf(text), isThere: false });
    expect(fs.readFileSync(staged(), 'utf8') === text).toBe(true);
    expect(fs.existsSync(place()) ? fs.readFileSync(place(), 'utf8') : undefined).toBe(before);
  });

  test.each(['', 'one\ntwo\n', LONG])('that is there is not staged', (text) => {
    fs.writeFileSync(place(), text);
    expect(compared(cut(text), place(), staged)).toEqual({ hash: hashOf(text), isThere: true });
    expect(fs.existsSync(staged())).toBe(false);
  });

  test('is only compared where it is not to be staged', () => {
    expect(compared(cut('one\n'), place())).toEqual({ hash: hashOf('one\n'), isThere: false });
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

test('what is written of a text is out of memory before more of it is made', () => {
  // GIVEN
  const written: number[] = [];
  function* text(): Generator<string> {
    for (let i = 0; i < 8; i++) {
      written.push(fs.existsSync(staged()) ? fs.statSync(staged()).size : 0);
      yield String(i).repeat(MIB);
    }
  }

  // WHEN
  compared(text(), place(), staged);

  // THEN
  expect(written.map((bytes) => Math.ceil(bytes / MIB))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(fs.statSync(staged()).size).toBe(8 * MIB);
});

test('a text may be longer than a string can be', () => {
  // GIVEN
  const piece = 'x'.repeat(MIB);
  const count = 513;
  expect(() => piece.repeat(count)).toThrow(RangeError);
  function* text(): Generator<string> {
    for (let i = 0; i < count; i++) yield piece;
  }

  // WHEN
  const { hash } = compared(text(), place());

  // THEN
  const sum = createHash('sha256');
  for (let i = 0; i < count; i++) sum.update(piece);
  expect(hash).toBe(`sha256:${sum.digest('hex')}`);
});
