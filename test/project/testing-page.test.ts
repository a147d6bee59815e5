import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What README and docs/testing.md show of traffic assertions runs, and can fail. */

const ROOT = resolve(__dirname, '../..');

/** The fenced blocks of a language. */
const blocks = (page: string, language: string): string[] =>
  readFileSync(join(ROOT, page), 'utf8')
    .split('```')
    .filter((part, i) => i % 2 === 1 && part.startsWith(`${language}\n`))
    .map((part) => part.slice(language.length).trim());

const PACKAGES = ['cdk8s', 'constructs', 'tsx'];

/** How a program ends that stands in a project of its own. */
function run(program: string): { readonly status: number | null; readonly stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-testing-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/meshext'), 'dir');
    for (const name of PACKAGES)
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
    writeFileSync(join(folder, 'main.ts'), program);
    writeFileSync(join(folder, 'cdk8s.yaml'), ''); // a lock of its own
    const command = ['--import', 'tsx', 'main.ts'];
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
    return { status, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const EXAMPLE = readFileSync(join(ROOT, 'examples/source/main.ts'), 'utf8');
const README = blocks('README.md', 'ts').find((block) => block.includes('MeshTesting')) ?? '';
const withAssertions = (assertions: string): string =>
  `import { MeshTesting } from 'meshext';\n${EXAMPLE.replace('app.synth();', assertions)}`;

test('the assertions of README hold for the example', () => {
  expect(README).toContain('.verified()');
  expect(run(withAssertions(README))).toEqual({ status: 0, stderr: '' });
});

test('and fail where they do not', () => {
  const { status, stderr } = run(withAssertions(README.replace("withSni('httpbin.org')", "withSni('httpbin.com')")));
  expect(status).toBe(1);
  expect(stderr).toContain(
    'Expected a connection of example to 127.0.0.1:8081 to reach httpbin.org:443 with SNI httpbin.com.\n' +
      '  found: httpbin.org:443, Host httpbin.org, TLS 1.2 to 1.3, SNI httpbin.org, verified as httpbin.org (http)',
  );
});

const [PAGE = ''] = blocks('docs/testing.md', 'ts');
const [MESSAGE = ''] = blocks('docs/testing.md', '');
const ASSERTED = "bank.reaches('api.bank.example:443')";
const TEST = 'const test = (_: string, body: () => void): void => body();\n';

test('the test on docs/testing.md holds', () => {
  expect(PAGE).toContain(ASSERTED);
  expect(run(TEST + PAGE)).toEqual({ status: 0, stderr: '' });
});

test('and its message is what is shown', () => {
  const { status, stderr } = run(TEST + PAGE.replace(ASSERTED, "bank.reaches('api.bank.exmaple:443')"));
  expect(status).toBe(1);
  expect(stderr).toContain(MESSAGE);
});
