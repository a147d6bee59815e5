import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip']);

it(
  '400 services with names of their own are all reached, and no lookup fails',
  async () => {
    const world = join(__dirname, 'scenarios/many-names.world.ts');
    const result = await runInNamespace<{ ready: number; answered: number; failures: number }>(world, RUN_LIMIT_MS);
    process.stdout.write(`400 names: ready after ${result.ready} ms, all answered ${result.answered} ms later\n`);
    expect(result.failures).toBe(0);
  },
  RUN_LIMIT_MS + 20_000,
);
