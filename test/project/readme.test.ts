import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** The fenced blocks of a language, '' for none. */
const blocks = (language: string): string[] =>
  README.split('```')
    .filter((part, i) => i % 2 === 1 && part.startsWith(`${language}\n`))
    .map((part) => part.slice(language.length).trim());

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();

test('its shell commands are the two that CI runs, and one that works here', () => {
  const [synth, all, compile, ...others] = blocks('sh');
  expect(others).toEqual([]);
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8').split('\n');
  expect(ci.filter((line) => /^np[mx] /.test(line))).toEqual([...synth.split(' && '), ...all.split(' && ')]);

  const folder = mkdtempSync(join(tmpdir(), 'meshext-readme-'));
  try {
    const run = spawnSync('sh', ['-c', compile.replace('--out out', `--out ${folder}`)], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 0, stdout: '' });
    expect(filesBelow(folder)).toContain('envoy/default/web/bootstrap.json');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the tree that it shows is the tree that is committed', () => {
  const tree = blocks('')[0]
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/)[0]);
  expect(tree.sort()).toEqual(filesBelow(join(ROOT, 'dist')));
});

test('every path that it names exists', () => {
  const named = [...README.matchAll(/(?:dist|docs|examples)\/[\w./-]*\w/g)].map(([path]) => path);
  expect(named.length).toBeGreaterThan(10);
  // What npm run tools makes is not committed.
  expect(named.filter((path) => !existsSync(join(ROOT, path)) && !path.endsWith('/secrets'))).toEqual([]);
});

test('its smallest program runs and writes what the example writes for that service', () => {
  mkdirSync(join(ROOT, '.tools'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.tools', 'readme-')); // below the root, so that meshext and cdk8s are found
  try {
    writeFileSync(join(folder, 'main.ts'), blocks('ts')[0]);
    writeFileSync(join(folder, 'cdk8s.yaml'), ''); // a project of its own, with a lock of its own
    const run = spawnSync(process.execPath, ['--import', 'tsx', 'main.ts'], { cwd: folder, encoding: 'utf8' });
    expect({ status: run.status, stderr: run.stderr.split('\n')[0] }).toEqual({
      status: 0,
      stderr: expect.stringContaining('info[names-refused]') as string,
    });
    const zone = 'coredns/default/svc.meshext.local.zone';
    const record = (path: string): string | undefined =>
      readFileSync(path, 'utf8')
        .split('\n')
        .find((line) => line.startsWith('mes-https.'));
    expect(record(join(folder, 'dist', zone))).toBe(record(join(ROOT, 'dist', zone)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('its meshext.yaml is taken, and what it allows is shown with the reason', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-readme-'));
  try {
    writeFileSync(join(folder, 'meshext.yaml'), blocks('yaml')[0]);
    const run = spawnSync(process.execPath, [join(ROOT, 'lib/cli/main.js'), 'check', join(ROOT, 'examples/kuma')], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
    expect(run.stdout).toContain('info[local-zone]');
    expect(run.stdout).toContain('Our hosts route this zone to CoreDNS.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
