import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zoneFiles } from '../../src/backends/coredns/zone';
import type { DnsZone } from '../../src/ir/ir';
import { testWith } from '../tools';
import { until } from '../traffic/poll';
import { putFile } from '../written';
import { withCoreDns } from './server';

/** A zone that is divided among files is one zone to the real CoreDNS, also when it changes. */

const NAME = 'mesh.internal';
const COUNT = 300;
const SHARD = 2000; // bytes
const RELOAD_LIMIT_MS = 20_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshext-shards-'));
  putFile(folder, 'Corefile', `${NAME} {\n  bind 127.0.0.1\n  errors\n  file zone {\n    reload 1s\n  }\n}\n`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = (i: number): string => `s${i}.${NAME}`;
const address = (i: number): string => `242.0.${i >> 8}.${i & 255}`;
const zone = (count: number): DnsZone => ({
  name: NAME,
  records: Array.from({ length: count }, (_, i) => ({ owner: owner(i), type: 'A', value: address(i) })),
});

/** The file that names the others is the last: with it CoreDNS reads them all. */
function put(count: number): number {
  const [main, ...shards] = zoneFiles(zone(count), 'zone', SHARD);
  for (const one of [...shards, main]) putFile(folder, one.name, one.text);
  return shards.length;
}

testWith(['coredns'])('every name is answered, and none that is not there', async () => {
  expect(put(COUNT)).toBeGreaterThan(4);
  await withCoreDns(folder, NAME, async (ask) => {
    for (let i = 0; i < COUNT; i++)
      expect((await ask(owner(i), 'A')).answers).toEqual([expect.objectContaining({ data: address(i) })]);
    expect(await ask(owner(COUNT), 'A')).toMatchObject({ rcode: 'NXDOMAIN', authoritative: true });
  });
});

testWith(['coredns'])(
  'a name that comes later is answered without a restart',
  async () => {
    put(COUNT);
    await withCoreDns(folder, NAME, async (ask) => {
      put(COUNT + 1);
      await until('the new name', RELOAD_LIMIT_MS, async () =>
        (await ask(owner(COUNT), 'A')).rcode === 'NOERROR' ? true : undefined,
      );
      expect((await ask(owner(0), 'A')).rcode).toBe('NOERROR');
    });
  },
  RELOAD_LIMIT_MS + 10_000,
);
