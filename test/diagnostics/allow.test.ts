import { type Allowance, applyAllowances } from '../../src/diagnostics/allow';
import {
  OWN_CODES,
  type OwnCode,
  endpointsMissing,
  hostnameMissing,
  hostnameTaken,
} from '../../src/diagnostics/catalog';
import type { Diagnostic, Place } from '../../src/diagnostics/diagnostic';
import { KUMA_CODES, kuma } from '../../src/diagnostics/kuma';

const X: Place = {
  kind: 'MeshExternalService',
  mesh: 'default',
  name: 'x',
  source: { file: 'a', document: 1, line: 1, column: 1 },
};
const FIELD = 'spec.endpoints';
const FOUND = endpointsMissing({ ...X, field: FIELD });
const SAID: Place = { source: { file: 'meshext.yaml', document: 1, line: 9, column: 1 } };

const allow = (at: string, code = 'endpoints-missing', reason = 'not live yet'): Allowance => ({
  code,
  at,
  reason,
  place: SAID,
});
const brief = (found: readonly Diagnostic[]): string[] => found.map(({ severity, code }) => `${severity} ${code}`);
const judged = (found: Diagnostic, ...allowances: readonly Allowance[]): string[] =>
  brief(applyAllowances([found], allowances));

test('an allowed finding is an info that shows the reason', () => {
  expect(
    applyAllowances([FOUND], [allow('MeshExternalService/default/x', 'endpoints-missing', ' not live yet\n')]),
  ).toEqual([{ ...FOUND, severity: 'info', hint: 'Allowed: not live yet' }]);
});

test('without allowances nothing changes', () => {
  const found = [FOUND];
  expect(applyAllowances(found, [])).toBe(found);
});

describe('the place', () => {
  test.each(['MeshExternalService/default/x', `MeshExternalService/default/x#${FIELD}`])('%s is met', (at) => {
    expect(judged(FOUND, allow(at))).toEqual(['info endpoints-missing']);
  });

  test.each([
    'MeshExternalService/default/y',
    'MeshExternalService/other/x',
    'MeshExternalService/x',
    'MeshExternalService/default',
    'MeshExternalService/default/x/',
    'Dataplane/default/x',
    'MeshExternalService/default/x#spec',
    'MeshExternalService/default/x#spec.endpoints[0]',
    'MeshExternalService/default/x#',
    '',
  ])('%j is missed: the finding stays, and the allowance is unused', (at) => {
    expect(judged(FOUND, allow(at))).toEqual(['error endpoints-missing', 'warning allowance-unused']);
  });

  test('of a generator and of a mesh has no mesh', () => {
    const missing = (place: Place): Diagnostic => hostnameMissing(place);
    expect(
      judged(missing({ kind: 'HostnameGenerator', name: 'g' }), allow('HostnameGenerator/g', 'hostname-missing')),
    ).toEqual(['info hostname-missing']);
    expect(judged(missing({ kind: 'Mesh', name: 'm' }), allow('Mesh/m', 'hostname-missing'))).toEqual([
      'info hostname-missing',
    ]);
  });

  test('of a construct counts for all below it', () => {
    const found = endpointsMissing({ ...X, construct: 'app/mesh/x' });
    const below = (path: string): Allowance => ({ ...allow(path), place: { construct: path } });
    for (const path of ['', 'app', 'app/mesh', 'app/mesh/x'])
      expect(judged(found, below(path))).toEqual(['info endpoints-missing']);
    for (const path of ['ap', 'app/me', 'app/mesh/x/Resource', 'mesh', 'MeshExternalService/default/x']) {
      expect(judged(found, below(path))).toEqual(['error endpoints-missing', 'warning allowance-unused']);
    }
  });
});

test('another code is missed', () => {
  expect(judged(FOUND, allow('MeshExternalService/default/x', 'hostname-missing'))).toEqual([
    'error endpoints-missing',
    'warning allowance-unused',
  ]);
});

test('all findings of the code and place are allowed, and two allowances of one finding are both used', () => {
  const at = 'MeshExternalService/default/x';
  const found = [FOUND, hostnameMissing(X), FOUND];
  expect(brief(applyAllowances(found, [allow(at), allow(`${at}#${FIELD}`)]))).toEqual([
    'info endpoints-missing',
    'warning hostname-missing',
    'info endpoints-missing',
  ]);
});

describe('cannot be allowed:', () => {
  const at = 'MeshExternalService/default/x';

  test('what leaves nothing valid to write', () => {
    const taken = hostnameTaken(X, 'a.example', 'g', X);
    expect(judged(taken, allow(at, 'hostname-taken'))).toEqual(['error hostname-taken', 'error allowance-refused']);
  });

  test('a rule of Kuma, found or not', () => {
    const broken = kuma('match-port', X, 'port must be a valid (1-65535)', 0);
    expect(judged(broken, allow(at, 'match-port'))).toEqual(['error match-port', 'error allowance-refused']);
    expect(judged(FOUND, allow(at, 'match-port'))).toEqual(['error endpoints-missing', 'error allowance-refused']);
  });

  test('what tells of an allowance', () => {
    expect(judged(FOUND, allow(at, 'allowance-unused'))).toEqual([
      'error endpoints-missing',
      'error allowance-refused',
    ]);
  });

  test('a code that there is not: the nearest is named', () => {
    const [, unknown] = applyAllowances([FOUND], [allow(at, 'endpoint-missing')]);
    expect(unknown).toMatchObject({ code: 'allowance-code-unknown', severity: 'error', at: SAID });
    expect(unknown.hint).toContain('"endpoints-missing"');
  });

  test.each(['constructor', '__proto__', ''])('%j, which is a code nowhere', (code) => {
    expect(judged(FOUND, allow(at, code))).toEqual(['error endpoints-missing', 'error allowance-code-unknown']);
  });

  test.each(['', ' \n'])('anything for the reason %j', (reason) => {
    expect(judged(FOUND, allow(at, 'endpoints-missing', reason))).toEqual([
      'error endpoints-missing',
      'error allowance-without-reason',
    ]);
  });
});

describe('the table of codes', () => {
  const own = Object.entries(OWN_CODES);

  test('is sorted, in kebab case, and shares nothing with the codes of Kuma’s rules', () => {
    const codes = own.map(([code]) => code);
    expect(codes).toEqual([...codes].sort());
    expect(codes.filter((code) => !/^[a-z]+(-[a-z0-9]+)*$/.test(code))).toEqual([]);
    expect(codes.filter((code) => (KUMA_CODES as readonly string[]).includes(code))).toEqual([]);
  });

  test('lets every warning and info of a declaration be allowed', () => {
    const fixed = own.filter(([, { severity, allowable }]) => severity !== 'error' && !allowable).map(([code]) => code);
    expect(fixed).toEqual(['allowance-unused', 'option-unused']);
  });

  const NOTHING_VALID: readonly (readonly [OwnCode, string])[] = [
    ['service-unknown', 'an unknown reference'],
    ['secret-unknown', 'an unknown reference'],
    ['hostname-taken', 'one hostname for two'],
    ['vip-pin-taken', 'one VIP for two'],
    ['path-taken', 'one path for two'],
    ['listener-taken', 'what Envoy refuses'],
    ['certificate-invalid', 'what Envoy refuses'],
    ['zone-invalid', 'what CoreDNS refuses'],
    ['zone-egress-needed', 'a direct path around an egress'],
  ];
  test.each(NOTHING_VALID)('keeps %s from being allowed: %s', (code) => {
    expect(OWN_CODES[code]).toEqual({ severity: 'error', allowable: false });
  });
});
