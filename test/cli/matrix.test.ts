import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { documents, generator, meshext, put, service, workFolder } from './meshext';

/** `meshext list --matrix`: for each zone, Dataplane and service whether it is reached. */

const CASES = join(__dirname, '../cases');
const folder = workFolder();
const matrix = (name: string, ...args: readonly string[]): string =>
  meshext(join(CASES, name), ['list', '--matrix', 'input.yaml', ...args]).stdout;

interface Row {
  readonly dataplane: string;
  readonly service: string;
  readonly [field: string]: unknown;
}
const rowsOf = (json: string): readonly Row[] => (JSON.parse(json) as { readonly matrix: readonly Row[] }).matrix;

test('two zones, as a table', () => {
  expect(matrix('zones-universal').replaceAll(/ {2,}/g, '  ')).toBe(
    [
      'ZONE  MESH  DATAPLANE  SERVICE  ORIGIN  REACHED  AT  PATH  PERMISSION  POLICY  REASON',
      'east  default  shop  httpbin  zone  yes  127.0.0.1:10002  direct  -  -  -',
      'east  default  shop  httpbin  global  yes  127.0.0.1:10001  direct  -  -  -',
      'east  default  shop  tcpbin  zone  yes  127.0.0.1:10003  direct  -  -  -',
      'west  default  shop  httpbin  global  yes  127.0.0.1:10001  direct  -  -  -',
      'west  default  shop  tcpbin  zone  no  -  -  -  -  no outbound leads to it, nor what is captured (capture: ports)',
      '',
    ].join('\n'),
  );
});

test('the Kubernetes form shows the same, and yaml says the same as json', () => {
  const [universal, kubernetes] = ['zones-universal', 'zones-kubernetes'].map((name) => matrix(name));
  expect(kubernetes).toBe(universal);
  const { matrix: rows } = parse(matrix('zones-universal', '--format', 'yaml')) as { matrix: unknown };
  expect(rows).toEqual(rowsOf(matrix('zones-universal', '--format', 'json')));
});

test('through an egress it shows the permission and the policy that decides, equal to what was written by hand', () => {
  const table = parse(readFileSync(join(CASES, 'zone-egress/table/matrix.yaml'), 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
  const rows = rowsOf(matrix('zone-egress', '--format', 'json'));
  const permissions: Record<string, Record<string, unknown>> = {};
  for (const { service: name, dataplane, permission, path, reached, reason } of rows) {
    permissions[name] = { ...permissions[name], [dataplane]: permission };
    expect([path, reached, reason === null]).toEqual([
      'egress',
      permission === 'denied' ? 'no' : 'yes',
      permission !== 'denied',
    ]);
  }
  expect(permissions).toEqual(table);
  const row = (name: string, dataplane: string) =>
    rows.find((one) => one.service === name && one.dataplane === dataplane);
  expect(row('mes-tcp', 'web')).toMatchObject({ policy: 'tcp-for-all', reason: null });
  expect(row('mes-tcp', 'legacy')).toMatchObject({
    policy: 'tcp-not-for-legacy',
    reason: 'MeshTrafficPermission tcp-not-for-legacy denies it',
  });
  expect(row('mes-https', 'api')).toMatchObject({ policy: null, reason: 'no MeshTrafficPermission allows it' });
});

const proxy = (name: string, zone: string, more = ''): string => `type: Dataplane
mesh: default
name: ${name}
labels: { kuma.io/zone: ${zone} }
networking:
  address: 192.0.2.1
  inbound: [{ port: 18080, servicePort: 8080, tags: { kuma.io/service: ${name} } }]
${more}`;
const egress = (zone: string): string => `type: ZoneEgress
name: out
zone: ${zone}
networking: { address: 192.0.2.100, port: 10002 }
`;
const mesh = `type: Mesh
name: default
mtls: { enabledBackend: ca, backends: [{ name: ca, type: builtin }] }
routing: { zoneEgress: true }
`;
const allowed = `type: MeshTrafficPermission
mesh: default
name: everybody
labels: { kuma.io/origin: global }
spec:
  targetRef: { kind: Mesh }
  from: [{ targetRef: { kind: Mesh }, default: { action: Allow } }]
`;
const ofZone = (name: string, labels: string): string => service(name).replace('spec:', `labels: ${labels}\nspec:`);

test('an egress leaves out what is of another zone; a zone without one reaches nothing; addresses and names are shown', () => {
  put(folder.path, {
    'meshext.yaml': 'zones: [east, west, north]\nmeshes: { default: { envoy: { capture: redirect } } }\n',
    'all.yaml': documents(
      ...[mesh, generator.replace('zone', 'global'), allowed, egress('east'), egress('west')],
      ...[
        ofZone('any', '{ kuma.io/origin: global }'),
        ofZone('east', '{ kuma.io/origin: global, kuma.io/zone: east }'),
      ],
      ...['east', 'west', 'north'].map((zone) => proxy('shop', zone)),
    ),
  });
  const { stdout, stderr } = meshext(folder.path, ['list', '--matrix', '--format', 'json', 'all.yaml']);
  const rows = rowsOf(stdout).map(({ zone, service: name, reached, at, policy, reason }) => ({
    ...{ zone, name, reached, policy, reason },
    at: (at as readonly string[]).map((one) => one.replace(/^242[\d.]+/, 'VIP')),
  }));
  const at = (name: string): string[] => ['VIP:443', `${name}.svc.meshext.local:443`];
  const yes = { reached: 'yes', policy: 'everybody', reason: null };
  const no = { reached: 'no', policy: 'everybody' };
  expect({ rows, errors: stderr.match(/^error\[[a-z-]+\]/gm) }).toEqual({
    errors: ['error[zone-egress-needed]'],
    rows: [
      { zone: 'east', name: 'any', at: at('any'), ...yes },
      { zone: 'east', name: 'east', at: at('east'), ...yes },
      {
        zone: 'north',
        name: 'any',
        at: at('any'),
        ...no,
        reason: 'the mesh goes through a zone egress, and zone north has none',
      },
      {
        zone: 'north',
        name: 'east',
        at: at('east'),
        ...no,
        reason: 'the mesh goes through a zone egress, and zone north has none',
      },
      { zone: 'west', name: 'any', at: at('any'), ...yes },
      {
        zone: 'west',
        name: 'east',
        at: at('east'),
        ...no,
        reason: 'it is of zone east, and the egresses of zone west leave it out',
      },
    ],
  });
});

test('it cannot be asked for together with the secrets', () => {
  const { status, stderr } = meshext(join(CASES, 'zones-universal'), ['list', '--matrix', '--secrets', 'input.yaml']);
  expect(status).toBe(2);
  expect(stderr).toContain('--secrets');
});
