import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { planTree, writeTree } from '../src/write';
import { type Files, artifacts, filesOnDisk, putFile } from './written';

/** Links in an output tree: nothing is written or removed behind them. */

let root: string;
beforeEach(() => {
  root = join(fs.mkdtempSync(join(tmpdir(), 'meshext-write-')), 'dist');
});
afterEach(() => {
  fs.rmSync(dirname(root), { recursive: true, force: true });
});

const write = (files: Files): string[] => writeTree(root, artifacts(files)).map(({ code }) => code);
const put = (path: string, text: string): void => putFile(root, path, text);
const onDisk = (): Files => filesOnDisk(root);

const OLD = { 'a/one.yaml': '1', 'a/two.yaml': '2', 'b/c/three.json': '3' };

const outside = (): string => join(dirname(root), 'outside.txt');

test('what one leads to is never written or removed', () => {
  // GIVEN
  write(OLD);
  fs.writeFileSync(outside(), 'theirs');
  for (const path of ['a/one.yaml', 'a/two.yaml']) {
    fs.rmSync(join(root, path));
    fs.symlinkSync(outside(), join(root, path));
  }

  // WHEN
  write({ 'a/one.yaml': 'changed' });

  // THEN
  expect(fs.readFileSync(outside(), 'utf8')).toBe('theirs');
  expect(onDisk()).toEqual({ 'a/one.yaml': 'changed' });
});

test('one in our place is refused, also when it leads nowhere', () => {
  put('theirs.txt', 'theirs');
  fs.symlinkSync(outside(), join(root, 'x.yaml'));
  expect(write({ 'x.yaml': 'x' })).toEqual(['foreign-file']);
  expect(fs.existsSync(outside())).toBe(false);
});

describe('in place of a folder', () => {
  const theirs = (): string => join(dirname(root), 'theirs');
  const link = (path: string): void => {
    fs.rmSync(join(root, path), { recursive: true, force: true });
    fs.symlinkSync(theirs(), join(root, path));
  };
  const left = (): string[] => fs.readdirSync(theirs(), { recursive: true, encoding: 'utf8' }).sort();
  beforeEach(() => {
    write(OLD);
    putFile(theirs(), 'one.yaml', 'theirs');
    putFile(theirs(), '0', 'theirs');
    fs.mkdirSync(join(theirs(), 'c'));
  });
  afterEach(() => {
    expect(left()).toEqual(['0', 'c', 'one.yaml']);
  });

  test('nothing is removed behind it', () => {
    link('a');
    expect(write({ 'x.yaml': 'x' })).toEqual([]);
    expect(onDisk()).toEqual({ 'x.yaml': 'x' });
  });

  test('no journal leads through it, and then it is somebody’s', () => {
    put('.meshext/stage/0', 'harm');
    put('.meshext/journal.json', JSON.stringify({ put: { 'a/new.yaml': '0' }, remove: ['a/one.yaml', 'a/c/x'] }));
    link('a');
    expect(write(OLD)).toEqual(['foreign-file']);
  });

  test('of the stage, nothing is taken from there', () => {
    put('.meshext/journal.json', JSON.stringify({ put: { 'a/new.yaml': '0' }, remove: [] }));
    link('.meshext/stage');
    expect(write(OLD)).toEqual([]);
  });

  test('of our records, it is refused', () => {
    link('.meshext');
    expect(write(OLD)).toEqual(['foreign-file']);
    expect(planTree(root, artifacts(OLD)).diagnostics.map(({ code }) => code)).toContain('foreign-file');
  });
});

test('the root may be one', () => {
  fs.mkdirSync(join(dirname(root), 'real'));
  fs.symlinkSync('real', root);
  expect(write(OLD)).toEqual([]);
  expect(onDisk()).toEqual(OLD);
});
