import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, generator, meshext, put, service, workFolder } from './meshext';

const LOCK = 'meshext.lock.yaml';
const folder = workFolder({ 'k/names.yaml': generator, 'k/a.yaml': service('a') });
const run = (...args: readonly string[]): Finished => meshext(folder.path, args);
/** The same with variables in the environment. */
function runIn(env: Readonly<Record<string, string>>, ...args: readonly string[]): Finished {
  const command = [join(__dirname, '../../lib/cli/main.js'), ...args];
  const all = { ...process.env, ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: folder.path,
    encoding: 'utf8',
    env: all,
  });
  return { status, stdout, stderr };
}
const fileOf = (path: string): string => readFileSync(join(folder.path, path), 'utf8');
const lines = (path = LOCK): string[] =>
  fileOf(path)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
const add = (name: string): void => put(folder.path, { [`k/${name}.yaml`]: service(name) });
const vips = (): Record<string, string> => {
  const { services } = JSON.parse(run('list', 'k', '--format', 'json').stdout) as {
    readonly services: readonly { readonly name: string; readonly vip: string }[];
  };
  return Object.fromEntries(services.map(({ name, vip }) => [name, vip]));
};

test('compile writes the lock with the tree, and what it has stays', () => {
  expect(run('compile', 'k').status).toBe(0);
  put(folder.path, { [LOCK]: 'default/a: 242.9.9.9\n' });
  add('b');
  expect(run('compile', 'k').status).toBe(0);
  expect(lines()).toEqual(['default/a: 242.9.9.9', expect.stringMatching(/^default\/b: 242\./)]);
  expect(fileOf('dist/coredns/default/svc.meshext.local.zone')).toContain('242.9.9.9');
});

test('check and list show what compile would give, and write nothing', () => {
  put(folder.path, { [LOCK]: 'default/a: 242.9.9.9\ndefault/old: 242.9.9.9\n' });
  const checked = run('check', 'k', '--format', 'oneline');
  expect(checked.status).toBe(1);
  expect(checked.stdout).toContain(`${LOCK}:2:1: error lock-address-twice: `);
  expect(vips()).toEqual({ a: '242.9.9.9' });
  expect(lines()).toHaveLength(2);
  expect(existsSync(join(folder.path, 'dist'))).toBe(false);
});

test('an error writes neither tree nor lock', () => {
  put(folder.path, { 'k/bad.yaml': service('bad', 0) });
  expect(run('compile', 'k').status).toBe(1);
  expect(existsSync(join(folder.path, LOCK))).toBe(false);
});

describe('--frozen-lock', () => {
  test('fails instead of writing', () => {
    const { status, stderr } = run('compile', 'k', '--frozen-lock');
    expect(run('check', 'k', '--frozen-lock')).toMatchObject({ status, stderr: '', stdout: stderr });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error\[lock-frozen\] meshext\.lock\.yaml is frozen and would change: .*\+ default\/a: 242\./m,
    );
    expect(existsSync(join(folder.path, LOCK))).toBe(false);
    expect(existsSync(join(folder.path, 'dist'))).toBe(false);
    expect(run('compile', 'k').status).toBe(0);
    expect(run('compile', 'k', '--frozen-lock').status).toBe(0);
  });

  test.each(['compile', 'check'])('MESHEXT_FROZEN_LOCK=1 does the same to %s', (command) => {
    const { status, stdout, stderr } = runIn({ MESHEXT_FROZEN_LOCK: '1' }, command, 'k');
    expect(status).toBe(1);
    expect(stdout + stderr).toContain('error[lock-frozen]');
  });
});

describe('lock prune', () => {
  const LINES = ['default/a: 242.9.9.9', 'default/old: 242.8.8.8'];
  const lock = (...all: readonly string[]): void => put(folder.path, { [LOCK]: `${all.join('\n')}\n` });

  test('drops what no service has, and prints it', () => {
    lock(...LINES);
    expect(run('lock', 'prune', 'k')).toEqual({ status: 0, stdout: `${LINES[1]}\n`, stderr: '' });
    expect(lines()).toEqual([LINES[0]]);
    expect(run('lock', 'prune', 'k')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('ends a contradiction with an entry that is gone', () => {
    lock(LINES[0], 'default/old: 242.9.9.9');
    expect(run('check', 'k').status).toBe(1);
    expect(run('lock', 'prune', 'k').status).toBe(0);
    expect(lines()).toEqual([LINES[0]]);
  });

  test('takes the services from the tree that an app wrote, when no path is given', () => {
    expect(run('compile', 'k', '--out', 'build').status).toBe(0);
    lock(...LINES);
    expect(run('lock', 'prune', '--dist', 'build').stdout).toBe(`${LINES[1]}\n`);
    const without = run('lock', 'prune');
    expect(without).toMatchObject({ status: 2, stdout: '' });
    expect(without.stderr).toContain('dist');
  });

  test('keeps what the written tree cannot show: meshes that Kuma does not deliver', () => {
    put(folder.path, {
      'k/shop.yaml': service('pay').replace('mesh: default', 'mesh: shop'),
      'meshext.yaml': 'meshes: { shop: { delivery: [{ host: {} }] } }\n',
    });
    expect(run('compile', 'k').status).toBe(0);
    lock(...LINES, 'shop/pay: 242.7.7.7');
    const { status, stdout, stderr } = run('lock', 'prune');
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${LINES[1]}\n` });
    expect(stderr).toContain('info[lock-mesh-unseen] the written tree shows no service of shop');
    expect(lines()).toEqual([LINES[0], 'shop/pay: 242.7.7.7']);
    lock(...LINES, 'shop/old: 242.7.7.7');
    expect(run('lock', 'prune', 'k').stdout).toBe(`${LINES[1]}\nshop/old: 242.7.7.7\n`);
  });

  test.each([
    ['where there is no service', 'k/names.yaml', 2],
    ['where a file does not parse', 'bad', 1],
    ['where there is nothing', 'nowhere', 2],
  ])('drops nothing %s', (_title, path, status) => {
    put(folder.path, { 'bad/bad.yaml': 'a: [', 'bad/a.yaml': service('a') });
    lock(...LINES);
    expect(run('lock', 'prune', path).status).toBe(status);
    expect(lines()).toEqual(LINES);
  });

  test('drops nothing from a lock that is frozen or has errors', () => {
    lock(...LINES);
    expect(run('lock', 'prune', 'k', '--frozen-lock')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`\`- ${LINES[1]}\``) as string,
    });
    lock('=======', ...LINES);
    expect(run('lock', 'prune', 'k').stderr).toContain('error[lock-invalid]');
    expect(lines()).toEqual(['=======', ...LINES]);
  });
});

describe('the options', () => {
  test('say where the lock is, seen from them', () => {
    put(folder.path, { 'conf/meshext.yaml': 'lockFile: vips.yaml\n' });
    expect(run('compile', 'k', '--options', 'conf/meshext.yaml').status).toBe(0);
    expect(lines('conf/vips.yaml')).toHaveLength(1);
    put(folder.path, { 'conf/meshext.yaml': '' });
    expect(run('compile', 'k', '--options', 'conf/meshext.yaml').status).toBe(0);
    expect(lines(`conf/${LOCK}`)).toHaveLength(1);
    expect(existsSync(join(folder.path, LOCK))).toBe(false);
  });

  test('say ranges and VIPs', () => {
    const options = `meshes: { default: { vips: { cidr: 10.0.0.0/16, cidrV6: 'fd00::/64' } } }
services: { default/a: { vip: 10.0.0.77 } }
`;
    put(folder.path, { 'meshext.yaml': options });
    expect(run('compile', 'k').status).toBe(0);
    expect(lines()).toEqual([expect.stringMatching(/^default\/a: 10\.0\.0\.77, fd00::/)]);
  });

  test.each([
    ['k', 'the lock k is a folder.'],
    ['"\\0"', 'lockFile: a path cannot hold the character U+0000.'],
  ])('that name %s as the lock are wrong usage', (lockFile, message) => {
    put(folder.path, { 'meshext.yaml': `lockFile: ${lockFile}\n` });
    for (const command of [
      ['compile', 'k'],
      ['check', 'k'],
      ['list', 'k'],
      ['lock', 'prune', 'k'],
    ])
      expect(run(...command)).toEqual({ status: 2, stdout: '', stderr: `meshext: ${message}\n` });
  });

  test('that name a file of the tree as the lock are an error, and nothing is written', () => {
    put(folder.path, { 'meshext.yaml': 'lockFile: dist/universal/default.yaml\n' });
    const { status, stderr } = run('compile', 'k');
    expect(status).toBe(1);
    expect(stderr).toContain('error[path-taken] universal/default.yaml would be written twice.');
    expect(existsSync(join(folder.path, 'dist'))).toBe(false);
  });

  test('and lock in a folder are no input', () => {
    put(folder.path, { 'k/meshext.yaml': '', [`k/${LOCK}`]: '<<<<<<< HEAD\n' });
    expect(run('check', 'k').stdout).not.toContain(`k/${LOCK}`);
  });
});

test('Kuma’s own range is the default', () => {
  const env = { KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR: '10.9.0.0/16' };
  expect(runIn(env, 'list', 'k').stdout).toMatch(/ 10\.9\.\d+\.\d+ /);
  put(folder.path, { 'meshext.yaml': 'meshes: { default: { vips: { cidr: 10.8.0.0/16 } } }\n' });
  expect(runIn(env, 'list', 'k').stdout).toMatch(/ 10\.8\.\d+\.\d+ /);
});

test('branches that add services agree after a merge by Git', () => {
  // GIVEN
  const git = (...args: readonly string[]): void => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    const { status, stderr } = spawnSync('git', [...who, ...args], { cwd: folder.path, encoding: 'utf8' });
    expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
  };
  const commit = (...names: readonly string[]): void => {
    names.forEach(add);
    const compiled = run('compile', 'k');
    expect(compiled).toEqual({ ...compiled, status: 0, stdout: '' });
    git('add', '.');
    git('commit', '-q', '-m', names.join());
  };
  git('init', '-q');
  writeFileSync(join(folder.path, '.gitattributes'), `${LOCK} merge=union\n`);
  writeFileSync(join(folder.path, '.gitignore'), 'dist\n');
  commit('m1');
  git('checkout', '-q', '-b', 'theirs');
  commit('b1', 'n1', 'z1');
  const theirs = vips();
  git('checkout', '-q', 'main');
  git('clean', '-qfd');
  commit('c1', 'l1', 'o1');
  const ours = vips();

  // WHEN
  git('merge', '-q', '-m', 'both', 'theirs');

  // THEN
  expect(vips()).toEqual({ ...theirs, ...ours });
  expect(run('compile', 'k').status).toBe(0);
  expect(lines().map((line) => line.replace(/: .*/, ''))).toEqual(
    ['a', 'b1', 'c1', 'l1', 'm1', 'n1', 'o1', 'z1'].map((name) => `default/${name}`),
  );
  expect(run('compile', 'k', '--frozen-lock').status).toBe(0);
});

test('help says what prune does', () => {
  expect(run('lock', 'prune', '--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('--frozen-lock') as string,
  });
});
