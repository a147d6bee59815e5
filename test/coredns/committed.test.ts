import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { testWith } from '../tools';
import { withCoreDns } from './server';
import { zoneLines, zonesOf } from './zone-text';

const ROOT = join(__dirname, '../..');

const childrenOf = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

const FOLDERS = [ROOT, ...childrenOf(join(ROOT, 'examples'))].flatMap((owner) => childrenOf(join(owner, 'dist/coredns')));

test('the source example has a committed Corefile', () => {
  expect(FOLDERS.map((folder) => relative(ROOT, folder))).toContain('dist/coredns/default');
});

for (const folder of FOLDERS) {
  const path = relative(ROOT, folder);

  testWith(['coredns'])(`${path}: every record is served`, async () => {
    const zones = zonesOf(folder);
    await withCoreDns(folder, zones[0], async (ask) => {
      for (const { owner, ttl, type, value } of zones.flatMap((zone) => zoneLines(folder, zone))) {
        const reply = await ask(owner, type);
        expect(reply).toMatchObject({ rcode: 'NOERROR', authoritative: true });
        expect(reply.answers.map((answer) => ({ ...answer, data: answer.data }))).toContainEqual({ name: owner, type, ttl, data: value.replaceAll('. ', ' ') });
      }
    });
  });

  test(`${path}: every zone file has its server block`, () => {
    const blocks = readFileSync(join(folder, 'Corefile'), 'utf8').match(/^\S+(?= \{)/gm) ?? [];
    expect(blocks.filter((name) => name !== '.').sort()).toEqual([...zonesOf(folder)].sort());
  });
}
