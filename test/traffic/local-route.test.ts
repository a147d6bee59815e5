import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import { type Part, valueOf } from './world';

/** With `local-route` the host takes what is sent to a VIP, and so what a neighbour sends there that chose it as a router. */

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'unshare', 'ip']);

let results: Readonly<Record<string, Part<string>>> = {};
beforeAll(async () => {
  results = await runInNamespace(join(__dirname, 'scenarios/local-route.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

it('a client of the host reaches the service', () => {
  expect(valueOf(results['here'])).toBe('200');
});
it('a neighbour gets to the host, and nothing from the service', () => {
  expect(valueOf(results['neighbour, another port of the host'])).toBe('200');
  expect(valueOf(results['neighbour'])).not.toMatch(/^\d/);
});
