import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** What is in the checkout, without the outputs, in a folder of its own; installed and compiled parts are shared. */
function checkout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-dist-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of files
    .split('\n')
    .filter((one) => one !== '' && !/(^|\/)dist\//.test(one) && existsSync(join(ROOT, one)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  for (const shared of ['node_modules', 'lib']) symlinkSync(join(ROOT, shared), join(folder, shared), 'dir');
  return folder;
}

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

describe.each([
  ['examples/source', '.'],
  ['examples/platform', 'examples/platform'],
])('%s', (_, place) => {
  const folder = checkout();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('synth gives the committed dist, byte for byte, with the network off where that can be had', () => {
    const synth = [join(ROOT, 'node_modules/.bin/cdk8s'), 'synth'];
    const offline = spawnSync('unshare', ['--net', 'true']).status === 0 ? ['unshare', '--net', ...synth] : synth;
    const run = spawnSync(offline[0], offline.slice(1), {
      cwd: join(folder, place),
      encoding: 'utf8',
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    });
    expect({ status: run.status, stderr: run.status === 0 ? '' : run.stderr }).toEqual({ status: 0, stderr: '' });
    expect(contents(join(folder, place, 'dist'))).toEqual(contents(join(ROOT, place, 'dist')));
  });
});
