import { compile } from '../../../src/compile/compile';
import { renderText } from '../../../src/diagnostics/render';
import type { SecretDeclaration } from '../../../src/model/model';
import * as pem from '../../pem';
import { type Json, brief, generator, modelOf, service } from '../documents';

interface Known {
  readonly now?: number;
  readonly secrets?: readonly string[];
  readonly secretsMesh?: string;
}

const judged = (tls: Json, { now, secrets = [], secretsMesh = 'default' }: Known = {}) => {
  const endpoints = [{ address: 'a.example', port: 443 }];
  const model = modelOf([service('x', { endpoints, tls }), generator('g', '{{ .Name }}.mesh.internal')]);
  const declared = secrets.map((name): SecretDeclaration => ({ place: {}, mesh: secretsMesh, name }));
  return compile({ ...model, secrets: declared }, now === undefined ? {} : { now }).diagnostics.filter(
    ({ at, authority }) => authority === 'meshext' && at.field?.startsWith('spec.tls'),
  );
};
const said = (verification: Json, known?: Known): string[] =>
  brief(judged({ enabled: true, verification }, known)).map((line) => line.replace('spec.tls.verification.', ''));

const text = (inlineString: string): Json => ({ inlineString });
const base64 = (content: string): Json => ({ inline: Buffer.from(content).toString('base64') });
const INLINE = 'warning private-key-inline x clientKey';
const broken = pem.AUTHORITY.replace(/^M.*/m, 'AAAA');
const indented = pem.AUTHORITY.replace(/^/gm, '  ');

describe('an authority', () => {
  test.each([
    ['PEM', pem.AUTHORITY],
    ['two of them', pem.AUTHORITY + pem.OTHER],
    ['PEM with lines of Windows', pem.AUTHORITY.replaceAll('\n', '\r\n')],
    ['PEM with words around it', `first\n${pem.AUTHORITY}last\n`],
    ['PEM without a final line end', pem.AUTHORITY.trim()],
    ['a kind of key that a client certificate could not have', pem.SMALL],
  ])('%s is read', (_title, content) => {
    expect(said({ caCert: text(content) })).toEqual([]);
    expect(said({ caCert: base64(content) })).toEqual([]);
  });

  test.each([
    ['what the Kuma docs have: test', 'test'],
    ['nothing', ''],
    ['a broken block', broken],
    ['a broken block behind a good one', pem.AUTHORITY + broken],
    ['a block without an end', `${pem.AUTHORITY}-----BEGIN CERTIFICATE-----\nAAAA\n`],
    ['indented PEM', indented],
    ['PEM in one line', pem.AUTHORITY.replaceAll('\n', ' ')],
    ['a key', pem.CLIENT_KEY],
  ])('%s is an error', (_title, content) => {
    expect(said({ caCert: text(content) })).toEqual(['error certificate-invalid x caCert']);
    expect(said({ caCert: base64(content) })).toEqual(['error certificate-invalid x caCert']);
  });

  test('is not looked at where it is not asked, or TLS is off', () => {
    expect(said({ mode: 'SkipAll', caCert: text('a') })).not.toContain('error certificate-invalid x caCert');
    expect(brief(judged({ enabled: false, verification: { caCert: text('a') } }))).toEqual([]);
  });

  test('in base64 that is none is left to Kuma’s own rule', () => {
    expect(said({ caCert: { inline: '%%%' } })).not.toContain('error certificate-invalid x caCert');
  });

  test('in base64 may have line ends, which no output keeps', () => {
    const inline = Buffer.from(pem.AUTHORITY).toString('base64').replace(/.{64}/g, '$&\n');
    expect(said({ caCert: { inline } })).toEqual([]);
    const { ir } = compile(modelOf([service('x', { tls: { enabled: true, verification: { caCert: { inline } } } })]));
    expect(ir.meshes[0].services[0].upstream?.tls?.authority).toEqual({
      kind: 'base64',
      value: Buffer.from(pem.AUTHORITY).toString('base64'),
    });
  });
});

describe('dates', () => {
  const at = (now: string, caCert: string) => said({ caCert: text(caCert) }, { now: Date.parse(now) });

  test.each([
    ['2020-12-31T23:59:59Z', ['warning certificate-not-yet-valid x caCert']],
    ['2021-01-01T00:00:00Z', []],
    ['2030-01-01T00:00:00Z', []],
    ['2030-01-01T00:00:01Z', ['warning certificate-expired x caCert']],
  ])('at %s', (now, findings) => {
    expect(at(now, pem.OTHER)).toEqual(findings);
    expect(at(now, pem.AUTHORITY + pem.OTHER)).toEqual(findings);
  });

  test('a client certificate expires too', () => {
    const verification = { clientCert: text(pem.OTHER), clientKey: text(pem.OTHER_KEY) };
    expect(said(verification, { now: Date.parse('2031-01-01') })).toEqual([
      'warning private-key-inline x clientKey',
      'warning certificate-expired x clientCert',
    ]);
  });

  test('without a time nothing is said', () => {
    expect(said({ caCert: text(pem.OTHER) })).toEqual([]);
  });
});

describe('a client certificate and its key', () => {
  const pair = (clientCert: Json, clientKey: Json): string[] => said({ clientCert, clientKey });
  const KEY = pem.CLIENT_KEY;

  test.each([
    ['one pair', pem.CLIENT, KEY],
    ['the key in its older form', pem.CLIENT, pem.CLIENT_KEY_SEC1],
    ['a chain', pem.CLIENT + pem.OTHER, KEY],
    ['both in both', pem.CLIENT + KEY, pem.CLIENT + KEY],
  ])('%s', (_title, cert, key) => {
    expect(pair(text(cert), text(key))).toEqual([INLINE]);
    expect(pair(base64(cert), base64(key))).toEqual([INLINE]);
  });

  test.each([
    ['the key of another', pem.CLIENT, pem.OTHER_KEY, 'error client-key-mismatch x clientKey'],
    ['the chain in the wrong order', pem.OTHER + pem.CLIENT, KEY, 'error client-key-mismatch x clientKey'],
    ['no key', pem.CLIENT, pem.CLIENT, 'error private-key-invalid x clientKey'],
    ['an empty key', pem.CLIENT, '', 'error private-key-invalid x clientKey'],
    ['an encrypted key', pem.CLIENT, pem.CLIENT_KEY_ENCRYPTED, 'error private-key-invalid x clientKey'],
    [
      'one encrypted in the older form',
      pem.CLIENT,
      pem.CLIENT_KEY_ENCRYPTED_SEC1,
      'error private-key-invalid x clientKey',
    ],
    ['an indented key', pem.CLIENT, KEY.replace(/^/gm, ' '), 'error private-key-invalid x clientKey'],
    ['a broken key', pem.CLIENT, KEY.replace(/^M.*/m, 'AAAA'), 'error private-key-invalid x clientKey'],
    ['no certificate', KEY, KEY, 'error certificate-invalid x clientCert'],
    ['RSA of 1024 bits', pem.SMALL, KEY, 'error client-certificate-unsupported x clientCert'],
    ['an odd curve', pem.CURVE, KEY, 'error client-certificate-unsupported x clientCert'],
  ])('%s', (_title, cert, key, finding) => {
    expect(pair(text(cert), text(key))).toEqual([INLINE, finding]);
  });

  test('what is in a secret only the proxy can see', () => {
    expect(pair({ secret: 'a' }, { secret: 'b' })).toEqual([]);
    expect(pair(text(pem.CLIENT), { secret: 'b' })).toEqual([]);
    expect(pair({ secret: 'a' }, text(pem.OTHER_KEY))).toEqual([INLINE]);
  });

  test('one that holds nothing leaves the other without effect', () => {
    const EMPTY = (field: string): string => `warning data-source-empty x ${field}`;
    expect(pair({ secret: 'a' }, {})).toEqual([EMPTY('clientKey'), 'error client-certificate-incomplete x clientKey']);
    expect(pair({}, { secret: 'a' })).toEqual([
      EMPTY('clientCert'),
      'error client-certificate-incomplete x clientCert',
    ]);
    expect(pair({}, {})).toEqual([EMPTY('clientCert'), EMPTY('clientKey')]);
  });

  test('a key in the source is a warning even where it has no effect', () => {
    const verification = { clientCert: { secret: 'a' }, clientKey: { secret: 'b', inlineString: KEY } };
    expect(said(verification)).toEqual([INLINE, 'warning data-source-ambiguous x clientKey']);
    expect(brief(judged({ enabled: false, verification }))).toEqual([
      'warning private-key-inline x spec.tls.verification.clientKey',
    ]);
  });
});

describe('a secret', () => {
  const ca = (secret: string, known?: Known): string[] => said({ caCert: { secret } }, known);

  test('that is not declared is an error once its mesh declares any', () => {
    expect(ca('private-ca', { secrets: ['private-ca', 'b'] })).toEqual([]);
    expect(ca('private', { secrets: ['private-ca', 'b'] })).toEqual(['error secret-unknown x caCert.secret']);
    expect(ca('private')).toEqual([]);
    expect(ca('private', { secrets: ['private-ca'], secretsMesh: 'other' })).toEqual([]);
  });

  test.each(['', '.', '..', '../a', '/a', 'a/b', 'a\nb', 'a'.repeat(256)])('cannot be called %j', (name) => {
    expect(ca(name)).toEqual(['error secret-name-invalid x caCert.secret']);
  });

  test.each(['a', 'a..b', '.a', 'a-b.c_d', 'a'.repeat(255)])('can be called %j', (name) => {
    expect(ca(name)).toEqual([]);
  });
});

test('no finding shows a content', () => {
  const verification = {
    caCert: text(`${broken}ca-content`),
    clientCert: text(pem.CLIENT),
    clientKey: { ...text(pem.OTHER_KEY), ...base64('key-content') },
  };
  const shown = judged({ enabled: true, verification }, { now: 0 }).map(renderText).join('\n');
  const lines = [pem.CLIENT, pem.OTHER_KEY, broken]
    .flatMap((one) => one.split('\n'))
    .filter((line) => /^[A-Za-z]/.test(line));
  for (const secret of ['ca-content', 'key-content', Buffer.from('key-content').toString('base64'), ...lines]) {
    expect(shown).not.toContain(secret);
  }
  expect(shown).toContain('certificate-invalid');
  expect(shown).toContain('private-key-invalid');
});
