import fs from 'node:fs';
import { join } from 'node:path';
import './constructs/declare'; // gives every test a working directory of its own
import { openLock, lockToWrite } from '../src/lock-file';
import { writeTree } from '../src/write';
import { type Files, artifacts, filesOnDisk } from './written';

/** The tree and the lock change together, also when the process is killed on the way. */

const ROOT = 'dist';
const LOCK = 'meshext.lock.yaml';
const STEPS = ['mkdirSync', 'writeFileSync', 'renameSync', 'rmSync', 'rmdirSync'] as const;
class Killed extends Error {}

const OLD: Files = { 'a/one.yaml': '1', 'a/two.yaml': '2' };
const NEW: Files = { 'a/one.yaml': 'changed', 'b/three.yaml': '3' };
const entry = (key: string, address: string) => ({ key, addresses: [address] });
const OLD_LOCK = [entry('default/a', '242.0.0.1')];
const NEW_LOCK = [...OLD_LOCK, entry('default/b', '242.0.0.2')];

const write = (files: Files, lock: typeof OLD_LOCK): string[] =>
  writeTree(ROOT, artifacts(files), [lockToWrite(openLock(), lock)]).map(({ code }) => code);
const lockOnDisk = (): string => fs.readFileSync(LOCK, 'utf8');

/** Writes, and stops for good at the n-th change of the disk; a file that is being written then is half there. */
function writeUntil(n: number, files: Files, lock: typeof OLD_LOCK): boolean {
  let count = 0;
  for (const step of STEPS) {
    const real = fs[step] as (...args: unknown[]) => unknown;
    jest.spyOn(fs, step).mockImplementation(((...args: unknown[]) => {
      if (++count < n) return real(...args);
      if (step === 'writeFileSync') real(args[0], String(args[1]).slice(0, 3));
      throw new Killed();
    }) as never);
  }
  try {
    write(files, lock);
    return true;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return false;
  } finally {
    jest.restoreAllMocks();
  }
}

function start(): readonly [string, string] {
  for (const name of fs.readdirSync('.')) fs.rmSync(name, { recursive: true });
  write(NEW, NEW_LOCK);
  const after = lockOnDisk();
  for (const name of fs.readdirSync('.')) fs.rmSync(name, { recursive: true });
  write(OLD, OLD_LOCK);
  return [lockOnDisk(), after];
}

test.each([
  ['again', NEW, NEW_LOCK],
  ['with what was there before', OLD, OLD_LOCK],
  ['with another tree and the same lock', { 'x.yaml': 'x' }, NEW_LOCK],
])('a run that was killed at any step leaves whole files, and the next makes it good: %s', (_title, files, lock) => {
  for (let n = 1; ; n++) {
    const [before, after] = start();
    if (writeUntil(n, NEW, NEW_LOCK)) {
      expect(n).toBeGreaterThan(8);
      break;
    }
    expect([before, after]).toContain(lockOnDisk());
    for (const [path, text] of Object.entries(filesOnDisk(join(process.cwd(), ROOT))))
      expect([OLD[path], NEW[path]]).toContain(text);

    expect(write(files, lock)).toEqual([]);
    expect(filesOnDisk(join(process.cwd(), ROOT))).toEqual(files);
    expect(lockOnDisk()).toBe(lock === OLD_LOCK ? before : after);
    expect(fs.readdirSync('.').sort()).toEqual(['dist', LOCK]);
  }
});

test('a lock that somebody merges after that is not overwritten', () => {
  for (let n = 1; ; n++) {
    start();
    if (writeUntil(n, NEW, NEW_LOCK)) break;
    const merged = [...OLD_LOCK, entry('default/c', '242.0.0.3')];
    write(OLD, merged);
    expect(openLock().lock.map(({ key, addresses }) => entry(key, addresses.join()))).toEqual(merged);
  }
});

test('a refused tree leaves the lock alone', () => {
  fs.mkdirSync(ROOT);
  fs.writeFileSync(join(ROOT, 'x.yaml'), 'theirs');
  expect(write({ 'x.yaml': 'ours' }, OLD_LOCK)).toEqual(['foreign-file']);
  expect(fs.readdirSync('.')).toEqual([ROOT]);
});
