import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderText } from '../src/diagnostics/render';
import { sharedPaths } from '../src/shared-paths';
import { planTree, writeTree } from '../src/write';
import { type Files, artifacts, filesOnDisk, putFile } from './written';

let root: string;
beforeEach(() => {
  root = join(fs.mkdtempSync(join(tmpdir(), 'meshext-write-')), 'dist');
});
afterEach(() => {
  fs.rmSync(dirname(root), { recursive: true, force: true });
});

const write = (files: Files): string[] => writeTree(root, artifacts(files)).map(({ code }) => code);
const put = (path: string, text: string): void => putFile(root, path, text);
const read = (path: string): string => fs.readFileSync(join(root, path), 'utf8');
const onDisk = (): Files => filesOnDisk(root);

const OLD = { 'a/one.yaml': '1', 'a/two.yaml': '2', 'b/c/three.json': '3' };
const NEW = { 'a/one.yaml': 'changed', 'd/four.yaml': '4', 'b/c/three.json': '3' };

test('what belongs is written, and what no longer does is removed with its empty folders', () => {
  // WHEN
  const found = [write(OLD), write(NEW)];

  // THEN
  expect(found).toEqual([[], []]);
  expect(onDisk()).toEqual(NEW);
  expect(write({ 'x.yaml': 'x' })).toEqual([]);
  expect(onDisk()).toEqual({ 'x.yaml': 'x' });
  expect(fs.readdirSync(root).sort()).toEqual(['.meshext', 'x.yaml']);
});

test('the list names every file with its hash, and nothing else is left behind', () => {
  write(OLD);
  expect(fs.readdirSync(join(root, '.meshext'))).toEqual(['files.json']);
  expect(JSON.parse(read('.meshext/files.json'))).toEqual({
    files: Object.fromEntries(Object.keys(OLD).map((path) => [path, expect.stringMatching(/^sha256:[0-9a-f]{64}$/)])),
  });
});

test('equal content changes nothing, not even a time', () => {
  // GIVEN
  write(OLD);
  const past = new Date('2001-02-03T04:05:06Z');
  const all = [...Object.keys(OLD), '.meshext/files.json', '.meshext'];
  for (const path of all) fs.utimesSync(join(root, path), past, past);

  // WHEN
  write(OLD);

  // THEN
  for (const path of all) expect(fs.statSync(join(root, path)).mtime).toEqual(past);
});

test('a file of ours that somebody edited or deleted is written again', () => {
  write(OLD);
  put('a/one.yaml', 'edited');
  fs.rmSync(join(root, 'a/two.yaml'));
  expect(write(OLD)).toEqual([]);
  expect(onDisk()).toEqual(OLD);
});

describe('files of others', () => {
  test('stay, and so do their folders', () => {
    write(OLD);
    put('a/theirs.yaml', 'theirs');
    put('theirs.txt', 'theirs');
    write({});
    expect(onDisk()).toEqual({ 'a/theirs.yaml': 'theirs', 'theirs.txt': 'theirs' });
  });

  test('in our place are refused, and nothing is written', () => {
    put('a/one.yaml', 'theirs');
    const found = writeTree(root, artifacts(OLD));
    expect(found.map(renderText)).toEqual([expect.stringContaining(join(root, 'a/one.yaml'))]);
    expect(found[0].code).toBe('foreign-file');
    expect(onDisk()).toEqual({ 'a/one.yaml': 'theirs' });
  });

  test('that have our content already are taken over', () => {
    put('a/one.yaml', '1');
    expect(write(OLD)).toEqual([]);
    expect(onDisk()).toEqual(OLD);
  });

  test.each([
    ['a folder where a file belongs', 'a/one.yaml/theirs.txt'],
    ['a file where a folder belongs', 'a'],
  ])('%s is refused, before and after our files were there', (_title, theirs) => {
    for (const before of [[], [OLD]]) {
      for (const files of before) write(files);
      fs.rmSync(join(root, 'a'), { recursive: true, force: true });
      put(theirs, 'theirs');
      const found = write(OLD);
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found)).toEqual(new Set(['foreign-file']));
      expect(read(theirs)).toBe('theirs');
      fs.rmSync(root, { recursive: true });
    }
  });
});

test.each([
  ['a folder takes the place of a file', { a: '1' }, { 'a/b': '2' }],
  ['a file takes the place of a folder', { 'a/b/c': '1' }, { a: '2' }],
])('%s of ours', (_title, before, after) => {
  expect([write(before), write(after)]).toEqual([[], []]);
  expect(onDisk()).toEqual(after);
});

describe('the list', () => {
  const list = (): string => read('.meshext/files.json');

  test('may hold both sides of a merge', () => {
    // GIVEN
    write(OLD);
    const ours = list();
    write(NEW);
    const lines = ['<<<<<<< HEAD', ...ours.split('\n'), '=======', ...list().split('\n'), '>>>>>>> branch', ''];
    put('.meshext/files.json', lines.join('\n'));
    put('a/two.yaml', '2');

    // WHEN
    const found = write({ 'x.yaml': 'x' });

    // THEN
    expect(found).toEqual([]);
    expect(onDisk()).toEqual({ 'x.yaml': 'x' });
  });

  test('cannot lead out of the tree', () => {
    write({ 'a.yaml': 'a' });
    fs.writeFileSync(join(dirname(root), 'outside.txt'), 'theirs');
    put('.meshext/files.json', list().replace('"a.yaml"', '"../outside.txt"'));
    write({});
    expect(fs.existsSync(join(dirname(root), 'outside.txt'))).toBe(true);
  });

  test.each(['', '{', 'null', '[]'])('that is broken (%j) makes our files foreign, not lost', (text) => {
    write(OLD);
    put('.meshext/files.json', text);
    expect(write({ ...OLD, 'a/one.yaml': 'changed' })).toEqual(['foreign-file']);
    expect(onDisk()).toEqual(OLD);
  });
});

describe('two files that are one', () => {
  test.each([[['a.yaml', 'a.yaml']], [['a.yaml', 'A.yaml']], [['x', 'x/y']], [['X', 'x/y/z']]])(
    '%j are refused, and nothing is written',
    (paths) => {
      const both = paths.map((path) => ({ path, pieces: () => [path] }));
      expect(sharedPaths(both).map(({ code }) => code)).toEqual(['path-taken']);
      expect(writeTree(root, both).map(({ code }) => code)).toEqual(['path-taken']);
      expect(fs.existsSync(root)).toBe(false);
    },
  );

  test.each(['x/y.yaml', 'X/Y.yaml', 'x', 'x/y.yaml/lock', '.meshext/lock', '.meshext'])(
    'a lock at %s is refused, for it is a file of the tree or of ours',
    (path) => {
      const tree = artifacts({ 'x/y.yaml': 'tree' });
      const lock = [{ path: join(root, path), text: 'lock' }];
      expect(writeTree(root, tree, lock).map(({ code }) => code)).toEqual(['path-taken']);
      expect(planTree(root, tree, lock).diagnostics.map(({ code }) => code)).toEqual(['path-taken']);
      expect(fs.existsSync(root)).toBe(false);
    },
  );

  test('a lock beside the files of the tree is fine', () => {
    expect(writeTree(root, artifacts({ 'x/y.yaml': 'tree' }), [{ path: join(root, 'lock'), text: 'lock' }])).toEqual(
      [],
    );
    expect(fs.readFileSync(join(root, 'lock'), 'utf8')).toBe('lock');
  });

  test.each([[['a', 'ab']], [['a/b', 'a/c']], [['a.yaml', 'a/b.yaml']]])('%j are two', (paths) => {
    expect(sharedPaths(paths.map((path) => ({ path })))).toEqual([]);
  });
});
