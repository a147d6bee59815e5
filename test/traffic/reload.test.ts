import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import type { ReloadResult } from './scenarios/reload.result';

/** Files and secrets that are exchanged while requests go through. */

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'unshare', 'ip', 'openssl']);

let result: ReloadResult;
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/reload.world.ts'), RUN_LIMIT_MS);
  const lines = result.swaps.map(
    ({ what, took, answered, lost }) => `${what}: ${took} ms, ${answered} answered, ${lost} lost`,
  );
  const { answered, lost } = result.rotation;
  process.stdout.write([...lines, `certificates exchanged: ${answered} answered, ${lost} lost`, ''].join('\n'));
}, RUN_LIMIT_MS + 20_000);

describe('files of xds: filesystem, exchanged under load', () => {
  for (const [i, what] of [
    'the same files again',
    'a service added',
    'an endpoint changed',
    'a service removed',
  ].entries())
    it(`${what}: takes effect and loses no request`, () => {
      expect(result.swaps[i]).toMatchObject({ what, applied: true, lost: 0, reasons: [] });
      expect(result.swaps[i].answered).toBeGreaterThan(100);
    });
});

describe('secrets, exchanged under load', () => {
  it('loses no request', () => {
    expect(result.rotation).toMatchObject({ lost: 0, reasons: [] });
    expect(result.rotation.answered).toBeGreaterThan(100);
  });

  it('shows the new certificate on new connections, after both of its secrets changed at once', () => {
    const { before, both, pairs } = result.rotation;
    expect([before, both]).toEqual(pairs);
  });

  it('keeps the pair, and counts it, when the certificate changes without its key', () => {
    const { certificateAlone, failed, pairs } = result.rotation;
    expect(certificateAlone).toBe(pairs[1]);
    expect(failed).toBeGreaterThan(0);
  });
});
