import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import { type BothResult, PODS, type SeenOver } from './scenarios/both.result';

/** One mesh with sidecars and a gateway, in IPv4 and IPv6: who is served by which Envoy, and by which addresses. */

const RUN_LIMIT_MS = 150_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip', 'nft', 'openssl', 'setpriv']);

const ALL = {
  'mes-tcp': 'complete',
  'mes-tcp-tls': 'complete',
  'mes-tcp-mtls': 'complete',
  'mes-http': 'status 200',
  'mes-https': 'status 200',
  'mes-grpc': 'listed',
  'mes-grpcs': 'listed',
};
const names = Object.keys(ALL).sort();

let result: BothResult | undefined;
beforeAll(async () => {
  result = await runInNamespace<BothResult>(join(__dirname, 'scenarios/both.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

/** The services that are reached, and how often an address is not in the range. */
const expectAll = (seen: SeenOver | undefined, range: RegExp): void => {
  expect(seen?.services).toEqual(ALL);
  expect(seen?.addresses.filter((one) => !range.test(one))).toEqual([]);
};

it('a pod with a sidecar reaches all services at their VIPs', () => {
  expectAll(result?.web.ip, /^2(4[0-9]|5[0-5])\./);
  expectAll(result?.web.ip6, /^fd00:242:/);
});

it('a pod without one reaches them at the addresses of the gateway’s Services', () => {
  expectAll(result?.plain.ip, /^10\.96\.128\./);
  expectAll(result?.plain.ip6, /^fd00:96:/);
});

it('each is served by its own Envoy alone', () => {
  const of = ({ addresses: [ip, ip6] }: (typeof PODS)['web' | 'plain']) => ({ [ip]: names, [ip6]: names });
  expect(result?.servedBy).toEqual({ sidecar: of(PODS.web), gateway: of(PODS.plain) });
});
