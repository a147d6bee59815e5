import { join } from 'node:path';
import { testWith } from '../tools';
import { runTogether } from './namespace';
import type { PodResult } from './pod/pod.result';

/** A pod with a sidecar, run as its manifest says: what it reaches, and with which rights its containers run. */

const RUN_LIMIT_MS = 150_000;
const RULES = ['nft', 'iptables-restore', 'ip6tables-restore'];
const it = testWith(['envoy', 'coredns', 'unshare', 'ip', ...RULES, 'openssl', 'setpriv', 'setcap']);

const SERVICES = {
  'mes-tcp': 'hello complete',
  'mes-tcp-tls': 'hello complete',
  'mes-tcp-mtls': 'hello complete',
  'mes-http': '200 httpbin.org',
  'mes-https': '200 httpbin.org',
  'mes-grpc': 'meshext.test.Echo',
  'mes-grpcs': 'meshext.test.Echo',
};
const over = (family: 4 | 6): Record<string, string> =>
  Object.fromEntries(Object.entries(SERVICES).map(([name, expected]) => [`${name} over IPv${family}`, expected]));

const IN_ALL = {
  ...over(4),
  ...over(6),
  'a service that it may not reach': 'ENOTFOUND',
  'an address outside the VIP range': 'hello complete',
  'an IPv6 address outside the VIP range': 'hello complete',
  'a VIP of nobody': 'cut',
  'an IPv6 VIP of nobody': 'cut',
  'a short name of the cluster': '10.96.0.20',
  'a name outside': '127.0.1.2',
  'CoreDNS without the sysctl': 'permission denied',
  'CoreDNS, with the sysctl and no capability at all': 'uid 65532, capabilities 0x0, may gain some: false',
  'CoreDNS of its own image, with no capability at all': 'operation not permitted',
  'CoreDNS of its own image': 'uid 65532, capabilities 0x400, may gain some: false',
  'CoreDNS runs as': 'uid 65532, capabilities 0x0, may gain some: false',
  'Envoy runs as': 'uid 65532, capabilities 0x0, may gain some: false',
  'a service before it was added': 'ENOTFOUND',
};
const ADDED = 'a service once it was added';

const BOUNDS = 'CoreDNS could have the capabilities';

const VARIANTS: [string, Record<string, string>][] = [
  ['nft native filesystem', { [ADDED]: 'hello complete', [BOUNDS]: '0x400' }],
  [
    'iptables classic static without-file-capability',
    {
      [ADDED]: 'cut', // its name is answered, and Envoy takes notice in new pods only
      [BOUNDS]: '0x0', // none at all, and all names above are answered
      'CoreDNS of its own image': 'operation not permitted',
    },
  ],
];
const program = join(__dirname, 'pod/pod.world.ts');
const variants = VARIANTS.map(([variant]) => variant);
const resultOf = runTogether<PodResult>(program, RUN_LIMIT_MS, 'POD', variants);

describe.each(VARIANTS)('%s', (variant, more) => {
  let result: PodResult = {};
  beforeAll(async () => {
    result = await resultOf(variant);
  }, RUN_LIMIT_MS + 20_000);

  for (const [what, expected] of Object.entries({ ...IN_ALL, ...more }))
    it(`${what}: ${expected}`, () => {
      expect(result[what]).toBe(expected);
    });
});
