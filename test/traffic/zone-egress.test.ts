import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import type { Matrix, ZoneEgressResult } from './scenarios/zone-egress.result';

/** Sidecar, zone egress, server: who gets where, and who does not. The table is written by hand in test/cases/zone-egress. */

const RUN_LIMIT_MS = 180_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip', 'openssl']);
const BY_HAND = parse(readFileSync(join(__dirname, '../cases/zone-egress/table/matrix.yaml'), 'utf8')) as Matrix<
  'allowed' | 'denied' | 'shadow-denied'
>;

let result: ZoneEgressResult;
beforeAll(async () => {
  result = await runInNamespace(join(__dirname, 'scenarios/zone-egress.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

const ENDINGS: Readonly<Record<string, readonly [good: RegExp, refused: RegExp]>> = {
  tcp: [/^5 bytes, complete$/, /^0 bytes, (closed|reset)$/],
  http: [/^status 200$/, /^status 403$/],
  grpc: [/^listed$/, /^code 7$/],
};
const protocolOf = (service: string): string => (/grpc|http|tcp/.exec(service) ?? [''])[0];

for (const [service, row] of Object.entries(BY_HAND)) {
  for (const [client, access] of Object.entries(row)) {
    it(`${client} to ${service}: ${access}`, () => {
      const [good, refused] = ENDINGS[protocolOf(service)];
      const { ending, reached, isTold } = result.matrix[service][client];
      expect(ending).toMatch(access === 'denied' ? refused : good);
      // Requests may take a connection that is there already.
      expect(reached.filter((one) => one !== service)).toEqual([]);
      if (access === 'denied') expect(reached).toEqual([]);
      expect(isTold).toBe(access === 'shadow-denied');
    });
  }
}

it('the compiler says the same of every pair', () => {
  expect(result.compiled).toEqual(BY_HAND);
});

const GOOD: Readonly<Record<string, string>> = {
  'its own service': '5 bytes, complete',
  'another mesh, its own service': '5 bytes, complete',
  'a server that speaks first': '11 bytes, complete',
};
const REFUSED: Readonly<Record<string, RegExp>> = {
  'a service that it may not reach': /^0 bytes, closed$/,
  "a name that is nobody's": /^0 bytes, reset$/,
  'no name': /^0 bytes, reset$/,
  'no TLS': /^0 bytes, reset$/,
  'no certificate': /^refused, .*CERTIFICATE_REQUIRED$/,
  'an expired certificate': /^refused, .*CERTIFICATE_EXPIRED$/,
  'a certificate of another mesh': /^refused, .*UNKNOWN_CA$/,
  'another authority, with names of the mesh': /^refused, .*UNKNOWN_CA$/,
  'the authority of the mesh, with names of another': /^refused, .*CERTIFICATE_UNKNOWN$/,
  'a service of another mesh': /^refused, .*UNKNOWN_CA$/,
  'a server that speaks first, and that it may not reach': /^0 bytes, closed$/,
};

for (const [what, ending] of Object.entries(GOOD)) {
  it(`by hand, ${what}: let through`, () => {
    expect(result.byHand[what]).toBe(ending);
  });
}
for (const [what, ending] of Object.entries(REFUSED)) {
  it(`by hand, ${what}: refused`, () => {
    expect(result.byHand[what]).toMatch(ending);
  });
}

it('who may not reach a server is never connected to it', () => {
  expect(result.byHand['connections to it']).toBe('1');
});

it('a server hears the same of a request as without an egress', () => {
  const { through, direct } = result.requests;
  expect(through).toBe(direct);
  expect(direct).toMatch(/^GET \/a\/\/?b\?c=d HTTP\/1.1\r\nhost: httpbin.org\r\n/);
  expect(direct).toMatch(/x-own: kept/);
});
