import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openLock } from '../src/lock-file';
import './constructs/declare'; // gives every test a working directory of its own

const LOCK = 'meshext.lock.yaml';
const put = (path: string, text: string): void => writeFileSync(path, text);

describe('where the lock is', () => {
  const found = (folder: string, lockFile?: string): string => {
    const home = process.cwd();
    mkdirSync(folder, { recursive: true });
    process.chdir(folder);
    try {
      return openLock(lockFile === undefined ? {} : { lockFile }).path;
    } finally {
      process.chdir(home);
    }
  };

  test('in the working directory, when nothing says where the project is', () => {
    expect(found('a/b')).toBe(resolve('a/b', LOCK));
  });

  test.each(['cdk8s.yaml', 'meshext.yaml'])('beside the nearest %s', (file) => {
    put(file, '');
    expect(found('a/b')).toBe(resolve(LOCK));
    put(`a/${file === 'cdk8s.yaml' ? 'meshext.yaml' : 'cdk8s.yaml'}`, '');
    expect(found('a/b')).toBe(resolve('a', LOCK));
    put(`a/b/${file}`, '');
    expect(found('a/b')).toBe(resolve('a/b', LOCK));
  });

  test('where the caller says', () => {
    put('cdk8s.yaml', '');
    expect(found('a', '../shared/vips.yaml')).toBe(resolve('shared/vips.yaml'));
  });

  test('findings name it as it is seen from here', () => {
    put('cdk8s.yaml', '');
    put(LOCK, 'nonsense');
    mkdirSync('a');
    process.chdir('a');
    expect(openLock().diagnostics[0].at.source?.file).toBe(`../${LOCK}`);
  });
});
