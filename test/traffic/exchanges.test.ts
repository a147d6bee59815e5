import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import { type Part, valueOf } from './world';

/** What protocols can do beside one question and one answer, and what happens while servers and names come and go. */

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip']);

const EXPECTED: Readonly<Record<string, string>> = {
  'a service by address, while no name server answers': 'echoed',
  'a service by name, while no name server answers': 'status 503',
  websocket: 'both ways',
  'a large body there': 'whole',
  'a large body back': 'whole',
  trailers: 'x-last: word',
  'half-closed TCP': '70000 bytes',
  'parallel connections': '1000 at once',
  'a server that restarts': '200, 503, 200',
  'a service by name, after the name server came': 'late',
  'a name that changes its address': 'old, then new',
  'what Envoy says that it is': 'default.web, web',
};

let results: Readonly<Record<string, Part<string>>> = {};
beforeAll(async () => {
  results = await runInNamespace(join(__dirname, 'scenarios/exchanges.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

for (const [what, expected] of Object.entries(EXPECTED))
  it(`${what}: ${expected}`, () => {
    expect(valueOf(results[what])).toBe(expected);
  });
