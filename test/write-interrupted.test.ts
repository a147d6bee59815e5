import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
const onDisk = (): Files => filesOnDisk(root);

const OLD = { 'a/one.yaml': '1', 'a/two.yaml': '2', 'b/c/three.json': '3' };
const NEW = { 'a/one.yaml': 'changed', 'd/four.yaml': '4', 'b/c/three.json': '3' };

describe('a run that was interrupted at any step', () => {
  const STEPS = ['mkdirSync', 'writeFileSync', 'renameSync', 'rmSync', 'rmdirSync'] as const;
  class Killed extends Error {}

  /** Writes, and stops for good at the n-th change of the disk; a file that is being written then is half there. */
  function writeUntil(n: number, files: Files): boolean {
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
      write(files);
      return true;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      return false;
    } finally {
      jest.restoreAllMocks();
    }
  }

  /** Every step at which the change from `OLD` to `NEW` can stop. */
  function eachStop(check: () => void): number {
    for (let n = 1; ; n++) {
      fs.rmSync(root, { recursive: true, force: true });
      write(OLD);
      put('b/theirs.txt', 'theirs');
      if (writeUntil(n, NEW)) return n - 1;
      check();
    }
  }

  test('leaves no file that is partial or foreign', () => {
    const stops = eachStop(() => {
      for (const [path, text] of Object.entries(onDisk()))
        expect([(OLD as Files)[path], (NEW as Files)[path], path === 'b/theirs.txt' ? 'theirs' : '']).toContain(text);
    });
    expect(stops).toBeGreaterThan(8);
  });

  test.each([
    ['again', NEW],
    ['with what was there before', OLD],
    ['with something else', { 'a/two.yaml': 'two', 'e.yaml': '5' }],
    ['with nothing', {}],
  ])('is made good by the next, %s', (_title, next) => {
    eachStop(() => {
      expect(write(next)).toEqual([]);
      expect(onDisk()).toEqual({ ...next, 'b/theirs.txt': 'theirs' });
      expect(fs.readdirSync(join(root, '.meshext'))).toEqual(['files.json']);
    });
  });

  test('is made good even when the next is interrupted too', () => {
    eachStop(() => {
      for (let n = 1; !writeUntil(n, NEW); n++);
      expect(onDisk()).toEqual({ ...NEW, 'b/theirs.txt': 'theirs' });
    });
  });

  test('also when it was the first', () => {
    for (let n = 1; ; n++) {
      fs.rmSync(root, { recursive: true, force: true });
      if (writeUntil(n, NEW)) break;
      expect(write(OLD)).toEqual([]);
      expect(onDisk()).toEqual(OLD);
    }
  });
});

describe('a journal', () => {
  test.each(['', '{', 'null', '[]', '{}', '{"put":1}', '{"put":{},"remove":1}'])(
    'that is broken (%j) is told, and nothing is written',
    (text) => {
      write(OLD);
      put('.meshext/journal.json', text);
      const journal = join(root, '.meshext/journal.json');
      const found = writeTree(root, artifacts(NEW));
      expect(found.map(({ code, hint }) => [code, hint])).toEqual([
        ['journal-broken', `Delete ${journal} and run again. Nothing was written.`],
      ]);
      expect(planTree(root, artifacts(NEW)).diagnostics).toEqual(found);
      expect(onDisk()).toEqual(OLD);
      fs.rmSync(journal);
      expect(write(NEW)).toEqual([]);
      expect(onDisk()).toEqual(NEW);
    },
  );

  test('cannot lead out of the tree, and what is no path in it counts for nothing', () => {
    write(OLD);
    fs.writeFileSync(join(dirname(root), 'outside.txt'), 'theirs');
    put('.meshext/stage/0', 'harm');
    put(
      '.meshext/journal.json',
      JSON.stringify({ put: { '../outside.txt': '0', x: 1 }, remove: ['../outside.txt', 2] }),
    );
    expect(write(OLD)).toEqual([]);
    expect(fs.readFileSync(join(dirname(root), 'outside.txt'), 'utf8')).toBe('theirs');
  });
});
