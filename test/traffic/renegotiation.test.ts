import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import { type Part, valueOf } from './world';

const RUN_LIMIT_MS = 60_000;
const it = testWith(['envoy', 'unshare', 'ip', 'openssl']);

let results: Readonly<Record<string, Part<string>>> = {};
beforeAll(async () => {
  results = await runInNamespace(join(__dirname, 'scenarios/renegotiation.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

for (const [what, expected] of [
  ['allowed', 'goes on'],
  ['not allowed', 'closed'],
])
  it(`allowRenegotiation, ${what}: a connection in which the server renegotiates ${expected}`, () => {
    expect(valueOf(results[what])).toBe(expected);
  });
