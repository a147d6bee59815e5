import { compile } from '../../../src/compile/compile';
import { type Json, brief, generator, modelOf, service } from '../documents';

const DNS = { address: 'a.example', port: 443 };
const said = (tls: Json, endpoint: Json = DNS, more: Json = {}): string[] => {
  const model = modelOf([
    service('x', { endpoints: [endpoint], tls, ...more }),
    generator('g', '{{ .Name }}.mesh.internal'),
  ]);
  return brief(compile(model).diagnostics).filter((line) => line.includes(' spec.tls'));
};
const verified = (verification: Json): Json => ({ enabled: true, verification });
const MODE = 'spec.tls.verification.mode';
const name = (length: number): string => `${'a.'.repeat(length / 2)}a`.slice(0, length);

test.each([
  ['SkipSAN', [`warning verification-relaxed x ${MODE}`]],
  ['SkipCA', [`warning verification-relaxed x ${MODE}`, `info names-not-checked x ${MODE}`]],
  ['SkipAll', [`warning verification-relaxed x ${MODE}`]],
  ['Secured', []],
])('the mode %s', (mode, findings) => {
  expect(said(verified({ mode }))).toEqual(findings);
  expect(said({ enabled: false, verification: { mode } })).toEqual([]);
});

test('the warning names the mode', () => {
  const model = modelOf([service('x', { tls: verified({ mode: 'SkipAll' }) })]);
  const relaxed = compile(model).diagnostics.filter(({ code }) => code === 'verification-relaxed');
  expect(relaxed.map(({ message }) => message)).toEqual([expect.stringContaining('SkipAll')]);
});

test.each([
  [{ min: 'TLS10' }, ['warning tls-version-legacy x spec.tls.version.min']],
  [{ max: 'TLS11' }, ['warning tls-version-legacy x spec.tls.version.max']],
  [{ min: 'TLS10', max: 'TLS11' }, ['warning tls-version-legacy x spec.tls.version.min']],
  [{ min: 'TLS12', max: 'TLS13' }, []],
  [{ min: 'TLSAuto', max: 'TLSAuto' }, []],
])('the versions %j', (version, findings) => {
  expect(said({ enabled: true, version })).toEqual(findings);
});

test.each([
  [{ version: { min: 'TLS12' } }, true],
  [{ verification: { serverName: 'a.example' } }, true],
  [{ enabled: false, verification: { serverName: 'a.example' } }, false],
  [{ enabled: true, verification: { serverName: 'a.example' } }, false],
  [{ allowRenegotiation: true }, false],
  [{}, false],
])('%j sends plain text although TLS is described: %s', (tls, isPlain) => {
  expect(said(tls)).toEqual(isPlain ? ['warning tls-not-enabled x spec.tls.enabled'] : []);
});

test.each([
  [{}, { address: 'unix:///a' }, true],
  [{ subjectAltNames: [{ type: 'Exact', value: 'a' }] }, { address: 'unix:///a' }, false],
  [{ serverName: 'a.example' }, { address: 'unix:///a' }, false],
  [{}, { address: '192.0.2.1', port: 1 }, false],
])('%j at %j leaves nothing to verify: %s', (verification, endpoint, isBare) => {
  expect(said(verified(verification), endpoint)).toEqual(
    isBare ? ['error nothing-to-verify x spec.tls.verification'] : [],
  );
});

test('an empty alternative name, exact or prefix', () => {
  const subjectAltNames = [
    { type: 'Exact', value: '' },
    { type: 'Prefix', value: '' },
    { type: 'Prefix', value: 'a' },
  ];
  const field = 'spec.tls.verification.subjectAltNames';
  expect(said(verified({ subjectAltNames }))).toEqual([
    `error empty-subject-alt-name x ${field}[0].value`,
    `error empty-subject-alt-name x ${field}[1].value`,
  ]);
});

test.each([
  [name(253), []],
  [`${name(253)}.`, []],
  [name(255), ['error server-name-too-long x spec.tls.verification.serverName']],
])('a server name may have 253 characters', (serverName, findings) => {
  expect(said(verified({ serverName }))).toEqual(findings);
});

test('an authority that is not asked', () => {
  const UNUSED = 'warning ca-cert-unused x spec.tls.verification.caCert';
  expect(said(verified({ mode: 'SkipCA', caCert: { secret: 'a' } }))).toContain(UNUSED);
  expect(said(verified({ mode: 'SkipSAN', caCert: { secret: 'a' } }))).not.toContain(UNUSED);
});

test('Kuma’s own rule speaks of a minimum above the maximum', () => {
  expect(said({ enabled: true, version: { min: 'TLS13', max: 'TLS12' } })).toEqual([
    'error tls-version-order x spec.tls.version.min',
  ]);
});

test('of an extension nothing is said', () => {
  expect(said(verified({ mode: 'SkipAll' }), DNS, { extension: { type: 'a', config: {} } })).toEqual([]);
});
