import { OWN_BIN, outputOf, run } from './programs';
import type { PinnedProgram } from './settle';

/** A program that is built from source: its Go package, and the module and version that the package belongs to. */
interface GoProgram {
  readonly module: string;
  readonly version: string;
  /** Of the program below the module; none where the module is the program. */
  readonly below?: string;
}

/** Not every program says its version, but the module it was built from is always written into it. */
export const goProgram = (name: string, { module, version, below = '' }: GoProgram): PinnedProgram => ({
  name,
  version,
  versionOf: (path) =>
    new RegExp(`^\\s+mod\\s+${module}\\s+v(\\S+)`, 'm').exec(outputOf('go', ['version', '-m', path]))?.[1],
  install() {
    run('go', ['install', `${module}${below}@v${version}`], { GOBIN: OWN_BIN });
  },
});
