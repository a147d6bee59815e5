import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meshext } from './meshext';

const ROOT = join(__dirname, '../..');

test('a page is printed as it is', () => {
  const copy = mkdtempSync(join(tmpdir(), 'meshext-page-'));
  try {
    for (const part of ['lib', 'package.json']) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
    mkdirSync(join(copy, 'docs/diagnostics'), { recursive: true });
    writeFileSync(join(copy, 'docs/diagnostics/hostname-taken.md'), '# hostname-taken\n\nWhy.\n');
    const args = [join(copy, 'lib/cli/main.js'), 'explain-code', 'hostname-taken'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '# hostname-taken\n\nWhy.\n', stderr: '' });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

test.each([
  ['hostname-takn', 'Did you mean "hostname-taken"?'],
  ['match-prot', 'Did you mean "match-port"?'],
  ['../../package', 'The nearest known one is'],
])('%s is unknown', (code, hint) => {
  const { status, stdout, stderr } = meshext(ROOT, ['explain-code', code]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`no finding has the code "${code}". ${hint}`);
});
