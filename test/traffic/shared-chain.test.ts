import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import type { SharedChainResult } from './scenarios/shared-chain.result';

/** Services that share a filter chain come, change and go, and others do not notice. */

const RUN_LIMIT_MS = 60_000;
const it = testWith(['envoy', 'unshare', 'ip', 'nft']);

let result: SharedChainResult;
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/shared-chain.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

for (const [i, what] of ['a service added', 'a service treated otherwise', 'a service removed'].entries())
  it(`${what}: connections of the others stay open, and no request is lost`, () => {
    const kept = { what, applied: true, tcp: 'open', http: 'open', lost: 0, reasons: [] };
    expect(result.changes[i]).toMatchObject(kept);
    expect(result.changes[i].answered).toBeGreaterThan(100);
  });

it('a service treated otherwise: its own connections stay open, as they were opened', () => {
  expect(result.changed).toBe('open');
});

it('a service removed: it takes no new connections, and those that are open go on until they end', () => {
  expect(result.removed).toBe('open');
});
