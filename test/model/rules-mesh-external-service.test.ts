import { FORMS, type Form, type Json, document, SERVICE_SPEC } from '../compile/documents';
import { kumaFindings } from '../compile/kuma-findings';

/** Kuma 2.8's rules for MeshExternalService: each row of its validator hit, and just missed. */

const IP = { address: '192.0.2.1' };
const DNS = { address: 'a.example' };
const ONE_OF = {
  protocol: '"protocol" must be one of ["tcp", "grpc", "http", "http2"]',
  min: '"min" must be one of ["TLSAuto", "TLS10", "TLS11", "TLS12", "TLS13"]',
  max: '"max" must be one of ["TLSAuto", "TLS10", "TLS11", "TLS12", "TLS13"]',
  mode: '"mode" must be one of ["SkipSAN", "SkipCA", "SkipAll", "Secured"]',
  type: '"type" must be one of ["Prefix", "Exact"]',
};
const PORT = 'port must be a valid (1-65535)';
const NO_ADDRESS = 'address has to be a valid IP or hostname or a unix path';
const unknownType = (found: string): string => `unrecognized type '${found}' - only 'HostnameGenerator' is supported`;

const match = (change: Json): Json => ({ match: { port: 80, protocol: 'tcp', ...change } });
const endpoint = (one: Json): Json => ({ endpoints: [one] });
const version = (range: Json): Json => ({ tls: { version: range } });
const verification = (change: Json): Json => ({ tls: { verification: change } });
const san = (one: Json): Json => verification({ subjectAltNames: [one] });

const find = (spec: Json, form: Form): string[] =>
  kumaFindings(document('MeshExternalService', 'x', { spec: { ...SERVICE_SPEC, ...spec } }, { form }));

type Hit = readonly [row: string, spec: Json, field: string, message: string];
const HITS: readonly Hit[] = [
  ['M2', match({ type: 'Dns' }), 'spec.match.type', unknownType('Dns')],
  ['M2 empty', match({ type: '' }), 'spec.match.type', unknownType('')],
  ['M3 zero', match({ port: 0 }), 'spec.match.port', PORT],
  ['M3 missing', { match: { protocol: 'tcp' } }, 'spec.match.port', PORT],
  ['M3 too large', match({ port: 65536 }), 'spec.match.port', PORT],
  ['M4', match({ protocol: 'kafka' }), 'spec.match.protocol', ONE_OF.protocol],
  ['M4 upper case', match({ protocol: 'HTTP' }), 'spec.match.protocol', ONE_OF.protocol],
  ['E1', endpoint(IP), 'spec.endpoints[0].port', 'must be defined when endpoint is an IP'],
  ['E2 zero', endpoint({ ...IP, port: 0 }), 'spec.endpoints[0].port', PORT],
  ['E2 too large', endpoint({ ...IP, port: 65536 }), 'spec.endpoints[0].port', PORT],
  [
    'E3',
    endpoint({ address: 'unix:///a', port: 1 }),
    'spec.endpoints[0].port',
    'must not be defined when endpoint is a unix path',
  ],
  ['E4', endpoint(DNS), 'spec.endpoints[0].port', 'must be defined when endpoint is a hostname'],
  ['E5', endpoint({ address: '*.example', port: 1 }), 'spec.endpoints[0].address', NO_ADDRESS],
  ['E5 url', endpoint({ address: 'https://a.example', port: 1 }), 'spec.endpoints[0].address', NO_ADDRESS],
  ['T1 min', version({ min: 'TLS14' }), 'spec.tls.version.min', ONE_OF.min],
  ['T1 max', version({ max: '' }), 'spec.tls.version.max', ONE_OF.max],
  ['T2', version({ min: 'TLS13', max: 'TLS12' }), 'spec.tls.version.min', 'min version must be lower than max'],
  ['T3', verification({ serverName: '192.0.2.1' }), 'spec.tls.verification.serverName', 'must be a valid DNS name'],
  ['T3 empty', verification({ serverName: '' }), 'spec.tls.verification.serverName', 'must be a valid DNS name'],
  ['T4', verification({ mode: 'None' }), 'spec.tls.verification.mode', ONE_OF.mode],
  ['T4 empty', verification({ mode: '' }), 'spec.tls.verification.mode', ONE_OF.mode],
  ['T5', san({ type: 'Regex', value: 'a' }), 'spec.tls.verification.subjectAltNames[0].type', ONE_OF.type],
  [
    'T6',
    verification({ clientCert: { secret: 'a' } }),
    'spec.tls.verification.clientKey',
    'must be defined when clientCert is defined',
  ],
  [
    'T7',
    verification({ clientKey: { secret: 'a' } }),
    'spec.tls.verification.clientCert',
    'must be defined when clientKey is defined',
  ],
  ['X1', { extension: { type: '', config: {} } }, 'spec.extension.type', 'must not be empty'],
  ['X1 missing', { extension: { config: {} } }, 'spec.extension.type', 'must not be empty'],
];

type Miss = readonly [row: string, spec: Json];
const MISSES: readonly Miss[] = [
  ['M2', match({ type: 'HostnameGenerator' })],
  ['M3 smallest', match({ port: 1 })],
  ['M3 largest', match({ port: 65535 })],
  ['M4', match({ protocol: 'http2' })],
  ['E2 smallest', endpoint({ ...IP, port: 1 })],
  ['E2 largest', endpoint({ ...IP, port: 65535 })],
  ['E3', endpoint({ address: 'unix:///a' })],
  ['E4', endpoint({ ...DNS, port: 1 })],
  ['E5 no endpoints', { endpoints: [] }],
  [
    'E5 the same twice',
    {
      endpoints: [
        { ...IP, port: 1 },
        { ...IP, port: 1 },
      ],
    },
  ],
  ['T1', version({ min: 'TLSAuto', max: 'TLS13' })],
  ['T2 equal', version({ min: 'TLS12', max: 'TLS12' })],
  ['T2 min alone', version({ min: 'TLS13' })],
  ['T2 auto max', version({ min: 'TLS13', max: 'TLSAuto' })],
  ['T3', verification({ serverName: 'a.example' })],
  ['T4', verification({ mode: 'SkipAll' })],
  ['T5', san({ type: 'Prefix', value: '' })],
  ['T6, T7', verification({ clientCert: { secret: 'a' }, clientKey: { inlineString: 'b' } })],
  [
    'no source and several sources',
    verification({ caCert: {}, clientCert: { secret: 'a', inline: 'YQ==' }, clientKey: {} }),
  ],
  ['X1', { extension: { type: 'x', config: {} } }],
  [
    'E and T behind an extension',
    { ...endpoint({ ...IP }), ...version({ min: 'TLS13', max: 'TLS12' }), extension: { type: 'x', config: 1 } },
  ],
];

describe.each(FORMS)('in the %s form', (form) => {
  test.each(HITS)('%s: %j is refused', (_row, spec, field, message) => {
    expect(find(spec, form)).toEqual([`${field}: ${message}`]);
  });

  test.each(MISSES)('%s: %j is accepted', (_row, spec) => {
    expect(find(spec, form)).toEqual([]);
  });

  test('all findings come at once, in the order of Kuma', () => {
    // GIVEN
    const spec = {
      tls: {
        enabled: false,
        verification: { clientCert: {}, subjectAltNames: [{ type: 'a', value: 'b' }], mode: 'c', serverName: '' },
        version: { min: 'TLS13', max: 'TLS10' },
      },
      endpoints: [{ ...IP, port: 1 }, DNS, { address: '-', port: 1 }],
      match: { protocol: 'x', port: 0, type: 'y' },
    };

    // WHEN
    const fields = find(spec, form).map((line) => line.slice(0, line.indexOf(': ')));

    // THEN
    expect(fields).toEqual([
      'spec.match.type',
      'spec.match.port',
      'spec.match.protocol',
      'spec.endpoints[1].port',
      'spec.endpoints[2].address',
      'spec.tls.version.min',
      'spec.tls.verification.serverName',
      'spec.tls.verification.mode',
      'spec.tls.verification.subjectAltNames[0].type',
      'spec.tls.verification.clientKey',
    ]);
  });
});

/** What each form makes of a value that is there and empty, as the real Kuma 2.8.8 did (test/conformance/README.md). */
describe('empty values', () => {
  const typeField = 'spec.tls.verification.subjectAltNames[0].type';
  const emptyType = san({ type: '', value: 'a' });

  test('Universal takes them as they are: neither a default nor absent', () => {
    expect(find(match({ protocol: '' }), 'universal')).toEqual([`spec.match.protocol: ${ONE_OF.protocol}`]);
    expect(find(emptyType, 'universal')).toEqual([`${typeField}: ${ONE_OF.type}`]);
    expect(find(match({ port: null }), 'universal')).toEqual([
      'spec.match.port: in body must be of type integer: "null"',
    ]);
  });

  test('on Kubernetes the webhook of 2.8 leaves out what is empty, and the API server fills in the default', () => {
    expect(find(match({ protocol: '' }), 'kubernetes')).toEqual([]);
    expect(find(emptyType, 'kubernetes')).toEqual([]);
    expect(find(match({ port: null }), 'kubernetes')).toEqual([`spec.match.port: ${PORT}`]);
  });
});

describe('M1: the core name has at most 63 bytes', () => {
  const long = (length: number, form: Form): string[] =>
    kumaFindings(document('MeshExternalService', 'x'.repeat(length), { spec: SERVICE_SPEC }, { form }));

  test.each([
    ['universal', 63],
    ['kubernetes', 51],
  ] as const)('in the %s form that leaves %d for the name', (form, limit) => {
    expect(long(limit, form)).toEqual([]);
    expect(long(limit + 1, form)).toEqual(['name: must not be longer than 63 characters']);
  });
});
