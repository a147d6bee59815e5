import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { complaint, prepare } from '../src/cli/validation';
import { withCoreDns } from './coredns/server';
import { zonesOf } from './coredns/zone-text';
import { testWith, tool } from './tools';

/** Envoy and CoreDNS take every output that the golden cases expect. */
const CASES = join(__dirname, 'cases');

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshext-golden-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const path of expectedFiles('bootstrap.json')) {
  testWith(['envoy'])(`Envoy accepts ${path}`, () => {
    const { configs, problems } = prepare(join(CASES, dirname(path)), join(folder, path));
    const said = configs.map((config) => complaint(tool('envoy'), config));
    expect({ problems, said }).toEqual({ problems: [], said: configs.map(() => undefined) });
    expect(configs).not.toEqual([]);
  });
}

// What a cluster DNS is given beside its own text has no zones; test/traffic/gateway.test.ts runs it.
const served = expectedFiles('Corefile')
  .map(dirname)
  .filter((path) => zonesOf(join(CASES, path)).length > 0);

for (const path of served) {
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
