import { type Form, type Json, dataplane, document, service } from '../compile/documents';
import { diagnosticsOf, kumaFindings } from '../compile/kuma-findings';

/** What the schema says where the validator says nothing: Kuma's wording in Universal, the API server's in Kubernetes. */

const find = (spec: Json, form: Form): string[] => kumaFindings(service('x', spec, { form }));
const endpoint = (one: Json): Json => ({ endpoints: [one] });
const port = (value: unknown): Json => endpoint({ address: 'a.example', port: value });
const extension = (one: Json): Json => ({ extension: one });
const caCert = (one: unknown): Json => ({ tls: { verification: { caCert: one } } });
const FIELD = 'spec.endpoints[0].port';

type Row = readonly [problem: string, spec: Json, universal: string, kubernetes: string];
const ROWS: readonly Row[] = [
  [
    'missing',
    extension({ type: 'x' }),
    'spec.extension.config: in body is required',
    'spec.extension.config: Required value',
  ],
  [
    'below the minimum',
    port(0),
    `${FIELD}: in body should be greater than or equal to 1`,
    `${FIELD}: Invalid value: 0: ${FIELD} in body should be greater than or equal to 1`,
  ],
  [
    'above the maximum',
    port(65536),
    `${FIELD}: in body should be less than or equal to 65535`,
    `${FIELD}: Invalid value: 65536: ${FIELD} in body should be less than or equal to 65535`,
  ],
  [
    'of another type',
    { tls: { enabled: 'yes' } },
    'spec.tls.enabled: in body must be of type boolean: "string"',
    'spec.tls.enabled: Invalid value: "string": spec.tls.enabled in body must be of type boolean: "string"',
  ],
  [
    'a fraction',
    port(1.5),
    `${FIELD}: in body must be of type integer: "number"`,
    `${FIELD}: Invalid value: "number": ${FIELD} in body must be of type integer: "number"`,
  ],
  [
    'a number in quotes',
    port('8080'),
    `${FIELD}: in body must be of type integer: "string"`,
    `${FIELD}: Invalid value: "string": ${FIELD} in body must be of type integer: "string"`,
  ],
  [
    'not base64',
    caCert({ inline: '%%%' }),
    'spec.tls.verification.caCert.inline: in body must be of type byte: "[redacted]"',
    'spec.tls.verification.caCert.inline: Invalid value: "[redacted]": spec.tls.verification.caCert.inline in body must be of type byte: "[redacted]"',
  ],
  [
    'a text where an object belongs',
    caCert('text'),
    'spec.tls.verification.caCert: in body must be of type object: "string"',
    'spec.tls.verification.caCert: Invalid value: "string": spec.tls.verification.caCert in body must be of type object: "string"',
  ],
];

test.each(ROWS)('%s: %j', (_problem, spec, universal, kubernetes) => {
  expect(find(spec, 'universal')).toEqual([universal]);
  expect(find(spec, 'kubernetes')).toEqual([kubernetes]);
});

test('where both layers speak of a field, the text of the validator is shown, with the value found', () => {
  for (const form of ['universal', 'kubernetes'] as const) {
    const found = diagnosticsOf(service('x', { match: { port: 70000, protocol: 'kafka' } }, { form }));
    expect(found.map(({ message, hint }) => [message, hint])).toEqual([
      ['port must be a valid (1-65535)', 'Found 70000.'],
      ['"protocol" must be one of ["tcp", "grpc", "http", "http2"]', 'Found "kafka".'],
    ]);
  }
});

test('a value of another type is never reported as nothing', () => {
  const found = diagnosticsOf(service('x', { match: { port: '80', protocol: 'tcp' } }));
  expect(found.map(({ hint }) => hint)).toEqual(['Found "80".']);
});

test('an unknown field is a warning that names the nearest known one', () => {
  const found = diagnosticsOf(service('x', { endpoints: [{ adress: 'a.example', address: 'a.example', port: 80 }] }));
  expect(found.map(({ severity, code, at, hint }) => [severity, code, at.field, hint])).toEqual([
    ['warning', 'unknown-field', 'spec.endpoints[0].adress', 'Did you mean "address"?'],
  ]);
});

test('unknown fields of a Dataplane pass, as protobuf lets them', () => {
  expect(diagnosticsOf({ ...dataplane('x'), metrics: { type: 'prometheus', more: 1 }, other: {} })).toEqual([]);
});

test('null counts as absent on Kubernetes; in Universal it is of a wrong type', () => {
  const spec = { tls: null, endpoints: [{ address: 'unix:///a', port: null }] };
  expect(find(spec, 'kubernetes')).toEqual([]);
  expect(find(spec, 'universal')).toEqual([
    'spec.endpoints[0].port: in body must be of type integer: "null"',
    'spec.tls: in body must be of type object: "null"',
  ]);
});

test('a key that every object inherits is a key like any other', () => {
  const spec = JSON.parse('{"match":{"port":80,"protocol":"tcp"},"constructor":1,"__proto__":{"match":{}}}') as Json;
  expect(diagnosticsOf(service('x', spec)).map(({ code, at }) => [code, at.field])).toEqual([
    ['unknown-field', 'spec.__proto__'],
    ['unknown-field', 'spec.constructor'],
  ]);
});

describe('without a body', () => {
  test('the Universal form says that spec is required', () => {
    expect(kumaFindings({ type: 'MeshExternalService', mesh: 'default', name: 'x' })).toContain(
      ': .spec in body is required',
    );
  });

  test('the Kubernetes form is judged by the validator', () => {
    expect(kumaFindings(document('MeshExternalService', 'x', {}, { form: 'kubernetes' }))).toContain(
      'spec.match.port: port must be a valid (1-65535)',
    );
  });
});
