import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/model/json-schema';
import { readOptions } from '../../src/model/options';
import { optionsSchema } from '../../src/model/options-schema';
import { dataplane, documents, generator, meshext, put, service, tree, workFolder } from './meshext';

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

  test.each(['', '# nothing yet\n', 'meshes:\n', '{}', '---\n...\n'])('%j says nothing', (text) => {
    expect(readOptions('meshext.yaml', text)).toMatchObject({ options: {}, diagnostics: [] });
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
      `4:43 option-invalid meshes["default"].delivery: [] is too short. Give it a value, or remove the key.`,
      expect.stringMatching(/^5:3 option-invalid meshes\["other"\]: expected a map, found a list\./),
      expect.stringMatching(
        /^11:36 option-invalid services\["default\/api"\]\.envoy\.retry\.numRetries: expected a whole number/,
      ),
      expect.stringMatching(
        /^9:44 option-invalid dataplanes\["default\/client"\]\.envoy\.dnsResolvers\[1\]: expected a string/,
      ),
      expect.stringMatching(/^9:49 option-invalid dataplanes\["default\/client"\]\.envoy\.xds: "statik" is none of/),
      expect.stringMatching(/^9:62 option-invalid dataplanes\["default\/client"\]\.envoy\.maxDownstreamConnections: 0/),
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

  test('a key that is no text is an unknown option, and nothing else is said on the terminal', () => {
    const warn = jest.spyOn(process, 'emitWarning');
    expect(found('? {a: b}\n: c\n')[0]).toContain('option-unknown { a: b }');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
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

describe('in the command', () => {
  const folder = workFolder({ 'all.yaml': documents(generator, service('api'), dataplane('client', 'api')) });
  const run = (...args: readonly string[]) => meshext(folder.path, args);
  const services = (): readonly Record<string, unknown>[] =>
    (JSON.parse(run('list', '--format', 'json', 'all.yaml').stdout) as { services: Record<string, unknown>[] })
      .services;

  test('meshext.yaml in the working directory counts, and --options names another', () => {
    put(folder.path, { 'meshext.yaml': 'meshes: { default: { vips: { cidr: 10.1.0.0/16 } } }' });
    expect(services()[0].vip).toMatch(/^10\.1\./);
    put(folder.path, { 'other/options.yaml': 'zone: east\nsystemNamespace: kuma\nlockFile: vips.yaml\n' });
    const own = [generator, service('api')].map((one) =>
      one.replace('spec:', 'labels: { kuma.io/origin: zone }\nspec:'),
    );
    put(folder.path, { 'east.yaml': documents(...own) });
    expect(run('compile', '--options', 'other/options.yaml', 'east.yaml').status).toBe(0);
    const written = tree(folder.path, '.');
    expect(written['other/vips.yaml']).toContain('default/api: 242.');
    expect(Object.keys(written)).toContain('dist/coredns/default.east/Corefile');
    expect(written['dist/kubernetes/default.east.k8s.yaml']).toContain('namespace: kuma\n');
  });

  test('a pinned VIP, a DNS zone, a Dataplane among the manifests', () => {
    put(folder.path, {
      'meshext.yaml': `services: { default/api: { vip: 242.0.0.9 } }
hostnameGenerators: { example: { dnsZone: meshext.local } }
dataplanes: { default/client: { kubernetes: true } }
meshes: { default: { vips: { cidrV6: 'fd00:1::/64' } } }
`,
    });
    expect(run('compile', 'all.yaml')).toMatchObject({ status: 0, stdout: '' });
    expect(services()[0].vip).toMatch(/^242\.0\.0\.9, fd00:1::/);
    expect(Object.keys(tree(folder.path, 'dist'))).toContain('coredns/default/meshext.local.zone');
    expect(tree(folder.path, 'dist')['kubernetes/default.k8s.yaml']).toContain('kind: Dataplane');
  });

  test('options for what is not declared are a warning with the nearest name', () => {
    put(folder.path, { 'meshext.yaml': 'meshes: { defualt: {} }\ndataplanes: { default/clint: {} }\n' });
    const { status, stdout } = run('check', 'all.yaml');
    expect(status).toBe(0);
    expect(stdout).toContain(`warning[option-unused] meshes["defualt"]: no Mesh "defualt" is declared`);
    expect(stdout).toContain('Did you mean "default"?');
    expect(stdout).toContain('  at meshext.yaml:2:15');
    expect(stdout).toContain('Did you mean "default/client"?');
  });

  test('a wrong value is shown where it stands in the options', () => {
    put(folder.path, {
      'meshext.yaml':
        'meshes:\n  default:\n    vips:\n      cidr: nonsense\n    envoy:\n      dnsResolvers:\n        - nowhere\n',
    });
    const { status, stdout } = run('check', '--format', 'oneline', 'all.yaml');
    expect(status).toBe(1);
    expect(stdout).toContain('meshext.yaml:4:7: error vip-range-invalid: vips.cidr: "nonsense"');
    expect(stdout).toContain('meshext.yaml:7:11: error name-server-invalid: envoy.dnsResolvers[0]: "nowhere"');
  });

  test('an allowed finding is an info with the reason, also under --strict; an unused allowance is a warning', () => {
    put(folder.path, {
      'meshext.yaml':
        'allow:\n  - { code: hostname-missing, at: MeshExternalService/default/api, reason: Found by address. }\n',
      'api.yaml': service('api'),
    });
    const { status, stdout } = run('check', '--strict', 'api.yaml');
    expect(status).toBe(0);
    expect(stdout).toContain('info[hostname-missing]');
    expect(stdout).toContain('hint: Allowed: Found by address.');
    expect(run('check', 'all.yaml').stdout).toContain('warning[allowance-unused]');
  });

  test('errors in options stop compile, and the documents are judged all the same', () => {
    put(folder.path, { 'meshext.yaml': 'zoen: east\n', 'bad.yaml': service('bad', 0) });
    const { status, stderr } = run('compile', 'all.yaml', 'bad.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain('error[option-unknown] zoen:');
    expect(stderr).toContain('error[match-port]');
    expect(Object.keys(tree(folder.path, '.')).some((path) => path.startsWith('dist/'))).toBe(false);
  });
});
