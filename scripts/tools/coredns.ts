import { OWN_BIN, outputOf, run } from './programs';
import type { PinnedProgram } from './settle';

const VERSION = '1.15.0';

/** Built from source (some minutes): there is no packaged binary of this version. */
export const coredns: PinnedProgram = {
  name: 'coredns',
  version: VERSION,
  versionOf: (path) => /^CoreDNS-(\S+)/.exec(outputOf(path, ['-version']))?.[1],
  install() {
    run('go', ['install', `github.com/coredns/coredns@v${VERSION}`], { GOBIN: OWN_BIN });
  },
};
