import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from '../../src/model/options';
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
    expect([...new Set(roots)].sort()).toEqual(['kubernetes', 'kustomization.yaml', 'universal']);
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

test('half a delivery is none, and the nearest kind is shown', () => {
  const text = `meshes:
  default:
    delivery:
      - hosts: {}
      - { kuma: {}, host: {} }
      - sidecar: { images: { envoy: e } }
      - kuma:
      - kuma: {}
`;
  const { options, diagnostics } = readOptions('meshext.yaml', text);
  const shown = diagnostics.map(
    ({ at: { source, field }, code, message, hint }) =>
      `${source?.line}:${source?.column} ${code} ${field}: ${message} ${hint}`,
  );
  expect(shown).toEqual([
    expect.stringMatching(/^4:9 option-unknown meshes\["default"\]\.delivery\[0\]\.hosts: .*Did you mean "host"\?/),
    `5:9 option-invalid meshes["default"].delivery[1]: it has 2 keys instead of one. Give it one of "kuma", "sidecar", "gateway", "host".`,
    '6:9 option-invalid meshes["default"].delivery[2].sidecar.clusterDnsIp: it is missing. Add clusterDnsIp.',
    expect.stringMatching(
      /^7:9 option-invalid meshes\["default"\]\.delivery\[3\]\.kuma: expected a map, found nothing\./,
    ),
  ]);
  expect(options.meshes?.default.delivery).toEqual([{ kuma: {} }]);
});
