import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { tool, testWith } from '../tools';
import type { Forwarded } from './forwarding';
import { withCoreDns } from './server';
import { OUTSIDE_ADDRESS, upstreamOf } from './upstream';
import { zoneLines, zonesOf } from './zone-text';

const ROOT = join(__dirname, '../..');

const childrenOf = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

const FOLDERS = [ROOT, ...childrenOf(join(ROOT, 'examples'))].flatMap((owner) =>
  childrenOf(join(owner, 'dist/coredns')),
);

test('the source example has a committed Corefile', () => {
  expect(FOLDERS.map((folder) => relative(ROOT, folder))).toContain('dist/coredns/default');
});

const upstreamsOf = (folder: string): readonly string[] =>
  /^ *forward \. (.+)$/m.exec(readFileSync(join(folder, 'Corefile'), 'utf8'))?.[1].split(' ') ?? [];

/** In a network of its own that has nothing but these upstreams. */
function forwardedFrom(folder: string, upstreams: readonly string[]): Forwarded {
  const addresses = new Set(upstreams.map((upstream) => upstreamOf(upstream).address));
  const setUp = ['ip link set lo up', ...[...addresses].map((address) => `ip address add ${address} dev lo`)].join(
    ' && ',
  );
  const script = join(__dirname, 'forwarding.ts');
  const args = ['--net', 'sh', '-c', `${setUp} && exec "$0" "$@"`, process.execPath, '--import', 'tsx', script, folder];
  return JSON.parse(
    execFileSync(tool('unshare'), [...args, ...upstreams], { cwd: ROOT, encoding: 'utf8' }),
  ) as Forwarded;
}

for (const folder of FOLDERS) {
  const path = relative(ROOT, folder);

  testWith(['coredns'])(`${path}: every record is served`, async () => {
    const zones = zonesOf(folder);
    await withCoreDns(folder, zones[0], async (ask) => {
      for (const { owner, ttl, type, value } of zones.flatMap((zone) => zoneLines(folder, zone))) {
        const reply = await ask(owner, type);
        expect(reply).toMatchObject({ rcode: 'NOERROR', authoritative: true });
        expect(reply.answers).toContainEqual({ name: owner, type, ttl, data: value.replaceAll('. ', ' ') });
      }
    });
  });

  test(`${path}: every zone file has its server block`, () => {
    const blocks = readFileSync(join(folder, 'Corefile'), 'utf8').match(/^\S+(?= \{)/gm) ?? [];
    expect(blocks.filter((name) => name !== '.').sort()).toEqual([...zonesOf(folder)].sort());
  });

  const upstreams = upstreamsOf(folder);
  if (upstreams.length === 0) continue;
  testWith(['coredns', 'unshare', 'ip'])(`${path}: only names outside its zones go to ${upstreams.join(', ')}`, () => {
    // WHEN
    const { outside, inside, asked } = forwardedFrom(folder, upstreams);

    // THEN
    expect(outside).toEqual([OUTSIDE_ADDRESS, OUTSIDE_ADDRESS]);
    expect([...inside].sort()).toEqual(['NOERROR', 'NXDOMAIN']);
    const loopProbe = /^\d+\.\d+$/; // how CoreDNS looks for a forwarding loop when it starts
    expect(asked.filter((name) => !loopProbe.test(name))).toEqual(['www.example.com']); // once: the second is cached
  });
}
