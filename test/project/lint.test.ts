import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

test('npm run lint has nothing to say: eslint without warnings, and prettier', () => {
  const lint = spawnSync('npm', ['run', '--silent', 'lint'], { cwd: join(__dirname, '../..'), encoding: 'utf8' });
  expect({ status: lint.status, output: lint.status === 0 ? '' : lint.stdout + lint.stderr }).toEqual({
    status: 0,
    output: '',
  });
});
