import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents, generator, meshext, put, service, tree, workFolder } from './meshext';

describe('where only Kuma delivers', () => {
  const folder = workFolder({
    'all.yaml': documents(generator, service('api')),
    'meshext.yaml': 'meshes: { default: { delivery: [{ kuma: {} }] } }\n',
  });
  const run = (...args: readonly string[]) => meshext(folder.path, args);

  test('list shows hostnames and no VIP', () => {
    const { stdout, status } = run('list', '--format', 'json', 'all.yaml');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ services: [{ name: 'api', vip: null }] });
    expect((JSON.parse(stdout) as { services: { hostnames: string[] }[] }).services[0].hostnames).toHaveLength(1);
  });

  test("compile writes Kuma's resources alone", () => {
    expect(run('compile', 'all.yaml')).toMatchObject({ status: 0, stdout: '' });
    const roots = Object.keys(tree(folder.path, 'dist')).map((path) => path.split('/')[0]);
    expect([...new Set(roots)].sort()).toEqual(['kubernetes', 'universal']);
  });

  test('what the lock has from before is kept, until it is pruned', () => {
    put(folder.path, { 'meshext.lock.yaml': 'default/api: 242.1.2.3\n' });
    const text = (): string => readFileSync(join(folder.path, 'meshext.lock.yaml'), 'utf8');
    expect(run('compile', 'all.yaml').stderr).toContain('info[lock-entry-unknown]');
    expect(text()).toContain('default/api: 242.1.2.3');
    expect(run('lock', 'prune', 'all.yaml').stdout).toBe('default/api: 242.1.2.3\n');
    expect(text()).not.toContain('default/api');
  });
});
