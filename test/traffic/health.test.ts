import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import { type Part, valueOf } from './world';

/** How endpoints are asked how they are, and which answers to requests count against them. */

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'unshare', 'ip']);

let results: Readonly<Record<string, Part<string>>> = {};
beforeAll(async () => {
  results = await runInNamespace(join(__dirname, 'scenarios/health.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

for (const [what, asked] of Object.entries({
  'a host of its own': '/health named.test',
  'no host': '/health 127.0.7.2',
  'http2 with TLS': '/health 127.0.7.3',
}))
  it(`checked as often as asked for, also without requests: ${what}`, () => {
    expect(valueOf(results[what])).toMatch(new RegExp(`^${asked}(:8080)?$`));
  });

// Some client can provoke them: nobody else should lose the service for that.
it('a service that answers 500 keeps all its priorities', () => {
  expect(valueOf(results['errors in all priorities'])).toBe('500');
});
