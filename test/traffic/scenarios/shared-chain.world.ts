import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import { MESH, type Document, applyCapture, dataplane, filesOf, prepareNetwork, service, writeTree } from '../lab';
import { Load } from '../load';
import { until } from '../poll';
import { httpMirror } from '../servers/http';
import { Port, echo } from '../servers/port';
import { type World, runWorld } from '../world';
import { heldHttp, heldTcp } from './held';
import type { Change, SharedChainResult } from './shared-chain.result';
import { Versions } from './versions';

/** How long Envoy leaves connections of a chain that is gone alone. */
const DRAIN_S = 2;
const LIMIT_MS = 20_000;
const VIPS: Readonly<Record<string, string>> = {
  bytes: '242.0.0.1',
  web: '242.0.0.2',
  other: '242.0.0.3',
  added: '242.0.0.4',
  tuned: '242.0.0.5',
};

const tcp = (name: string): Document =>
  service(name, { match: { port: 7000, protocol: 'tcp' }, endpoints: [{ address: '127.0.9.1', port: 7000 }] });
const web = service('web', {
  match: { port: 80, protocol: 'http' },
  endpoints: [{ address: '127.0.9.1', port: 8080 }],
});

/** Services that share chains come, change and go, while others have connections open. */
runWorld(async (world) => {
  const config = new Versions(join(world.folder, 'config', MESH, 'web'));
  const ports = [await Port.listen('127.0.9.1', 7000, echo), await Port.listen('127.0.9.1', 8080, httpMirror())];
  const all = [tcp('bytes'), tcp('other'), tcp('tuned'), web];
  let version = 0;
  const exchanged = (services: readonly Document[], tuned: object = {}): void =>
    config.exchange((folder) => putTree(world, folder, services, tuned, version++));
  exchanged(all);
  prepareNetwork();
  applyCapture(join(config.root), 'redirect');
  const drain = ['--drain-time-s', String(DRAIN_S)];
  const envoy = await Envoy.start(join(config.root, 'bootstrap.json'), world.folder, undefined, drain);
  try {
    await until('both services', LIMIT_MS, async () =>
      (await answers('bytes')) && (await answers('other')) ? true : undefined,
    );
    const [removed, changed] = [await heldTcp(VIPS['other'], 7000), await heldTcp(VIPS['tuned'], 7000)];
    const changes = [
      await change(
        'a service added',
        () => exchanged([...all, tcp('added')]),
        () => answers('added'),
      ),
      await change(
        'a service treated otherwise',
        () => exchanged([...all, tcp('added')], { idleTimeout: '2h' }),
        () => answers('tuned'),
      ),
      await change(
        'a service removed',
        () => exchanged([tcp('bytes'), tcp('tuned'), tcp('added'), web], { idleTimeout: '2h' }),
        async () => !(await answers('other')),
      ),
    ];
    return { changes, removed: await removed.state(), changed: await changed.state() } satisfies SharedChainResult;
  } finally {
    await envoy.stop();
    for (const port of ports) port.close();
  }
});

/** Compiles the services and puts the files of the proxy into a folder. */
function putTree(world: World, folder: string, services: readonly Document[], tuned: object, version: number): void {
  const options = {
    meshes: {
      [MESH]: {
        vips: { cidr: '242.0.0.0/8' },
        envoy: { capture: 'redirect', xds: 'filesystem', configDir: join(world.folder, 'config') },
      },
    },
    services: Object.fromEntries(
      services.map(({ name }) => {
        const given = name === 'tuned' ? { envoy: tuned } : {};
        return [`${MESH}/${String(name)}`, { vip: VIPS[String(name)], ...given }];
      }),
    ),
  };
  const tree = writeTree(join(world.folder, `dist-${version}`), [...services, dataplane('web')], options);
  cpSync(filesOf(tree, 'web'), folder, { recursive: true });
}

async function answers(name: string): Promise<boolean> {
  const { received } = await exchange(VIPS[name], 7000, Buffer.from('?'), 2000);
  return received.length > 0;
}

/** Connections are opened, files exchanged, and what is left is looked at when Envoy has closed what it would close. */
async function change(what: string, exchanged: () => void, isApplied: () => Promise<boolean>): Promise<Change> {
  const held = [await heldTcp(VIPS['bytes'], 7000), await heldHttp(VIPS['web'], 80)];
  const load = new Load(`http://${VIPS['web']}/`);
  await sleep(300);
  exchanged();
  const applied = await until(what, LIMIT_MS, async () => ((await isApplied()) ? true : undefined)).catch(() => false);
  await sleep(DRAIN_S * 1000 + 1500);
  const [tcpState, httpState] = await Promise.all(held.map((one) => one.state()));
  for (const one of held) one.close();
  return { what, applied, tcp: tcpState, http: httpState, ...(await load.stop()) };
}
