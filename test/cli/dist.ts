import { appendFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { meshext, put, tree } from './meshext';

interface Folder {
  readonly path: string;
}

/** `check --dist` in a folder, which has to stay as it is. */
export function checkIn(folder: Folder, ...args: readonly string[]) {
  const before = tree(folder.path, '.', true);
  const found = meshext(folder.path, ['check', '--format', 'oneline', ...args]);
  expect(tree(folder.path, '.', true)).toEqual(before);
  return found;
}

export const inDist = (folder: Folder, path: string): string => join(folder.path, 'dist', path);

/** The errors, each as `code path`. */
export const errorsIn = (stdout: string): string[] =>
  [...stdout.matchAll(/: error ([a-z-]+): (\S+)/g)].map(([, code, path]) => `${code} ${path}`);

/** What may happen to a committed tree, and what is said of it. */
export const harms = (folder: Folder): readonly (readonly [string, () => void, readonly string[]])[] => [
  ['nothing', () => undefined, []],
  ['a file of somebody elsewhere', () => put(folder.path, { 'dist/coredns/README.md': 'ours' }), []],
  [
    'a missing file',
    () => rmSync(inDist(folder, 'coredns/default/Corefile')),
    ['dist-missing dist/coredns/default/Corefile'],
  ],
  [
    'an edited file',
    () => appendFileSync(inDist(folder, 'universal/default.yaml'), '# by hand\n'),
    ['dist-edited dist/universal/default.yaml'],
  ],
  [
    'a link in place of a file',
    () => {
      renameSync(inDist(folder, 'universal/default.yaml'), inDist(folder, 'moved.yaml'));
      symlinkSync('../moved.yaml', inDist(folder, 'universal/default.yaml'));
    },
    ['dist-edited dist/universal/default.yaml'],
  ],
  [
    'a manifest of somebody, which would be applied',
    () => put(folder.path, { 'dist/kubernetes/mine.yaml': '' }),
    ['dist-extra dist/kubernetes/mine.yaml'],
  ],
  [
    'a write that was interrupted',
    () => put(folder.path, { 'dist/.meshext/journal.json': '{}' }),
    ['dist-extra dist/.meshext/journal.json'],
  ],
  ['no list', () => rmSync(inDist(folder, '.meshext'), { recursive: true }), ['dist-missing dist/.meshext/files.json']],
  [
    'no list, and another file',
    () => {
      rmSync(inDist(folder, '.meshext'), { recursive: true });
      put(folder.path, { 'dist/universal/default.yaml': '' });
    },
    ['dist-missing dist/.meshext/files.json', 'foreign-file dist/universal/default.yaml'],
  ],
  ['no lock', () => rmSync(join(folder.path, 'meshext.lock.yaml')), ['dist-missing meshext.lock.yaml']],
];
