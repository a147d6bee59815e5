import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zoneFiles } from '../src/backends/coredns/zone';
import { CONFIG_MAP_ROOM } from '../src/backends/coredns/cluster';
import { ask } from '../test/coredns/query';
import { tool } from '../test/tools';
import { Background } from '../test/traffic/background';
import { cpuMs, residentMiB } from './process';
import type { Contestant, Measurement } from './row';

/** One CoreDNS with one zone: from its start until it answers, and from a new version until that is answered. */

const ZONE = 'mesh.internal';
const SERVER = { address: '127.0.0.1', port: 15_353 };
const LIMIT_MS = 60_000;
const SAMPLES = 200;

const owner = (i: number): string => `service-${i}.${ZONE}`;
const address = (i: number): string => `242.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;

type Files = readonly { readonly name: string; readonly text: string }[];

/** As we write it where one ConfigMap has no room for it: a file that includes others. */
export const divided = (count: number): Files => {
  const records = Array.from({ length: count }, (_, i) => ({ owner: owner(i), type: 'A' as const, value: address(i) }));
  return zoneFiles({ name: ZONE, records }, 'zone', CONFIG_MAP_ROOM);
};

/** As people write one; the serial counts versions. */
export function flat(count: number): Files {
  const records = Array.from({ length: count }, (_, i) => `service-${i} IN A ${address(i)}`);
  const head = [
    `$ORIGIN ${ZONE}.`,
    '$TTL 30',
    `@ IN SOA ns.invalid. hostmaster.invalid. ${count} 60 30 600 5`,
    '@ IN NS ns.invalid.',
  ];
  return [{ name: 'zone', text: `${[...head, ...records].join('\n')}\n` }];
}

export const startName = (name: string): string => `${name}: start`;
export const reloadName = (name: string): string => `${name}: next version`;

/** One process a round, seen twice. */
export function contestants(
  name: string,
  folder: string,
  files: (count: number) => Files,
  count: number,
): Contestant[] {
  const own = join(folder, name.replaceAll(/\W+/g, '-'));
  mkdirSync(own);
  const { address: bound } = SERVER;
  writeFileSync(join(own, 'Corefile'), `${ZONE} {\n  bind ${bound}\n  errors\n  file zone {\n    reload 1s\n  }\n}\n`);
  const versions = [files(count), files(count + 1)];
  let reload: Measurement | undefined;
  return [
    {
      name: startName(name),
      run: async () => {
        const seen = await run(own, versions, count);
        reload = seen.reload;
        return seen.start;
      },
    },
    {
      name: reloadName(name),
      run: () => {
        if (reload === undefined) throw new Error('Nothing was measured yet.');
        return reload;
      },
    },
  ];
}

async function run(
  folder: string,
  [first, second]: readonly Files[],
  count: number,
): Promise<{ start: Measurement; reload: Measurement }> {
  put(folder, first);
  const started = performance.now();
  const args = ['-conf', 'Corefile', '-dns.port', String(SERVER.port)];
  const server = new Background('CoreDNS', tool('coredns'), args, join(folder, 'log'), folder);
  try {
    await answered(server, count - 1);
    const start = { wall: performance.now() - started, cpu: cpuMs(server.pid), memory: residentMiB(server.pid) };
    await checked(count);
    const [changed, before] = [performance.now(), cpuMs(server.pid)];
    put(folder, second);
    await answered(server, count);
    const reload = {
      wall: performance.now() - changed,
      cpu: cpuMs(server.pid) - before,
      memory: residentMiB(server.pid),
    };
    await checked(count + 1);
    return { start, reload };
  } finally {
    await server.stop();
  }
}

/** The file that names the others is the last. */
function put(folder: string, [main, ...others]: Files): void {
  for (const { name, text } of [...others, main]) writeFileSync(join(folder, name), text);
}

async function answered(server: Background, i: number): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const { answers = [] } = (await ask(SERVER, owner(i), 'A').catch(() => undefined)) ?? {};
    if (answers.length > 0) return;
    if (Date.now() > end) throw new Error(`No answer for ${owner(i)}: ${server.log()}`);
    await sleep(5);
  }
}

/** Throws when a name of the zone has another address than its own, or one that it does not have is answered. */
async function checked(count: number): Promise<void> {
  for (let i = 0; i < count; i += Math.ceil(count / SAMPLES)) {
    const { answers } = await ask(SERVER, owner(i), 'A');
    if (answers.length !== 1 || answers[0].data !== address(i))
      throw new Error(`${owner(i)}: ${JSON.stringify(answers)}`);
  }
  const { rcode } = await ask(SERVER, owner(count + 1), 'A');
  if (rcode !== 'NXDOMAIN') throw new Error(`${owner(count + 1)}: ${rcode}`);
}
