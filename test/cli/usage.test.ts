import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { meshext, put, service, tree, workFolder } from './meshext';

const folder = workFolder({ 'services.yaml': service('api'), 'bad.yaml': service('api', 0), 'broken.yaml': 'a: [1\n' });
const run = (...args: readonly string[]) => meshext(folder.path, args);
const isRoot = process.getuid?.() === 0;

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

  (isRoot ? test.skip : test)('a file and a folder that may not be read', () => {
    put(folder.path, { 'locked/a.yaml': service('locked') });
    chmodSync(join(folder.path, 'services.yaml'), 0);
    chmodSync(join(folder.path, 'locked'), 0);
    const results = ['services.yaml', 'locked'].map((path) => run('compile', path).status);
    chmodSync(join(folder.path, 'locked'), 0o700);
    expect(results).toEqual([2, 2]);
  });

  (isRoot ? test.skip : test)('an output folder that may not be written', () => {
    put(folder.path, { 'locked/a.txt': '' });
    chmodSync(join(folder.path, 'locked'), 0o500);
    const { status } = run('compile', 'services.yaml', '--out', 'locked/dist');
    chmodSync(join(folder.path, 'locked'), 0o700);
    expect(status).toBe(2);
  });
});
