import fc from 'fast-check';
import * as pem from '../pem';
import { type Form, documentOf } from './heads';
import { type Json, absurd, anyJson, fields, hostileText, maybe, mostly } from './values';

/** Stands in every key and Secret here, and may stand in no finding. */
export const SECRET = 'xyzzy-this-is-a-secret';

const port = (bad: number): fc.Arbitrary<unknown> =>
  mostly(bad, fc.constantFrom(1, 80, 443, 8080, 65_535), fc.oneof(fc.constant(undefined), absurd));

const ADDRESSES = [
  ...[
    'httpbin.org',
    'a.example',
    'b.example.',
    'A.Example',
    '_srv._tcp.example',
    'a_',
    'localhost',
    '1e3',
    '012',
    'yes',
  ],
  ...['192.0.2.1', '192.0.2.2', '127.0.0.1', '0.0.0.0', '242.0.0.1', '2001:db8::1', '::', '::1', '::ffff:192.0.2.1'],
];
const ODD_ADDRESSES = [
  ...[
    'fe80::1%eth0',
    '1.2.3',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4.5',
    '[::1]',
    '::1:',
    'a..b',
    '-',
    '_',
    'a-',
    'xn--a',
    '0x7f.1',
  ],
  ...[
    'unix:///var/run/a.sock',
    'unix://a',
    'unix://',
    'unix://@abstract',
    `unix:///${'a'.repeat(107)}`,
    'unix:///a\u0001b',
  ],
  ...[
    'unix:///a/../b',
    'unix://é',
    'http://a.example',
    'a.example:80',
    '*.example',
    `${'a'.repeat(63)}.b`,
    `${'a'.repeat(64)}.b`,
  ],
  ...[
    `${'abcdefg.'.repeat(31)}abcde`,
    `${'abcdefg.'.repeat(31)}abcdef`,
    `${'abcdefg.'.repeat(36)}a`,
    '999999999999',
    '::ffff:1.2.3.4%1',
  ],
];

const endpoint = (bad: number): fc.Arbitrary<unknown> => {
  const odd = fc.oneof(fc.constantFrom(...ODD_ADDRESSES), hostileText, absurd);
  return mostly(bad, fields({ address: mostly(bad, fc.constantFrom(...ADDRESSES), odd), port: port(bad) }), absurd);
};

const socket = fc.constantFrom('unix:///var/run/a.sock', 'unix:///a b', 'unix://é').map((address) => ({ address }));

const endpoints = (bad: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(endpoint(bad), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(socket, { minLength: 1, maxLength: 2 }) },
  );

const NAMES_OF_SECRETS = ['ca', 'client', 'yes', '012', '__proto__', 'é', 'a b', '..a', '%2e', '-n', "'"];
const secret = (bad: number): fc.Arbitrary<Json> =>
  fields({ secret: mostly(bad, fc.constantFrom(...NAMES_OF_SECRETS), fc.oneof(hostileText, absurd)) });

const inlined = (text: string): Json[] => [{ inlineString: text }, { inline: Buffer.from(text).toString('base64') }];
const wrongSource = fc.oneof(
  fc.constantFrom<unknown>(
    ...inlined(`${SECRET}\n`),
    ...inlined(`-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`),
    ...inlined(pem.CURVE),
    ...inlined(pem.OTHER_KEY),
    ...inlined(pem.CLIENT_KEY_ENCRYPTED),
    { inline: `!${SECRET}` },
    { secret: 'ca', inlineString: SECRET },
    { inlineString: { a: SECRET } },
    { inlineString: '' },
    {},
    SECRET,
    [SECRET],
  ),
  absurd,
);

const source = (bad: number, ...texts: readonly string[]): fc.Arbitrary<unknown> =>
  mostly(bad, fc.oneof(secret(bad), fc.constantFrom(...texts.flatMap(inlined))), wrongSource);

/** Both of them, or none. */
const client = (bad: number): fc.Arbitrary<Json> =>
  mostly(
    bad,
    fc.oneof(
      fc.constant({}),
      fields({
        clientCert: source(bad, pem.CLIENT, pem.CLIENT + pem.AUTHORITY),
        clientKey: source(bad, pem.CLIENT_KEY, pem.CLIENT_KEY_SEC1),
      }),
    ),
    fields({ clientCert: maybe(source(50, pem.CLIENT, pem.OTHER)), clientKey: maybe(source(50, pem.CLIENT_KEY)) }),
  ) as fc.Arbitrary<Json>;

const NAMES = [
  'a.example',
  'A.Example.',
  '192.0.2.1',
  'spiffe://mesh/a',
  'yes',
  '012',
  '*.example',
  'a\u0001b',
  'é',
  ' ',
  '"',
  '{{',
];
const subjectAltName = (bad: number): fc.Arbitrary<unknown> =>
  mostly(
    bad,
    fields({ type: fc.constantFrom('Exact', 'Prefix'), value: fc.oneof(fc.constantFrom(...NAMES), hostileText) }),
    fc.oneof(fields({ type: maybe(hostileText), value: maybe(absurd) }), absurd),
  );

const verification = (bad: number): fc.Arbitrary<unknown> => {
  const trust = fields({
    mode: maybe(mostly(bad, fc.constantFrom('Secured', 'SkipSAN', 'SkipCA', 'SkipAll'), absurd)),
    serverName: maybe(
      mostly(
        bad,
        fc.constantFrom('a.example', 'b.example.', 'A_b', '1e3'),
        fc.oneof(fc.constantFrom(...ODD_ADDRESSES), absurd),
      ),
    ),
    subjectAltNames: maybe(mostly(bad, fc.array(subjectAltName(bad), { maxLength: 3 }), absurd)),
    caCert: maybe(source(bad, pem.AUTHORITY, pem.AUTHORITY + pem.OTHER)),
  });
  return mostly(
    bad,
    fc.tuple(trust, client(bad)).map(([one, other]) => ({ ...one, ...other })),
    absurd,
  );
};

const VERSIONS = ['TLSAuto', 'TLS10', 'TLS11', 'TLS12', 'TLS13'];
const version = (bad: number): fc.Arbitrary<unknown> => {
  const one = maybe(mostly(bad, fc.constantFrom(...VERSIONS), absurd));
  const inOrder = fc.tuple(fc.nat(4), fc.nat(4)).map((both) => both.sort((a, b) => a - b));
  const good = inOrder.map(([min, max]) => ({ min: VERSIONS[min], max: VERSIONS[max] }));
  return mostly(bad, good, fields({ min: one, max: one }));
};

const tls = (bad: number): fc.Arbitrary<unknown> =>
  fields({
    enabled: mostly(bad, fc.constantFrom(true, true, true, false, undefined), absurd),
    allowRenegotiation: maybe(mostly(bad, fc.boolean(), absurd)),
    version: maybe(version(bad)),
    verification: maybe(verification(bad)),
  });

const match = (bad: number): fc.Arbitrary<unknown> =>
  fields({
    type: maybe(mostly(bad, fc.constant('HostnameGenerator'), absurd)),
    port: port(bad),
    protocol: mostly(bad, fc.constantFrom('tcp', 'http', 'http2', 'grpc'), fc.oneof(fc.constant(undefined), absurd)),
  });

const plain = (bad: number): fc.Arbitrary<unknown> =>
  fields({
    match: mostly(bad, match(bad), absurd),
    endpoints: mostly(bad, endpoints(bad), absurd),
    tls: maybe(mostly(bad, tls(bad), absurd)),
  });

/** An extension may hold anything, and is handed on as it is. */
const extended = (bad: number): fc.Arbitrary<unknown> =>
  fields({
    match: match(bad),
    extension: fields({
      type: mostly(bad, fc.constantFrom('lambda', 'yes', '012'), absurd),
      config: anyJson.filter((one) => one !== null),
    }),
  });

export const serviceDocument = (form: Form, bad: number): fc.Arbitrary<Json> =>
  documentOf(
    'MeshExternalService',
    form,
    bad,
    fc.oneof({ weight: 9, arbitrary: plain(bad) }, { weight: 1, arbitrary: extended(bad) }),
  );

/** A Secret of Kuma; what it holds is read by nobody here. */
export const secretDocument = (bad: number): fc.Arbitrary<Json> =>
  fields({
    type: fc.constant('Secret'),
    mesh: mostly(bad, fc.constantFrom('default', 'other'), absurd),
    name: mostly(bad, fc.constantFrom(...NAMES_OF_SECRETS), absurd),
    data: fc.constant(Buffer.from(SECRET).toString('base64')),
  });
