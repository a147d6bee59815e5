import { readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { dataplane, documents, generator, meshext, put, service, tree, workFolder } from './meshext';

const folder = workFolder({
  'one.yaml': documents(generator, service('one')),
  'two.yaml': documents(service('two'), dataplane('client', 'one')),
});
const compile = (paths: readonly string[], input = '') => meshext(folder.path, ['compile', ...paths], input);
/** The names of the services that were found. */
const found = (): string[] =>
  [...(tree(folder.path, 'dist')['universal/default.yaml'] ?? '').matchAll(/^name: (.*)$/gm)].map(([, name]) => name);

const EVERYTHING = [
  'coredns/default/242.in-addr.arpa.zone',
  'coredns/default/Corefile',
  'coredns/default/svc.meshext.local.zone',
  'envoy/default/client/bootstrap.json',
  'kubernetes/HostnameGenerators.k8s.yaml',
  'kubernetes/default.k8s.yaml',
  'kustomization.yaml',
  'universal/HostnameGenerators.yaml',
  'universal/default.yaml',
  'universal/default/client.sh',
  'universal/default/client.yaml',
];

test('several files are one input, and everything is said on standard error', () => {
  const { status, stdout, stderr } = compile(['one.yaml', 'two.yaml']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toContain('info[names-refused]');
  expect(Object.keys(tree(folder.path, 'dist'))).toEqual(EVERYTHING);
});

test('a folder, several files in any order, and standard input give the same bytes', () => {
  const { 'one.yaml': one, 'two.yaml': two } = tree(folder.path, '.');
  put(folder.path, { 'all/one.yaml': one, 'all/deeper/two.yml': two });
  const runs: [string[], string?][] = [
    [['one.yaml', 'two.yaml']],
    [['two.yaml', 'one.yaml']],
    [['all']],
    [['-'], documents(one, two)],
    [['one.yaml', '-'], two],
  ];
  const trees = runs.map(([paths, input], i) => {
    const out = `out-${i}`;
    expect(compile([...paths, '--out', out], input).status).toBe(0);
    return tree(folder.path, out, true);
  });
  for (const one of trees) expect(one).toEqual(trees[0]);
});

test('a file named twice, or reached by its folder too, counts once', () => {
  expect(compile(['one.yaml', './one.yaml', '.', 'two.yaml']).status).toBe(0);
  expect(found()).toEqual(['one', 'two']);
});

test('standard input is called - in findings', () => {
  const { status, stderr } = compile(['-'], service('api', 0));
  expect(status).toBe(1);
  expect(stderr).toContain('  at -:1:1 (MeshExternalService default/api)');
});

test('an empty standard input declares nothing, and a tree of nothing is not written over another', () => {
  const { status, stderr } = compile(['-', '--out', 'nothing']);
  expect(status).toBe(1);
  expect(stderr).toContain('error[nothing-declared]');
});

test('a file named by itself is read whatever its name', () => {
  put(folder.path, { 'services.txt': service('text'), '.hidden.yaml': service('hidden') });
  expect(compile(['services.txt', '.hidden.yaml']).status).toBe(0);
  expect(found()).toEqual(['hidden', 'text']);
});

test('of a folder, only YAML and JSON are read, and nothing of others’ trees or ours', () => {
  put(folder.path, {
    'all/a.yaml': service('a'),
    'all/B.YML': service('b'),
    'all/c.json':
      '{"type":"MeshExternalService","name":"c","mesh":"default","spec":{"match":{"port":1,"protocol":"tcp"},"endpoints":[{"address":"192.0.2.7","port":1}]}}',
    'all/notes.txt': service('text'),
    'all/.hidden.yaml': service('hidden-file'),
    'all/.hidden/a.yaml': service('hidden-folder'),
    'all/node_modules/a.yaml': service('dependency'),
    'all/deep/node_modules/x/a.yaml': service('dependency-below'),
    'all/deep/a.yaml': service('deep'),
    'all/written/.meshext/files.json': `{\n  "universal/default.yaml": "sha256:${'0'.repeat(64)}"\n}`,
    'all/written/universal/default.yaml': service('written'),
    'all/charts.yaml/a.yaml': service('folder-with-ending'),
  });
  expect(compile(['all']).status).toBe(0);
  expect(found()).toEqual(['a', 'b', 'c', 'deep', 'folder-with-ending']);
});

test('the own output does not become input', () => {
  expect(compile(['.']).status).toBe(0);
  const first = tree(folder.path, 'dist', true);
  expect(compile(['.']).status).toBe(0);
  expect(tree(folder.path, 'dist', true)).toEqual(first);
});

test('symbolic links are followed once: to files, to folders, and round in circles', () => {
  put(folder.path, { 'all/a.yaml': service('a'), 'elsewhere/b.yaml': service('b') });
  symlinkSync('.', join(folder.path, 'all/self'));
  symlinkSync('..', join(folder.path, 'all/parent'));
  symlinkSync('a.yaml', join(folder.path, 'all/again.yaml'));
  symlinkSync(join(folder.path, 'elsewhere'), join(folder.path, 'all/link'));
  symlinkSync('../all', join(folder.path, 'elsewhere/back'));
  expect(compile(['all']).status).toBe(0);
  expect(found()).toEqual(['a', 'b', 'one', 'two']); // `parent` leads to the two files of the work folder
});

test.each([
  ['meshext.yaml', 'nowhere', 'ENOENT'],
  ['meshext.yaml', 'meshext.yaml', 'ELOOP'],
  ['meshext.lock.yaml', 'nowhere', 'ENOENT'],
  ['meshext.lock.yaml', 'meshext.lock.yaml', 'ELOOP'],
])('%s as a link to %s is no missing file', (name, target, code) => {
  symlinkSync(target, join(folder.path, name));
  const { status, stdout, stderr } = compile(['.']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(code);
  expect(stderr).toContain(name);
  expect(readlinkSync(join(folder.path, name))).toBe(target);
});
