import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import { type Part, valueOf } from './world';

const RUN_LIMIT_MS = 30_000;
const it = testWith(['envoy', 'unshare', 'ip', 'nft']);

for (const capture of ['ports', 'bound', 'local-route', 'redirect'])
  it(
    `an inbound leads to the application, capture: ${capture}`,
    async () => {
      const world = join(__dirname, 'scenarios/inbounds.world.ts');
      expect(valueOf(await runInNamespace<Part<string>>(world, RUN_LIMIT_MS, { CAPTURE: capture }))).toBe('hello');
    },
    RUN_LIMIT_MS + 20_000,
  );
