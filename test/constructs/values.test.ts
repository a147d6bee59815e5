import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DataSource, Endpoint, SubjectAltName, SubjectAltNameType } from '../../src';
import { AUTHORITY } from '../pem';
import { manifest, service, world } from './declare';

describe('a DataSource', () => {
  const KEY = 'the-content';

  test.each([
    ['inline', DataSource.inline(KEY)],
    ['inlineString', DataSource.inlineString(KEY)],
  ])('of the kind %s never shows its content', (kind, source) => {
    const shown = [
      String(source),
      `${source.toString()}`,
      JSON.stringify(source),
      JSON.stringify({ ...source }),
      inspect(source, { depth: 9, showHidden: true }),
      Object.keys(source).join(' '),
      Object.values(source).join(' '),
    ].join('\n');
    expect(shown.includes(KEY)).toBe(false);
    expect(source.kind).toBe(kind);
  });

  test('that names a secret shows the name', () => {
    expect(String(DataSource.secret('tcpbin-key'))).toBe('secret tcpbin-key');
  });

  test('from a file is its text, as it was when declared', () => {
    // GIVEN
    const folder = mkdtempSync(join(tmpdir(), 'meshext-source-'));
    const path = join(folder, 'ca.pem');
    writeFileSync(path, AUTHORITY);
    const { chart, mesh } = world();

    // WHEN
    service(mesh, 'x', { tls: { enabled: true, verification: { caCert: DataSource.fromFile(path) } } });
    rmSync(folder, { recursive: true });

    // THEN
    expect(manifest(chart, 'MeshExternalService', 'x').spec['tls']).toEqual({
      enabled: true,
      verification: { caCert: { inlineString: AUTHORITY } },
    });
  });

  test('from a file that is not there throws, and says what to do', () => {
    expect(() => DataSource.fromFile('/no/such/file')).toThrow(
      /^DataSource\.fromFile cannot read '\/no\/such\/file' \(ENOENT\): give the path of a PEM file, seen from .*\.$/,
    );
  });
});

test.each([
  [Endpoint.ip('192.0.2.1', 1), '192.0.2.1', 1],
  [Endpoint.dns('a.example', 2), 'a.example', 2],
  [Endpoint.unix('/run/a.sock'), 'unix:///run/a.sock', undefined],
  [Endpoint.unix('unix:///run/a.sock'), 'unix:///run/a.sock', undefined],
  [Endpoint.of('unix:///run/a.sock'), 'unix:///run/a.sock', undefined],
  [Endpoint.of('a.example', 3), 'a.example', 3],
])('the endpoint %j', (endpoint, address, port) => {
  expect([endpoint.address, endpoint.port]).toEqual([address, port]);
});

test.each([
  [SubjectAltName.exact('a'), SubjectAltNameType.EXACT],
  [SubjectAltName.prefix('a'), SubjectAltNameType.PREFIX],
])('the subject alternative name %j', (name, type) => {
  expect([name.type, name.value]).toEqual([type, 'a']);
});
