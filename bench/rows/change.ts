import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ratio } from '../goals';
import { measure } from '../measure';
import { builtApp } from '../programs';
import type { Row } from '../row';

const SECOND = 'one service changed';
const COLD = 'a first run';
const RESULTS = ['dist', 'meshext.lock.yaml'];

/** Another synth after one service got another port; lock, hashes and the tree of the last run are there. */
const row: Row = {
  name: 'change',
  sizes: [100, 1000, 10_000],
  prepare: (size, folder) => {
    const app = builtApp('mesh');
    let changes = 0;
    const cold = () => {
      for (const one of RESULTS) rmSync(join(folder, one), { recursive: true, force: true });
      return measure(folder, process.execPath, [app, String(size)]);
    };
    const second = () => {
      const before = inodes(folder);
      const measured = measure(folder, process.execPath, [app, String(size), String(changes++)]);
      checkWritten(before, inodes(folder));
      return measured;
    };
    return {
      contestants: [
        { name: COLD, run: cold },
        { name: SECOND, run: second },
      ],
    };
  },
  goals: [ratio('wall', 10_000, SECOND, COLD, 0.5)],
};

/** A file that was written anew is another one to the system. */
const inodes = (folder: string): ReadonlyMap<string, { readonly inode: number; readonly text: string }> =>
  new Map(
    readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .map((path) => [path, { inode: statSync(path).ino, text: readFileSync(path, 'latin1') }]),
  );

type Files = ReturnType<typeof inodes>;

function checkWritten(before: Files, after: Files): void {
  const rewritten = [...after].filter(([path, { inode }]) => before.get(path)?.inode !== inode);
  const same = rewritten.filter(([path, { text }]) => before.get(path)?.text === text);
  if (rewritten.length === 0) throw new Error('nothing was written, although a service has changed');
  if (same.length > 0) throw new Error(`written although unchanged: ${same.map(([path]) => path).join(', ')}`);
}

export default row;
