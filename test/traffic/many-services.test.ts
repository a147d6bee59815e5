import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import type { ManyServicesResult } from './scenarios/many-services.result';

/** A thousand services behind one listener, most of them in chains that they share; each is asked once by its VIP. */

const RUN_LIMIT_MS = 60_000;
const it = testWith(['envoy', 'unshare', 'ip', 'nft', 'openssl']);

let result: ManyServicesResult;
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/many-services.world.ts'), RUN_LIMIT_MS);
  const { asked, chains, ready, answered } = result;
  process.stdout.write(
    `${asked} services, ${chains} chains: ready after ${ready} ms, all asked ${answered} ms later\n`,
  );
}, RUN_LIMIT_MS + 20_000);

it('each is answered by its own server, with the Host of that, and no header comes out of a shared chain that is ours or forged', () => {
  expect(result.wrong).toEqual([]);
  expect(result.asked).toBe(1000);
});

it('each is counted by itself', () => {
  expect(result.miscounted).toEqual([]);
});

it('all that are treated alike share a chain; a log, or all ports, need one alone', () => {
  const alone = 2 * (1000 / 50);
  // Of tcp, http and grpc: as usual, with times, with retries.
  expect(result.chains).toBeGreaterThan(alone + 3);
  expect(result.chains).toBeLessThanOrEqual(alone + 9);
});

it('what is nobody’s is closed, not answered by a shared chain', () => {
  for (const end of [result.nobody, result.otherPort]) expect(end).toMatch(/^(reset|closed)$/);
});
