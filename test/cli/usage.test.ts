import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, meshext, meshextBehind, put, service, tree, workFolder } from './meshext';

const folder = workFolder({ 'services.yaml': service('api'), 'bad.yaml': service('api', 0), 'broken.yaml': 'a: [1\n' });
const run = (...args: readonly string[]) => meshext(folder.path, args);

describe('exit status 0', () => {
  test.each([['--help'], ['--version'], ['help'], ['compile --help'], ['help compile']])(
    '%s prints to standard output',
    (line) => {
      const { status, stdout, stderr } = run(...line.split(' '));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toBe('');
    },
  );

  test('warnings and notes do not count as errors', () => {
    const { status, stderr } = run('compile', 'services.yaml');
    expect(status).toBe(0);
    expect(stderr).toContain('warning[hostname-missing]');
  });
});

describe('exit status 1', () => {
  test('a finding that is an error', () => {
    const { status, stdout, stderr } = run('compile', 'bad.yaml');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('error[match-port] spec.match.port: port must be a valid (1-65535)\n  at bad.yaml:5:18 ');
    expect(Object.keys(tree(folder.path, '.'))).not.toContain('dist');
  });

  test('YAML that does not parse', () => {
    const { status, stderr } = run('compile', 'services.yaml', 'broken.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain('error[yaml-invalid]');
  });
});

describe('exit status 2', () => {
  test.each([
    ['no command', []],
    ['an unknown command', ['compose', 'services.yaml']],
    ['an unknown option', ['compile', '--nope', 'services.yaml']],
    ['an unknown option before the command', ['--nope', 'compile', 'services.yaml']],
    ['no path', ['compile']],
    ['an option without its value', ['compile', 'services.yaml', '--out']],
    ['a path that does not exist', ['compile', 'services.yaml', 'nowhere.yaml']],
    ['an output folder that is a file', ['compile', 'services.yaml', '--out', 'bad.yaml']],
    ['an output folder below a file', ['compile', 'services.yaml', '--out', 'bad.yaml/dist']],
  ])('%s', (_what, args) => {
    const before = tree(folder.path, '.', true);
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toBe('');
    expect(stderr).not.toContain('    at '); // a stack is a bug of ours
    expect(tree(folder.path, '.', true)).toEqual(before);
  });
});

describe('permissions', () => {
  /** The command without the right of root to pass over permissions, which would make every file readable. */
  function bound(...args: readonly string[]): Finished {
    if (process.getuid?.() !== 0) return run(...args);
    const rights = '-dac_override,-dac_read_search';
    return meshextBehind('setpriv', ['--inh-caps', rights, '--bounding-set', rights], folder.path, args);
  }

  /** Runs with the path's mode changed, and gives it back for the folder to be removed. */
  function withMode<T>(path: string, mode: number, act: () => T): T {
    chmodSync(join(folder.path, path), mode);
    try {
      return act();
    } finally {
      chmodSync(join(folder.path, path), 0o700);
    }
  }

  test('a file or a folder that is named and may not be read is wrong usage', () => {
    put(folder.path, { 'locked/a.yaml': service('locked') });
    for (const path of ['services.yaml', 'locked']) {
      const { status, stdout, stderr } = withMode(path, 0, () => bound('compile', path));
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`EACCES.*${path}`));
      expect(bound('check', path).status).toBe(0);
    }
  });

  test('one that a folder holds is a finding, and hides nothing', () => {
    put(folder.path, { 'all/locked/a.yaml': service('a'), 'all/b.yaml': service('b'), 'all/c.yaml': service('c', 0) });
    for (const path of ['all/locked', 'all/b.yaml']) {
      const { status, stdout } = withMode(path, 0, () => bound('check', '--format', 'oneline', 'all'));
      expect(status).toBe(1);
      expect(stdout).toContain(`${path}:1:1: error file-unreadable: it cannot be read: EACCES`);
      expect(stdout).toMatch(/^all\/c\.yaml:.*match-port/m);
    }
  });

  test('an output folder that may not be written is wrong usage, and nothing changes', () => {
    put(folder.path, { 'locked/a.txt': '' });
    const before = tree(folder.path, '.', true);
    const { status, stdout, stderr } = withMode('locked', 0o500, () =>
      bound('compile', 'services.yaml', '--out', 'locked/dist'),
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/EACCES.*locked\/dist/);
    expect(tree(folder.path, '.', true)).toEqual(before);
  });
});
