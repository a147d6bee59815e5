import { compile } from '../../src/compile/compile';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { renderForConstruct, renderText } from '../../src/diagnostics/render';
import { load } from '../../src/model/load';
import { FORMS, type Json, service } from '../compile/documents';

/** What stands in a data source is never shown, wherever it was put by mistake. */

const KEY = 'bm90IGEga2V5';
const PEM = `-----BEGIN PRIVATE KEY-----\n${KEY}\n-----END PRIVATE KEY-----\n`;

function shown(text: string): string {
  const { model, diagnostics } = load([{ file: 'test.yaml', text }]);
  const all: Diagnostic[] = [...diagnostics, ...compile(model).diagnostics];
  return [...all.flatMap((one) => [renderText(one), renderForConstruct(one)]), JSON.stringify(all)].join('\n');
}

const tls = (change: Json): Json => ({ tls: { enabled: true, ...change } });
const verification = (change: Json): Json => tls({ verification: change });
const clientKey = (source: unknown): Json => verification({ clientCert: { secret: 'a' }, clientKey: source });

const MISTAKES: readonly (readonly [title: string, spec: Json])[] = [
  ['as meant', clientKey({ inlineString: PEM })],
  ['without a certificate', verification({ clientKey: { inlineString: PEM } })],
  ['text in place of a source', clientKey(PEM)],
  ['a list in place of a source', clientKey([PEM])],
  ['a source in a list', clientKey([{ inlineString: PEM }])],
  ['an object in place of a text', clientKey({ inlineString: { pem: PEM } })],
  ['PEM in place of base64', clientKey({ inline: PEM })],
  ['bad base64', clientKey({ inline: `${KEY}%` })],
  ['under a key that is not known', clientKey({ file: PEM })],
  ['as the name of a secret, in a list', clientKey({ secret: [PEM] })],
  ['directly below tls', tls({ clientKey: { inlineString: PEM } })],
  ['text in place of verification', tls({ verification: PEM })],
  ['verification in a list', tls({ verification: [{ clientKey: { inlineString: PEM } }] })],
  ['tls in a list', { tls: [{ verification: { clientKey: { inlineString: PEM } } }] }],
  ['text in place of tls', { tls: PEM }],
  ['below a field that holds a text', verification({ serverName: { clientKey: { inlineString: PEM } } })],
  ['below the mode', verification({ mode: { clientKey: { inlineString: PEM } } })],
  ['below enabled', { tls: { enabled: { verification: { clientKey: { inlineString: PEM } } } } }],
  ['as the value of a name', verification({ subjectAltNames: { clientKey: { inlineString: PEM } } })],
];

describe.each(FORMS)('in the %s form', (form) => {
  test.each(MISTAKES)('%s', (_title, spec) => {
    expect(shown(JSON.stringify(service('x', spec, { form }))).includes(KEY)).toBe(false);
  });
});

test.each(['spec', 'tls'])('the whole resource below %s in a list', (place) => {
  const { spec, ...rest } = service('x', clientKey({ inlineString: PEM })) as { readonly spec: Json };
  const wrong = place === 'spec' ? [spec] : { ...spec, tls: [spec['tls']] };
  expect(shown(JSON.stringify({ ...rest, spec: wrong })).includes(KEY)).toBe(false);
});

test.each(FORMS)('a number or a boolean beside a source hides nothing, in the %s form', (form) => {
  const hints = (spec: Json): string[] =>
    shown(JSON.stringify(service('x', spec, { form }))).match(/Found .*\./g) ?? [];
  expect(hints(tls({ enabled: 1 }))).toContain('Found 1.');
  expect(hints(verification({ serverName: true }))).toContain('Found true.');
  expect(hints(clientKey({ inlineString: 12345 }))).toContain('Found "[redacted]".');
});

const HEAD = `type: MeshExternalService
mesh: default
name: x
spec:
  match: {port: 80}
  endpoints: [{address: a.example, port: 80}]
  tls:
    verification:
`;

test.each([
  ['no block indicator', `      clientKey:\n        inlineString: -----BEGIN PRIVATE KEY-----\n        ${KEY}\n`],
  ['not indented', `      clientKey:\n        inlineString: |\n-----BEGIN PRIVATE KEY-----\n${KEY}\n`],
  ['without its field', `      clientKey: |\n        -----BEGIN PRIVATE KEY-----\n        ${KEY}\n`],
  ['an open quote', `      clientKey:\n        inlineString: "-----BEGIN PRIVATE KEY-----\n${KEY}\n`],
  ['as a tag', `      clientKey:\n        inlineString: !${KEY} a\n`],
  ['a tab', `      clientKey:\n\tinlineString: ${KEY}\n`],
  ['a second value', `      clientKey:\n        inlineString: "a" ${KEY}\n`],
])('YAML that is wrong: %s', (_title, text) => {
  expect(shown(HEAD + text).includes(KEY)).toBe(false);
});
