import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';

/** A permission for one service: on the egress it opens or closes that one, and with Kuma 2.8's effects all of the mesh. */

const RUN_LIMIT_MS = 60_000;
const it = testWith(['envoy', 'unshare', 'ip', 'openssl']);

let result: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/zone-egress-row-13.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

it('each service has its own permissions', () => {
  expect(result['none']).toEqual({ closed: '0 bytes, closed', open: '5 bytes, complete' });
});

it('as in Kuma 2.8, what is said of one holds for all, and the first name wins', () => {
  expect(result['kuma-2.8']).toEqual({ closed: '5 bytes, complete', open: '5 bytes, complete' });
});
