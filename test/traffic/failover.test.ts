import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import type { FailoverResult } from './scenarios/failover.result';

/** Endpoints of two priorities (Kuma 2.14): what is lost when the first dies, and that it is used again when it is back. */

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'unshare', 'ip']);

let result: FailoverResult = {};
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/failover.world.ts'), RUN_LIMIT_MS);
  for (const [name, { untilGood, untilFirst, lost, answered }] of Object.entries(result))
    process.stdout.write(
      `failover, ${name}: ${untilGood} ms until the next good answer, ${lost} lost, ${answered} answered; back after ${untilFirst} ms\n`,
    );
}, RUN_LIMIT_MS + 20_000);

// Envoy leaves an endpoint after three failures in a row, and these are the requests that find them out.
describe.each([
  ['refusing', 'its port refuses connections', 3],
  ['failing', 'it answers 503', 3],
  ['tcp', 'its port refuses connections, tcp', 3],
  ['retried', 'its port refuses connections, and requests are retried', 0],
])('%s: %s', (name, _, lost) => {
  it('the second priority answers, and the first again when it is back', () => {
    expect(result[name]).toMatchObject({ before: 'first', meanwhile: 'second', after: 'first' });
  });
  it(`no more than ${lost} requests are lost`, () => {
    expect(result[name].lost).toBeLessThanOrEqual(lost);
    expect(result[name].answered).toBeGreaterThan(10);
  });
});
