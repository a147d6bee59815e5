import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

// jest only strips the types, so this is where they are checked.
test.each([
  ['what is published', ['-b', 'src']],
  ['tests, examples and scripts', ['--noEmit', '-p', 'tsconfig.json']],
])('%s is well typed', (_, args) => {
  const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), args, { cwd: ROOT, encoding: 'utf8' });
  expect({ status: tsc.status, output: tsc.stdout }).toEqual({ status: 0, output: '' });
});
