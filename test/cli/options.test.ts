import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { jsonSchema } from '../../scripts/json-schema';
import { readOptions } from '../../src/model/options';
import { optionsSchema } from '../../src/model/options-schema';

/** `line:column code field: message hint`, for each finding. */
const found = (text: string): string[] =>
  readOptions('meshext.yaml', text).diagnostics.map(
    ({ at, code, message, hint }) =>
      `${at.source?.line}:${at.source?.column} ${code} ${at.field ?? ''}: ${message} ${hint ?? ''}`,
  );

const EVERYTHING = `
kumaVersion: '2.14'
zone: east
systemNamespace: mesh-system
meshes:
  default:
    vips: { cidr: 10.1.0.0/16, cidrV6: 'fd00::/64' }
    delivery:
      - kuma: {}
      - sidecar: { clusterDnsIp: 10.96.0.10, images: { envoy: 'envoy:1', coredns: 'coredns:1' }, form: classic }
      - gateway:
          clusterIpRange: 10.96.128.0/20
          images: { envoy: 'envoy:1' }
          namespace: egress
          replicas: 3
          allowedNamespaces: [shop]
          dns: { mode: stub, clusterIp: 10.96.0.53 }
      - host: { envoyPath: /usr/bin/envoy, corednsPath: /usr/bin/coredns }
    envoy: { systemCaPath: /ca.pem, dnsResolvers: ['192.0.2.53:53'], secretsDir: /secrets }
services:
  default/api: { vip: 10.1.0.9 }
dataplanes:
  default/client: { envoy: { secretsDir: ./secrets }, kubernetes: true }
hostnameGenerators:
  example: { dnsZone: meshext.local }
lockFile: vips.yaml
allow:
  - { code: local-zone, at: HostnameGenerator/example, reason: Every host here has no mDNS. }
`;

describe('reading', () => {
  test('everything that has an effect is accepted', () => {
    const { options, diagnostics } = readOptions('meshext.yaml', EVERYTHING);
    expect(diagnostics).toEqual([]);
    expect(options).toEqual(parse(EVERYTHING));
  });

  test.each(['meshess:', '{ lockfile }'])('%j is an unknown option, also with nothing in it', (text) => {
    expect(found(text)).toEqual([expect.stringMatching(/ option-unknown .* Did you mean /)]);
  });

  test.each(['', '# nothing yet\n', 'meshes:\n', '{}', '---\n...\n'])('%j says nothing', (text) => {
    expect(readOptions('meshext.yaml', text)).toMatchObject({ options: {}, diagnostics: [] });
  });

  test('each key that stands twice in one map is found, in either style, and the last one counts', () => {
    const text = `zone: east
services:
  default/a: { vip: 10.1.0.1, vip: 10.1.0.2 }
  default/b: { vip: 10.1.0.3 }
  default/a: { vip: 10.1.0.4 }
allow: []
zone: west
`;
    const said = found(text).map((one) => one.replace(/ unique.*/, ''));
    expect(said).toEqual(['3:31', '5:3', '7:1'].map((place) => `${place} yaml-invalid : Map keys must be`));
    expect(readOptions('meshext.yaml', text).options).toMatchObject({
      zone: 'west',
      services: { 'default/a': { vip: '10.1.0.4' }, 'default/b': { vip: '10.1.0.3' } },
    });
    expect(found('? { a: 1, a: 2 }\n: 1\n')[0]).toMatch(/^1:11 yaml-invalid : Map keys must be/);
  });

  test('all findings come at once, each where it stands', () => {
    expect(
      found(`zoen: east
kumaVersion: 2.8
meshes:
  default: { vips: { cidrr: 10.0.0.0/8 }, delivery: [] }
  other: [1]
dataplanes:
  default/client:
    kubernetes: yes please
    envoy: { dnsResolvers: [192.0.2.53:53, 53], xds: statik, maxDownstreamConnections: 0 }
services:
  default/api: { envoy: { retry: { numRetries: 1.5 } } }
lockFile: ''
allow:
  - { code: local-zone, at: x }
`),
    ).toEqual([
      `2:1 option-invalid kumaVersion: expected a string, found the number 2.8. Put it in quotes: "2.8".`,
      expect.stringMatching(
        /^4:22 option-unknown meshes\["default"\]\.vips\.cidrr: there is no such option\. .*"cidr"/,
      ),
      `4:43 option-invalid meshes["default"].delivery: the list is empty. Give it an item, or remove the key.`,
      expect.stringMatching(/^5:3 option-invalid meshes\["other"\]: expected a map, found a list\./),
      expect.stringMatching(
        /^11:36 option-invalid services\["default\/api"\]\.envoy\.retry\.numRetries: expected a whole number/,
      ),
      expect.stringMatching(
        /^9:44 option-invalid dataplanes\["default\/client"\]\.envoy\.dnsResolvers\[1\]: expected a string/,
      ),
      expect.stringMatching(/^9:49 option-invalid dataplanes\["default\/client"\]\.envoy\.xds: "statik" is none of/),
      `9:62 option-invalid dataplanes["default/client"].envoy.maxDownstreamConnections: 0 is outside of 1 to 4294967295. Give it a whole number of that range, or remove the key.`,
      expect.stringMatching(
        /^8:5 option-invalid dataplanes\["default\/client"\]\.kubernetes: expected true or false, found the string "yes please"/,
      ),
      expect.stringMatching(/^12:1 option-invalid lockFile: "" is too short\./),
      `14:5 option-invalid allow[0].reason: it is missing. Add reason.`,
      `1:1 option-unknown zoen: there is no such option. Did you mean "zone"?`,
    ]);
  });

  test('what is right is kept beside what is wrong', () => {
    const text = `kumaVersion: '3'
zone: east
mesh: {}
meshes: { default: { compatibility: none at all, vips: { cidr: '' } } }
lockFile: ''
allow: [{ code: x }, 1, { code: x, at: '', reason: y }]
`;
    const meshes = { default: { vips: {} } };
    expect(readOptions('meshext.yaml', text).options).toEqual({ zone: 'east', meshes, allow: [] });
  });

  test.each(['!!binary YWFh', '!!set {a, b}', '!!timestamp 2001-01-01'])('%s makes no options', (text) => {
    const all = found(text);
    expect(all.length).toBeLessThan(4);
    expect(found(`lockFile: ${text}`).length + all.length).toBeGreaterThan(0);
  });

  test('a key that is no text is an unknown option, and nothing else is said on the terminal', () => {
    const warn = jest.spyOn(process, 'emitWarning');
    expect(found('? {a: b}\n: c\n')[0]).toContain('option-unknown { a: b }');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test.each([
    ['zone: a\n---\nzone: b\n', /^2:1 yaml-invalid : a file of options has one document, and another begins here/],
    [`zone: ${'['.repeat(3000)}${']'.repeat(3000)}\n`, /yaml-invalid : it is nested too deeply/],
  ])('what the library says to programmers is said to users: %#', (text, said) => {
    expect(found(text)).toEqual(expect.arrayContaining([expect.stringMatching(said)]));
  });

  test.each([
    ['a: [1\n', 'yaml-invalid'],
    ['zone: a\nzone: b\nsystemNamespace: 1\n', 'yaml-invalid,option-invalid'],
    ['zone: a\n---\nzone: b\n', 'yaml-invalid'],
    [
      'a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n',
      'yaml-invalid',
    ],
    ['- zone\n', 'option-invalid'],
    ['zone\n', 'option-invalid'],
    ['__proto__: { zone: east }\n', 'option-unknown'],
    ['meshes: { __proto__: { envoi: {} } }\n', 'option-unknown'],
    ['? [a, b]\n: c\n', 'option-unknown'],
  ])('%j gives %s', (text, codes) => {
    expect(
      readOptions('meshext.yaml', text)
        .diagnostics.map(({ code }) => code)
        .join(),
    ).toBe(codes);
  });
});

describe('schemas/meshext.schema.json', () => {
  const schema: unknown = JSON.parse(readFileSync(join(__dirname, '../../schemas/meshext.schema.json'), 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema as object);

  test('is what `npm run schema` writes', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(jsonSchema(optionsSchema))));
  });

  test.each([
    EVERYTHING,
    'null',
    'zone:\n',
    'meshes: { default: }',
    'meshes: { default: { vips: } }',
    'allow: [{ code: , at: x, reason: y }]',
    'allow: [null]',
    'kumaVersion: "2.9"',
    'kumaVersion: 2.8',
    'zone: ""',
    'zone: 1',
    'dataplanes: { a/b: { kubernetes: 1 } }',
    'dataplanes: { a/b: { envoy: { dnsResolvers: [1] } } }',
    'dataplanes: []',
    'hostnameGenerators: { a: { dnsZone: x, zone: y } }',
    'meshes: { default: { delivery: {} } }',
    'meshes: { default: { delivery: [] } }',
    'meshes: { default: { delivery: [{}] } }',
    'meshes: { default: { delivery: [kuma] } }',
    'meshes: { default: { delivery: [{ kuma: }] } }',
    'meshes: { default: { delivery: [{ kuma: {}, host: {} }] } }',
    'meshes: { default: { delivery: [{ kuma: {} }, { host: {} }] } }',
    'meshes: { default: { delivery: [{ kuma: { vips: true } }] } }',
    'meshes: { default: { delivery: [{ gateway: { images: { envoy: x } } }] } }',
    'meshes: { default: { delivery: [{ gateway: { clusterIpRange: 10.0.0.0/20, images: { envoy: x }, replicas: 0 } }] } }',
    '[]',
    'text',
    'allow: {}',
  ])('agrees with the command about %j', (text) => {
    expect(validate(parse(text))).toBe(readOptions('meshext.yaml', text).diagnostics.length === 0);
  });
});
