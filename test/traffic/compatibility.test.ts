import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import { type Part, valueOf } from './world';

/** Effects of Kuma 2.8 that show in a proxy as a whole, beside the default. The matrix has the others. */

const RUN_LIMIT_MS = 60_000;
const it = testWith(['envoy', 'unshare', 'ip']);

describe.each([
  ['none', '200, 200', 'ready'],
  ['kuma-2.8', 'refused, 200', 'waits'],
])('compatibility: %s', (compatibility, outbounds, start) => {
  let results: Readonly<Record<string, Part<string>>> = {};
  beforeAll(async () => {
    const settings = { COMPATIBILITY: compatibility };
    results = await runInNamespace(join(__dirname, 'scenarios/compatibility.world.ts'), RUN_LIMIT_MS, settings);
  }, RUN_LIMIT_MS + 20_000);

  it(`row 9: two outbounds to one HTTP service: ${outbounds}`, () => {
    expect(valueOf(results['row 9'])).toBe(outbounds);
  });
  it(`row 11: a proxy whose name server never answers: ${start}`, () => {
    expect(valueOf(results['row 11'])).toBe(start);
  });
});
