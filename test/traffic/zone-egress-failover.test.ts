import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import type { FailoverResult } from './scenarios/zone-egress-failover.result';

/** What is lost when one of two egresses dies, one of two endpoints, or the name server. */

const RUN_LIMIT_MS = 150_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip', 'openssl']);

let result: FailoverResult = {};
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/zone-egress-failover.world.ts'), RUN_LIMIT_MS);
  for (const [what, { untilGood, lost, answered, reasons }] of Object.entries(result))
    process.stdout.write(
      `${what}: ${untilGood} ms until the next good answer, ${lost} lost, ${answered} answered ${reasons.join()}\n`,
    );
}, RUN_LIMIT_MS + 20_000);

/** Requests that may be lost, of six clients: none where it is safe to ask again; else what is under way when something dies. */
const MAY_BE_LOST: Readonly<Record<string, number>> = {
  'an egress dies, plain': 6,
  'an egress dies, retried': 0,
  'an egress dies, bytes': 8,
  'an egress dies, named': 0,
  'an endpoint dies, plain': 6,
  'an endpoint dies, retried': 0,
  'an endpoint dies, bytes': 6,
  'the name server dies, named': 0,
};

for (const [what, lost] of Object.entries(MAY_BE_LOST)) {
  it(`${what}: no more than ${lost} lost`, () => {
    expect(result[what].lost).toBeLessThanOrEqual(lost);
    expect(result[what].answered).toBeGreaterThan(50);
    expect(result[what].untilGood).toBeLessThan(1000);
  });
}
