import { FORMS, type Form, type Json, dataplane, document } from '../compile/documents';
import { kumaFindings } from '../compile/kuma-findings';

/** Kuma 2.8's rules for Dataplane: each row of its validator hit, and just missed. */

const SERVICE = { 'kuma.io/service': 'web' };
const RANGE = 'port must be in the range [1, 65535]';
const DIFFER = 'serviceAddress and servicePort has to differ from address and port';
const NAME_TEXT = 'tag name must consist of alphanumeric characters, dots, dashes, slashes and underscores';
const VALUE_TEXT = 'tag value must consist of alphanumeric characters, dots, dashes and underscores';
const PROTOCOL = (value: string): string =>
  `tag "kuma.io/protocol" has an invalid value "${value}". Allowed values: grpc, http, http2, kafka, tcp`;
const ONE_INBOUND = 'has to contain at least one inbound interface or gateway';
const NO_GATEWAY_IN = (kind: string): string => `inbound cannot be defined for ${kind} gateways`;
const KINDS = 'invalid value. Available values are: MeshExternalService,MeshService';
const BOTH = 'both backendRef and tags/service cannot be defined';

const inbound = (one: Json): Json => ({ inbound: [{ port: 8080, servicePort: 80, tags: SERVICE, ...one }] });
const tags = (more: Json): Json => inbound({ tags: { ...SERVICE, ...more } });
const outbound = (one: Json): Json => ({ outbound: [{ port: 9000, ...one }] });
const backend = (ref: Json, more: Json = {}): Json =>
  outbound({ backendRef: { kind: 'MeshExternalService', name: 'x', ...ref }, ...more });
const admin = (one: Json): Json => ({ admin: { port: 9901 }, ...one });
const gateway = (type: string | undefined, more: Json): Json => ({ gateway: { type, tags: SERVICE }, ...more });
const OUT = { outbound: [{ port: 9000, tags: SERVICE }] };

type Hit = readonly [row: string, networking: Json, field: string, message: string];
const HITS: readonly Hit[] = [
  ['D2', admin(inbound({ address: '127.0.0.1', port: 9901 })), '.admin.port', 'must differ from inbound'],
  ['D2 wildcard', admin(inbound({ address: '0.0.0.0', port: 9901 })), '.admin.port', 'must differ from inbound'],
  [
    'D2 workload',
    admin(inbound({ serviceAddress: '127.0.0.1', servicePort: 9901 })),
    '.admin.port',
    'must differ from inbound',
  ],
  ['D3', admin(outbound({ port: 9901, tags: SERVICE })), '.admin.port', 'must differ from outbound'],
  [
    'D3 wildcard',
    admin(outbound({ port: 9901, address: '::', tags: SERVICE })),
    '.admin.port',
    'must differ from outbound',
  ],
  ['D4 by default', gateway(undefined, {}), '.inbound', NO_GATEWAY_IN('delegated')],
  ['D4 delegated', gateway('DELEGATED', {}), '.inbound', NO_GATEWAY_IN('delegated')],
  ['D4 builtin', gateway('BUILTIN', {}), '.inbound', NO_GATEWAY_IN('builtin')],
  ['D5', gateway('BUILTIN', { inbound: [], ...OUT }), '.outbound', 'outbound cannot be defined for builtin gateways'],
  ['D6', { inbound: [] }, '', ONE_INBOUND],
  ['D6 absent', { inbound: undefined }, '', ONE_INBOUND],
  ['D7', { address: '' }, '.address', "address can't be empty"],
  ['D7 absent', { address: undefined }, '.address', "address can't be empty"],
  ['D8', { address: '0.0.0.0' }, '.address', 'must not be 0.0.0.0 or ::'],
  ['D8 v6', { address: '::' }, '.address', 'must not be 0.0.0.0 or ::'],
  ['D9', { address: 'a b' }, '.address', 'address has to be valid IP address or domain name'],
  ['D9 template', { address: '{{ ip }}' }, '.address', 'address has to be valid IP address or domain name'],
  ['D10 zero', inbound({ port: 0 }), '.inbound[0].port', RANGE],
  ['D10 absent', inbound({ port: undefined }), '.inbound[0].port', RANGE],
  ['D10 too large', inbound({ port: 65536 }), '.inbound[0].port', RANGE],
  ['D10 servicePort', inbound({ servicePort: 65536 }), '.inbound[0].servicePort', RANGE],
  [
    'D11',
    inbound({ serviceAddress: 'localhost' }),
    '.inbound[0].serviceAddress',
    'serviceAddress has to be valid IP address',
  ],
  ['D12', inbound({ serviceAddress: '192.0.2.50', servicePort: 0 }), '.inbound[0].serviceAddress', DIFFER],
  [
    'D12 own address',
    inbound({ address: '127.0.0.1', serviceAddress: '127.0.0.1', servicePort: 8080 }),
    '.inbound[0].serviceAddress',
    DIFFER,
  ],
  ['D13', inbound({ address: 'localhost' }), '.inbound[0].address', 'address has to be valid IP address'],
  ['D14', tags({ 'kuma.io/protocol': 'mongo' }), '.inbound[0].tags["kuma.io/protocol"]', PROTOCOL('mongo')],
  ['D15', tags({ 'a b': 'c' }), '.inbound[0].tags["a b"]', NAME_TEXT],
  ['D16', tags({ '': 'c' }), '.inbound[0].tags', 'tag name must be non-empty'],
  ['D17', tags({ a: '' }), '.inbound[0].tags["a"]', 'tag value must be non-empty'],
  ['D18', tags({ a: 'b/c' }), '.inbound[0].tags["a"]', VALUE_TEXT],
  ['D19', inbound({ tags: {} }), '.inbound[0].tags["kuma.io/service"]', 'tag has to exist'],
  ['D19 no tags', inbound({ tags: undefined }), '.inbound[0].tags["kuma.io/service"]', 'tag has to exist'],
  ['D20 zero', outbound({ port: 0, tags: SERVICE }), '.outbound[0].port', RANGE],
  ['D20 absent', outbound({ port: undefined, tags: SERVICE }), '.outbound[0].port', RANGE],
  ['D20 too large', outbound({ port: 65536, tags: SERVICE }), '.outbound[0].port', RANGE],
  [
    'D21',
    outbound({ address: 'localhost', tags: SERVICE }),
    '.outbound[0].address',
    'address has to be valid IP address',
  ],
  ['D22', backend({ kind: 'MeshGateway', port: 80 }), '.outbound[0].backendRef.kind', KINDS],
  ['D23', backend({ name: '' }), '.outbound[0].backendRef.name', 'cannot be empty'],
  ['D24', backend({ kind: 'MeshService' }), '.outbound[0].backendRef.port', RANGE],
  ['D24 too large', backend({ kind: 'MeshService', port: 65536 }), '.outbound[0].backendRef.port', RANGE],
  ['D25', outbound({}), '.outbound[0].tags', 'mandatory tag "kuma.io/service" is missing'],
  [
    'D25 another tag',
    outbound({ tags: { a: 'b' } }),
    '.outbound[0].tags',
    'mandatory tag "kuma.io/service" is missing',
  ],
  ['D26', backend({}, { tags: SERVICE }), '.outbound[0].backendRef', BOTH],
];

const MISSES: readonly (readonly [row: string, networking: Json])[] = [
  ['D2 workload of another address', admin(inbound({ servicePort: 9901 }))],
  ['D2 another address', admin(inbound({ address: '192.0.2.9', port: 9901 }))],
  ['D3 another address', admin(outbound({ port: 9901, address: '192.0.2.9', tags: SERVICE }))],
  ['D4, D6 a gateway without inbounds', gateway('DELEGATED', { inbound: [] })],
  ['D5 a delegated gateway', gateway('DELEGATED', { inbound: [], ...OUT })],
  ['D9 a name', { address: 'web.example' }],
  ['D9 v6', { address: '2001:db8::50' }],
  ['D10', inbound({ port: 1, servicePort: 65535 })],
  ['D10 servicePort zero', inbound({ servicePort: 0 })],
  ['D11', inbound({ serviceAddress: '::1' })],
  ['D12 another port', inbound({ serviceAddress: '192.0.2.50', servicePort: 8081 })],
  ['D12 another address', inbound({ serviceAddress: '127.0.0.1', servicePort: 8080 })],
  ['D13', inbound({ address: '192.0.2.9' })],
  ['D14 upper case', tags({ 'kuma.io/protocol': 'HTTP' })],
  ['D14 kafka', tags({ 'kuma.io/protocol': 'kafka' })],
  ['D15, D18', tags({ 'a.b-c_d:e/F1': 'a.b-c_d:E1' })],
  ['D20', outbound({ port: 65535, tags: SERVICE })],
  ['D21', outbound({ address: '::1', tags: SERVICE })],
  ['D22, D24', backend({ kind: 'MeshService', port: 65535 })],
  ['D24 no port for an external service', backend({})],
  [
    'twice the same outbound',
    {
      outbound: [
        { port: 9000, tags: SERVICE },
        { port: 9000, tags: SERVICE },
      ],
    },
  ],
  ['an admin port out of range', { admin: { port: 70000 } }],
];

const root = (form: Form): string => (form === 'kubernetes' ? 'spec.networking' : 'networking');

describe.each(FORMS)('in the %s form', (form) => {
  const find = (networking: Json): string[] => kumaFindings(dataplane('x', networking, { form }));

  test('D1: without networking nothing else is said', () => {
    const body = form === 'kubernetes' ? { spec: {} } : {};
    expect(kumaFindings(document('Dataplane', 'x', body, { form }))).toEqual([`${root(form)}: must be defined`]);
  });

  test.each(HITS)('%s: %j is refused', (_row, networking, field, message) => {
    expect(find(networking)).toEqual([`${root(form)}${field}: ${message}`]);
  });

  test.each(MISSES)('%s: %j is accepted', (_row, networking) => {
    expect(find(networking)).toEqual([]);
  });

  test('numbers may stand in quotes', () => {
    expect(find(inbound({ port: '8080', servicePort: '80' }))).toEqual([]);
    expect(find(inbound({ port: '70000' }))).toEqual([`${root(form)}.inbound[0].port: ${RANGE}`]);
  });

  test('the protocol is checked first, then all tags in the order of their keys', () => {
    expect(find(tags({ b: '', 'a!': 'x', 'kuma.io/protocol': '' })).map((line) => line.split(': ')[0])).toEqual(
      ['["kuma.io/protocol"]', '["a!"]', '["b"]', '["kuma.io/protocol"]'].map(
        (key) => `${root(form)}.inbound[0].tags${key}`,
      ),
    );
  });
});
