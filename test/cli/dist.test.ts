import { appendFileSync, mkdirSync } from 'node:fs';
import { checkIn, errorsIn, harms, inDist } from './dist';
import { documents, generator, meshext, put, service, workFolder } from './meshext';

/** `check --dist` with the files that a tree was compiled from. */

const folder = workFolder({ 'services.yaml': documents(generator, service('api')), 'meshext.yaml': '' });
const check = (...args: readonly string[]) => checkIn(folder, ...args);

describe('with the files of the tree', () => {
  beforeEach(() => {
    expect(meshext(folder.path, ['compile', 'services.yaml']).status).toBe(0);
  });

  test.each(harms(folder))('%s', (_what, harm, expected) => {
    harm();
    const { status, stdout } = check('--dist', 'dist', 'services.yaml');
    expect({ status, errors: errorsIn(stdout) }).toEqual({ status: expected.length === 0 ? 0 : 1, errors: expected });
  });

  test('what changed in the source is stale, what is new is missing, what is gone is extra; then compile mends all', () => {
    put(folder.path, {
      'services.yaml': documents(
        generator.replace('svc.meshext.local', 'mesh.internal'),
        service('api'),
        service('other'),
      ),
    });
    const { status, stdout } = check('--dist', 'dist', 'services.yaml');
    expect(status).toBe(1);
    expect(errorsIn(stdout)).toEqual([
      'dist-stale dist/.meshext/files.json',
      'dist-stale dist/coredns/default/242.in-addr.arpa.zone',
      'dist-stale dist/coredns/default/Corefile',
      'dist-missing dist/coredns/default/mesh.internal.zone',
      'dist-extra dist/coredns/default/svc.meshext.local.zone',
      'dist-stale dist/kubernetes/HostnameGenerators.k8s.yaml',
      'dist-stale dist/kubernetes/default.k8s.yaml',
      'dist-stale dist/universal/HostnameGenerators.yaml',
      'dist-stale dist/universal/default.yaml',
      'dist-stale meshext.lock.yaml',
    ]);
    meshext(folder.path, ['compile', 'services.yaml']);
    expect(check('--dist', 'dist', 'services.yaml').status).toBe(0);
  });

  test('with errors in the source they are all that is said', () => {
    put(folder.path, { 'services.yaml': service('api', 0) });
    expect(errorsIn(check('--dist', 'dist', 'services.yaml').stdout)).toEqual(['match-port spec.match.port:']);
  });

  test('some targets are compared as compile would write them', () => {
    const targets = ['--target', 'universal'];
    expect(errorsIn(check('--dist', 'dist', ...targets, 'services.yaml').stdout)).toContain(
      'dist-extra dist/kustomization.yaml',
    );
    meshext(folder.path, ['compile', ...targets, 'services.yaml']);
    expect(check('--dist', 'dist', ...targets, 'services.yaml').status).toBe(0);
  });

  test('JSON and SARIF point to the files', () => {
    appendFileSync(inDist(folder, 'universal/default.yaml'), '# by hand\n');
    const say = (format: string) =>
      meshext(folder.path, ['check', '--dist', 'dist', 'services.yaml', '--format', format]).stdout;
    const { diagnostics } = JSON.parse(say('json')) as { readonly diagnostics: readonly object[] };
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'dist-edited',
        source: { file: 'dist/universal/default.yaml', document: 1, line: 1, column: 1 },
      }),
    );
    expect(say('sarif')).toContain('"uri": "dist/universal/default.yaml"');
  });
});

test('without files and without cdk8s.yaml it is wrong usage', () => {
  mkdirSync(inDist(folder, '.'));
  expect(check('--dist', 'dist')).toMatchObject({ status: 2, stderr: expect.stringContaining('cdk8s.yaml') as string });
});

test.each(['nowhere', 'services.yaml'])('--dist %s is wrong usage, said once', (dist) => {
  expect(check('--dist', dist, 'services.yaml')).toEqual({
    status: 2,
    stdout: '',
    stderr: `meshext: ${dist} (--dist) is no folder: name a tree that compile or cdk8s synth has written.\n`,
  });
});
