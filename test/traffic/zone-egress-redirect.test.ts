import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';

/** Redirected connections go through an egress too, each to the service whose VIP it was sent to. */

const RUN_LIMIT_MS = 60_000;
const it = testWith(['envoy', 'unshare', 'ip', 'nft', 'openssl']);

let result: Readonly<Record<string, unknown>> = {};
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/zone-egress-redirect.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

const EXPECTED = {
  first: { ending: 'status 200', reached: ['first'] },
  second: { ending: 'status 200', reached: ['second'] },
  closed: { ending: 'status 403', reached: [] },
  bytes: { ending: '5 bytes, complete', reached: ['bytes'] },
  shut: { ending: '0 bytes, closed', reached: [] },
};
for (const [name, expected] of Object.entries(EXPECTED)) {
  it(`${name}: ${expected.ending}`, () => {
    expect(result[name]).toEqual(expected);
  });
}
