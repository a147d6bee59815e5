import { join } from 'node:path';
import { parse } from 'yaml';
import { dataplane, documents, generator, meshext, put, service, tree, workFolder } from './meshext';

const withTls = `type: MeshExternalService
name: tls
mesh: default
spec:
  match: { port: 443, protocol: tcp }
  endpoints: [{ address: 2001:db8::1, port: 443 }, { address: a.example.com, port: 8443 }]
  tls:
    enabled: true
    verification:
      serverName: a.example.com
      caCert: { secret: ca }
      clientCert: { secret: pair-cert }
      clientKey: { secret: pair-key }
`;
const folder = workFolder({
  'all.yaml': documents(generator, service('api'), withTls, dataplane('client', 'tls'), dataplane('other', 'api')),
});
const list = (...args: readonly string[]) => meshext(folder.path, ['list', ...args]);

const CASE = join(__dirname, '../cases/zone-egress');

interface Listed {
  readonly services: readonly Record<string, unknown>[];
  readonly diagnostics: readonly { readonly code: string }[];
}

test('a table of services on standard output, findings on the other', () => {
  const { status, stdout, stderr } = list('all.yaml');
  expect(status).toBe(0);
  expect(stdout.replaceAll(/242\.\d+\.\d+\.\d+/g, '242.0.0.0').replaceAll(/ {2,}/g, '  ')).toBe(
    [
      'MESH  NAME  HOSTNAMES  VIP  PORT  PROTOCOL  ENDPOINTS  TLS',
      'default  api  api.svc.meshext.local  242.0.0.0  443  tcp  api.example.com:443  off',
      'default  tls  tls.svc.meshext.local  242.0.0.0  443  tcp  [2001:db8::1]:443,a.example.com:8443  Secured',
      '',
    ].join('\n'),
  );
  const starts = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.search(/242\.|VIP/));
  expect(new Set(starts).size).toBe(1);
  expect(stderr).toContain('[names-refused]');
});

test('json', () => {
  const { services, diagnostics } = JSON.parse(list('--format', 'json', 'all.yaml').stdout) as Listed;
  expect(services[1]).toEqual({
    mesh: 'default',
    name: 'tls',
    hostnames: ['tls.svc.meshext.local'],
    vip: expect.stringMatching(/^242\./) as string,
    port: 443,
    protocol: 'tcp',
    endpoints: ['[2001:db8::1]:443', 'a.example.com:8443'],
    tls: 'Secured',
  });
  expect(diagnostics.map(({ code }) => code)).toContain('names-refused');
});

test('rows say the zone as soon as there is another than the default one', () => {
  put(folder.path, { 'zone.yaml': 'zone: east\n' });
  const { services } = JSON.parse(list('--format', 'json', '--options', 'zone.yaml', 'all.yaml').stdout) as Listed;
  expect(services[1]).toMatchObject({ mesh: 'default', zone: 'east', name: 'tls' });
});

test('yaml says the same as json', () => {
  const json = JSON.parse(list('--format', 'json', 'all.yaml').stdout) as unknown;
  expect(parse(list('--format', 'yaml', 'all.yaml').stdout)).toEqual(json);
});

test('what could be resolved is shown even when there are errors, and the status says so', () => {
  put(folder.path, {
    'bad.yaml': documents(service('bad', 0), 'type: MeshExternalService\nname: worse\nmesh: default\n'),
  });
  const { status, stdout } = list('--format', 'json', 'all.yaml', 'bad.yaml');
  expect(status).toBe(1);
  const { services } = JSON.parse(stdout) as Listed;
  expect(services.map(({ name }) => name)).toEqual(['api', 'bad', 'tls', 'worse']);
  expect(services[1]).toMatchObject({ hostnames: ['bad.svc.meshext.local'], endpoints: ['bad.example.com:443'] });
  expect(services[3]).toMatchObject({ endpoints: [], tls: 'off' });
});

test('the addresses are those that compile gives, and nothing is written', () => {
  const before = tree(folder.path, '.', true);
  const { services } = JSON.parse(list('--format', 'json', 'all.yaml').stdout) as Listed;
  expect(tree(folder.path, '.', true)).toEqual(before);
  expect(meshext(folder.path, ['compile', 'all.yaml']).status).toBe(0);
  for (const { vip } of services) expect(tree(folder.path, '.')['meshext.lock.yaml']).toContain(`: ${String(vip)}\n`);
});

test('--secrets names every secret of each dataplane, and its file', () => {
  put(folder.path, { 'meshext.yaml': 'dataplanes: { default/client: { envoy: { secretsDir: ./secrets/ } } }' });
  const { secrets } = JSON.parse(list('--secrets', '--format', 'json', 'all.yaml').stdout) as { secrets: unknown };
  expect(secrets).toEqual(
    ['ca', 'pair-cert', 'pair-key'].map((secret) => ({
      mesh: 'default',
      dataplane: 'client',
      secret,
      file: `./secrets/${secret}/value`,
    })),
  );
  expect(meshext(folder.path, ['compile', 'all.yaml']).status).toBe(0);
  const files = Object.values(tree(folder.path, 'dist/envoy')).join('');
  for (const { file } of secrets as readonly { readonly file: string }[]) expect(files).toContain(`"${file}"`);
});

test('--secrets says the zone as soon as there is another than the default one', () => {
  put(folder.path, { 'zone.yaml': 'zone: east\n' });
  const { stdout } = list('--secrets', '--options', 'zone.yaml', 'all.yaml');
  expect(stdout.replaceAll(/ +/g, ' ').split('\n').slice(0, 2)).toEqual([
    'MESH ZONE DATAPLANE SECRET FILE',
    'default east client ca /etc/meshext/secrets/ca/value',
  ]);
});

test('a key in place of the name of a secret is never shown', () => {
  const key = '-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2Vw\\n-----END PRIVATE KEY-----\\n';
  put(folder.path, {
    'all.yaml': documents(withTls.replace('secret: pair-key', `secret: "${key}"`), dataplane('client', 'tls')),
  });
  const shown = [list('--secrets', 'all.yaml'), list('all.yaml'), meshext(folder.path, ['check', 'all.yaml'])];
  const text = shown.map(({ stdout, stderr }) => stdout + stderr).join('');
  expect(text).toContain('error[secret-name-invalid]');
  expect(text).toContain('/etc/meshext/secrets/pair-cert/value');
  expect(text).not.toMatch(/MC4CAQAw|BEGIN/);
});

test('--secrets names those of services that redirected traffic comes to', () => {
  put(folder.path, { 'meshext.yaml': 'dataplanes: { default/client: { envoy: { capture: redirect } } }' });
  const { secrets } = JSON.parse(list('--secrets', '--format', 'json', 'all.yaml').stdout) as { secrets: unknown[] };
  expect(secrets).toHaveLength(3);
});

test('--secrets names what a zone egress needs, and by which everybody proves who he is', () => {
  const input = join(CASE, 'input.yaml');
  const { secrets } = JSON.parse(list('--secrets', '--format', 'json', input).stdout) as {
    secrets: readonly { readonly dataplane: string; readonly file: string }[];
  };
  const of = (name: string): string[] =>
    secrets.flatMap(({ dataplane, file }) => (dataplane === name ? [file.replace('/etc/meshext/secrets/', '')] : []));
  const identity = (name: string): string[] =>
    ['ca.crt', 'tls.crt', 'tls.key'].map((file) => `identities/default/${name}/${file}`);
  expect(of('web')).toEqual(identity('web'));
  expect(of('ZoneEgress egress-1')).toEqual([
    'default/tcpbin-client-cert/value',
    'default/tcpbin-client-key/value',
    ...identity('ZoneEgress'),
  ]);
});
