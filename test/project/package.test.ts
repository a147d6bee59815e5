import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };

/** Runs in the checkout; its standard output when it succeeds. */
function run(command: string, ...args: readonly string[]): string {
  const done = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const pack = (...options: readonly string[]): Packed =>
  (JSON.parse(run('npm', 'pack', '--json', '--ignore-scripts', ...options)) as readonly Packed[])[0];

test('the package holds the compiled library and its papers, and nothing else', () => {
  // WHEN
  const paths = pack('--dry-run').files.map(({ path }) => path);

  // THEN
  expect(paths).toEqual(
    expect.arrayContaining([
      'lib/index.js',
      'lib/index.d.ts',
      'lib/cli/main.js',
      'package.json',
      'schemas/meshext.schema.json',
    ]),
  );
  expect(paths).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md']));
  const led = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/\]\((docs\/[^)#]+\.md)/g)].map(
    ([, path]) => path,
  );
  expect(led.length).toBeGreaterThan(0);
  expect(paths).toEqual(expect.arrayContaining(led));
  const expected =
    /^(lib\/.+\.d\.ts|lib\/(index|validation|cli\/main)\.js|crds\/.+\.yaml|docs\/.+\.md|schemas\/.+\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
  expect(paths.filter((path) => !expected.test(path))).toEqual([]);
});

test('publint finds no fault with the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-package-'));
  try {
    const { filename } = pack('--pack-destination', folder);
    const verdict = run(join(ROOT, 'node_modules/.bin/publint'), 'run', '--strict', join(folder, filename));
    expect(verdict).toContain('All good!');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('classes have the names that they are exported under', () => {
  const program = `console.log(JSON.stringify(Object.entries(require('.')).flatMap(([name, one]) =>
    typeof one === 'function' ? [[name, one.name]] : [])))`;
  const classes = JSON.parse(run(process.execPath, '-e', program)) as readonly (readonly [string, string])[];
  expect(classes.length).toBeGreaterThan(10);
  expect(classes.filter(([exported, own]) => own !== exported)).toEqual([]);
});

test("npx runs the checkout's own command", () => {
  expect(run('npx', '--no', '--', 'meshext', '--help')).toContain('Usage: meshext');
  expect(run('npx', '--no', '--', 'meshext', '--version').trim()).toBe(manifest.version);
});
