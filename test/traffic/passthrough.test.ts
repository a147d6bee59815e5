import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import type { PassthroughResult } from './scenarios/passthrough.result';

/** What leaves for other hosts with a MeshPassthrough, what does not, and that nothing comes back without end. */

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'unshare', 'nsenter', 'ip', 'nft', 'iptables-restore', 'ip6tables-restore']);

/** With the matches of the world, and when all is let through. */
const EXPECTED: Readonly<Record<string, readonly [matched: string, all: string]>> = {
  'TLS, a name below the wildcard': ['name a.ok.example', 'name a.ok.example'],
  'TLS, a name further below it': ['name B.a.ok.example', 'name B.a.ok.example'],
  'TLS, the name of the wildcard itself': ['refused', 'name ok.example'],
  'TLS, another name': ['refused', 'name a.bad.example'],
  'TLS, no name': ['refused', 'name none'],
  'no TLS on its port': ['refused', 'refused'],
  'TLS, another name, to an address that may have all on that port': ['name a.bad.example', 'name a.bad.example'],
  'TLS, a name below the wildcard, IPv6': ['name a.ok.example', 'name a.ok.example'],
  'TLS, another name, IPv6': ['refused', 'name a.bad.example'],
  'TLS, another name, to a range that may have TLS': ['name a.bad.example', 'name a.bad.example'],
  'no TLS, to a range that may have TLS': ['refused', 'refused'],
  'HTTP, another host, to a range that may have HTTP': ['host a.bad.example', 'host a.bad.example'],
  'HTTP, the host': ['host api.ok.example', 'host api.ok.example'],
  'HTTP, the host with its port': ['host api.ok.example:8080', 'host api.ok.example:8080'],
  'HTTP, a host below the wildcard': ['host a.web.example', 'host a.web.example'],
  'HTTP, another host': ['503', 'host a.bad.example'],
  'TLS on the port of HTTP': ['refused', 'refused'],
  'HTTP/2, the host': ['authority rpc.example', 'authority rpc.example'],
  'HTTP/2, another host': ['503', 'authority a.bad.example'],
  'an address, where the server speaks first': ['welcome', 'welcome'],
  'another address, where the server speaks first': ['refused', 'welcome'],
  'an address of the range': ['bytes', 'bytes'],
  'an address outside the range': ['refused', 'bytes'],
  'an address of the range, on another port': ['refused', 'other'],
  'an address, IPv6': ['bytes', 'bytes'],
  'an address, IPv6, on another port': ['refused', 'other'],
};
const WHATEVER_THE_MODE = {
  'a VIP, on a port that matches name too': 'near',
  'a VIP whose endpoint nobody else may reach': 'other',
  'a VIP that is nobody’s': 'refused',
  'an address of this host': 'this host',
};

describe.each([
  ['nft', 'Matched'],
  ['iptables', 'Matched'],
  ['nft', 'None'],
  ['iptables', 'None'],
  ['nft', 'All'],
])('%s, %s', (rules, mode) => {
  let result: PassthroughResult = {};
  beforeAll(async () => {
    const settings = { PASSTHROUGH_WITH: `${rules} ${mode}` };
    result = await runInNamespace(join(__dirname, 'scenarios/passthrough.world.ts'), RUN_LIMIT_MS, settings);
  }, RUN_LIMIT_MS + 20_000);

  for (const [what, [matched, all]] of Object.entries(EXPECTED)) {
    const expected = mode === 'Matched' ? matched : mode === 'All' ? all : 'refused';
    it(`${what}: ${expected}`, () => {
      expect(result[what]).toBe(expected);
    });
  }

  for (const [what, expected] of Object.entries(WHATEVER_THE_MODE))
    it(`${what}: ${expected}`, () => {
      expect(result[what]).toBe(expected);
    });

  it('no connection comes back to the listener', () => {
    const answered = Object.values(result).filter((one) => /^(name|host|authority|welcome|bytes|other|near)/.test(one));
    if (mode !== 'All') {
      expect(Number(result['connections on the far side'])).toBeLessThanOrEqual(answered.length);
      expect(Number(result['upstream connections of the proxy'])).toBeLessThanOrEqual(answered.length);
    }
    expect(result['the listener itself']).toBe('refused');
  });
});
