import { mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { dataplane, documents, generator, meshext, put, service, tree, workFolder } from './meshext';

const folder = workFolder({
  'base.yaml': documents(generator, service('one'), dataplane('client', 'one')),
  'more.yaml': documents(service('two'), dataplane('other', 'two')),
  'bad.yaml': service('bad', 0),
});
const compile = (...paths: readonly string[]) => meshext(folder.path, ['compile', ...paths]);
const written = () => tree(folder.path, 'dist', true);
const modified = () =>
  readdirSync(join(folder.path, 'dist'), { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => [path, statSync(join(folder.path, 'dist', path)).mtimeMs]);

test('a second run changes nothing, not even a date', () => {
  expect(compile('base.yaml').status).toBe(0);
  const before = [written(), modified()];
  expect(compile('base.yaml').status).toBe(0);
  expect([written(), modified()]).toEqual(before);
});

test('an error writes nothing, and leaves what was written before', () => {
  expect(compile('bad.yaml', 'base.yaml').status).toBe(1);
  expect(readdirSync(folder.path).sort()).toEqual(['bad.yaml', 'base.yaml', 'more.yaml']);
  expect(compile('base.yaml').status).toBe(0);
  const before = [written(), modified()];
  expect(compile('base.yaml', 'more.yaml', 'bad.yaml').status).toBe(1);
  expect(compile('base.yaml', 'more.yaml', 'nowhere.yaml').status).toBe(2);
  expect([written(), modified()]).toEqual(before);
});

test('what no longer belongs is removed, with the folders that it leaves empty', () => {
  expect(compile('base.yaml').status).toBe(0);
  const before = written();
  expect(compile('base.yaml', 'more.yaml').status).toBe(0);
  expect(Object.keys(written())).toContain('envoy/default/other/bootstrap.json');
  expect(compile('base.yaml').status).toBe(0);
  expect(written()).toEqual(before);
  expect(readdirSync(join(folder.path, 'dist/envoy/default'))).toEqual(['client']);
});

test('a file of ours that was lost or edited is put right', () => {
  expect(compile('base.yaml').status).toBe(0);
  const before = written();
  unlinkSync(join(folder.path, 'dist/coredns/default/Corefile'));
  put(folder.path, { 'dist/universal/default.yaml': 'edited' });
  expect(compile('base.yaml').status).toBe(0);
  expect(written()).toEqual(before);
});

test('foreign files stay, beside ours and below folders that become empty', () => {
  put(folder.path, { 'dist/README.md': 'mine', 'dist/envoy/default/other/notes.txt': 'mine too' });
  expect(compile('base.yaml', 'more.yaml').status).toBe(0);
  expect(compile('base.yaml').status).toBe(0);
  expect(written()).toMatchObject({ 'README.md': 'mine', 'envoy/default/other/notes.txt': 'mine too' });
});

test('a foreign file in the place of ours is an error, and nothing changes', () => {
  expect(compile('base.yaml').status).toBe(0);
  put(folder.path, { 'dist/universal/default/other.yaml': 'not ours' });
  const before = written();
  const { status, stdout, stderr } = compile('base.yaml', 'more.yaml');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('error[foreign-file] dist/universal/default/other.yaml exists');
  expect(written()).toEqual(before);
});

test('a foreign folder in the place of ours is an error too', () => {
  mkdirSync(join(folder.path, 'dist/coredns/default/Corefile'), { recursive: true });
  const { status, stderr } = compile('base.yaml');
  expect(status).toBe(1);
  expect(stderr).toContain('error[foreign-file] dist/coredns/default/Corefile exists');
  expect(written()).toEqual({});
});

test('a foreign file with exactly our text becomes ours', () => {
  expect(compile('base.yaml', '--out', 'copy').status).toBe(0);
  put(folder.path, { 'dist/universal/default.yaml': tree(folder.path, 'copy')['universal/default.yaml'] ?? '' });
  expect(compile('base.yaml').status).toBe(0);
  expect(written()).toEqual(tree(folder.path, 'copy', true));
});

test('--out takes a deeper and an absolute folder', () => {
  expect(compile('base.yaml', '--out', 'a/b c/ü').status).toBe(0);
  expect(compile('base.yaml', '--out', join(folder.path, 'absolute')).status).toBe(0);
  expect(tree(folder.path, 'a/b c/ü', true)).toEqual(tree(folder.path, 'absolute', true));
});

test('sources in the output folder count in every run', () => {
  put(folder.path, { 'a/one.yaml': documents(generator, service('one')), 'b/two.yaml': service('two') });
  expect(compile('a', 'b', '--out', 'a').status).toBe(0);
  const before = tree(folder.path, 'a', true);
  expect(before['universal/default.yaml']).toMatch(/name: one[^]*name: two/);
  expect(compile('a', 'b', '--out', 'a').status).toBe(0);
  expect(tree(folder.path, 'a', true)).toEqual(before);
});
