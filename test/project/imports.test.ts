import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const FILES = ['kuma.io.ts'];

const generated = (folder: string): string[] =>
  readdirSync(join(folder, 'imports'))
    .filter((name) => name.endsWith('.ts'))
    .sort();
const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');

test('imports/ is what cdk8s generates from crds/', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-imports-'));
  try {
    for (const name of ['cdk8s.yaml', 'crds', 'package.json'])
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');

    const run = spawnSync(join(ROOT, 'node_modules', '.bin', 'cdk8s'), ['import'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    });

    expect({ status: run.status, stderr: run.status === 0 ? '' : run.stderr }).toEqual({ status: 0, stderr: '' });
    expect(generated(folder)).toEqual(FILES);
    expect(generated(ROOT)).toEqual(FILES);
    for (const file of FILES) expect(read(folder, 'imports', file)).toBe(read(ROOT, 'imports', file));
    expect(read(folder, 'cdk8s.yaml')).toBe(read(ROOT, 'cdk8s.yaml'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
