import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';

/** Times in milliseconds, and how many questions came to the name server. */
interface Result {
  readonly ready: number;
  readonly answered: number;
  readonly byTcp: number;
  readonly byUdp: number;
}

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip']);

it(
  '400 services with names of their own are all reached, and no lookup is left to UDP, which loses some of so many',
  async () => {
    const world = join(__dirname, 'scenarios/many-names.world.ts');
    const result = await runInNamespace<Result>(world, RUN_LIMIT_MS);
    process.stdout.write(`400 names: ready after ${result.ready} ms, all answered ${result.answered} ms later\n`);
    expect(result.byUdp).toBe(0);
    expect(result.byTcp).toBeGreaterThanOrEqual(400);
  },
  RUN_LIMIT_MS + 20_000,
);
