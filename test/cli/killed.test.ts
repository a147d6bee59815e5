import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND, dataplane, documents, generator, put, service, tree, workFolder } from './meshext';

const folder = workFolder({
  'old.yaml': documents(generator, service('stays'), service('goes'), dataplane('client', 'goes')),
  'new.yaml': documents(generator, service('stays'), service('comes'), dataplane('server', 'comes')),
});

/** Compiles; the process is killed at its n-th change of the disk, if it makes so many. */
const compile = (input: string, killAt?: number): NodeJS.Signals | null =>
  spawnSync(
    process.execPath,
    [...(killAt === undefined ? [] : ['-r', join(__dirname, 'kill-at.cjs')]), COMMAND, 'compile', input],
    {
      cwd: folder.path,
      env: { ...process.env, KILL_AT: String(killAt) },
    },
  ).signal;

/** The lock and every file of the tree, without what is only staged. */
const written = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tree(folder.path, '.', true)).filter(
      ([path]) =>
        path === 'meshext.lock.yaml' ||
        path === 'dist/.meshext/files.json' ||
        (path.startsWith('dist/') && !path.includes('/.meshext/')),
    ),
  );

const OUTPUT = ['dist', 'meshext.lock.yaml'];

/** Writes the tree of before, and keeps a copy. */
function start(): Record<string, string> {
  expect(compile('old.yaml')).toBeNull();
  put(folder.path, { 'dist/universal/theirs.txt': 'theirs' });
  for (const path of OUTPUT) cpSync(join(folder.path, path), join(folder.path, 'kept', path), { recursive: true });
  return written();
}

function restart(): void {
  for (const path of OUTPUT) {
    rmSync(join(folder.path, path), { recursive: true, force: true });
    cpSync(join(folder.path, 'kept', path), join(folder.path, path), { recursive: true });
  }
}

test('a command killed at any change of the disk leaves every file old or new, and one more run gives the new tree', () => {
  const before = start();
  expect(compile('new.yaml')).toBeNull();
  const after = written();
  let kills = 0;
  for (;;) {
    restart();
    expect(written()).toEqual(before);
    if (compile('new.yaml', kills + 1) === null) break;
    kills += 1;
    for (const [path, text] of Object.entries(written())) expect([before[path], after[path]]).toContain(text);
    expect(compile('new.yaml')).toBeNull();
    expect(written()).toEqual(after);
  }
  expect(kills).toBeGreaterThan(15);
}, 300_000);
