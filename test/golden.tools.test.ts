import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { withCoreDns } from './coredns/server';
import { zonesOf } from './coredns/zone-text';
import { testWith, tool } from './tools';
import { type Identity, selfSignedClient } from './traffic/certificates';

/** Envoy and CoreDNS take every output that the golden cases expect. */
const CASES = join(__dirname, 'cases');
const SECRETS = '/etc/meshext/secrets/';
const SYSTEM_CA = '/etc/ssl/certs/ca-certificates.crt';

let folder = '';
let pair: Identity | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshext-golden-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const path of expectedFiles('bootstrap.json')) {
  testWith(['envoy', 'openssl'])(`Envoy accepts ${path}`, () => {
    const config = join(folder, path);
    mkdirSync(dirname(config), { recursive: true });
    writeFileSync(config, JSON.stringify(withFiles(JSON.parse(readFileSync(join(CASES, path), 'utf8')))));
    const { status, stdout, stderr } = spawnSync(tool('envoy'), ['--mode', 'validate', '-c', config], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: expect.stringContaining('OK') as string });
  });
}

for (const path of expectedFiles('Corefile').map(dirname)) {
  testWith(['coredns'])(`CoreDNS serves the zones of ${path}`, async () => {
    const zones = zonesOf(join(CASES, path));
    await withCoreDns(join(CASES, path), zones[0], async (ask) => {
      for (const zone of zones) expect(await ask(zone, 'SOA')).toMatchObject({ rcode: 'NOERROR', authoritative: true });
    });
  });
}

function expectedFiles(name: string): readonly string[] {
  return readdirSync(CASES, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && one.name === name)
    .map((one) => relative(CASES, join(one.parentPath, one.name)).split(sep).join('/'))
    .sort();
}

/** The bootstrap with throw-away files for everything that it would find on its host. */
function withFiles(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withFiles(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, unknown>>).map(([name, one]) => [
      name,
      name === 'filename' && typeof one === 'string' ? throwAway(one, key) : withFiles(one, name),
    ]),
  );
}

function throwAway(filename: string, field: string): string {
  if (filename !== SYSTEM_CA && !filename.startsWith(SECRETS)) return filename;
  const file = join(folder, 'files', filename);
  mkdirSync(dirname(file), { recursive: true });
  pair ??= selfSignedClient(folder, 'test-only');
  writeFileSync(file, field === 'private_key' ? pair.key : pair.cert);
  return file;
}
