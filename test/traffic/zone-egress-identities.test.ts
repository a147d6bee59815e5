import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';

/** What proxies and egresses prove who they are with: missing, there, and exchanged while they run. */

const RUN_LIMIT_MS = 90_000;
const it = testWith(['envoy', 'unshare', 'ip', 'openssl']);

interface Ends {
  readonly sidecar: string;
  readonly byHand: string;
}
let result: { readonly without?: string; readonly issued?: Ends; readonly changed?: Ends } = {};
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/zone-egress-identities.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

it('without them nobody gets through', () => {
  expect(result.without).toMatch(/^0 bytes, (closed|reset)$/);
});

it('with them everybody does who may', () => {
  expect(result.issued).toEqual({ sidecar: '5 bytes, complete', byHand: '5 bytes, complete' });
});

it('a new authority is taken without a start, and the old one no longer', () => {
  expect(result.changed?.sidecar).toBe('5 bytes, complete');
  expect(result.changed?.byHand).toMatch(/^refused, .*UNKNOWN_CA$/);
});
