import { X509Certificate } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { putFile } from '../../written';
import { Authority, type Identity, selfSignedClient } from '../certificates';
import { get } from '../clients/http';
import { Envoy } from '../envoy';
import { MESH, type Document, dataplane, filesOf, generator, service, writeTree } from '../lab';
import { Load, type Tally } from '../load';
import { until } from '../poll';
import { httpMirror } from '../servers/http';
import { Port } from '../servers/port';
import { TlsRecord, withTls } from '../servers/tls';
import { type World, runWorld } from '../world';
import type { ReloadResult, Swap } from './reload.result';
import { Versions } from './versions';

const STAYS = 20001;
const PROVEN = 20002;
const ADDED = 20003;
const LIMIT_MS = 20_000;
const SETTLE_MS = 1500;

/** A tree whose files are exchanged, and secrets that are, while requests go through. */
runWorld(async (world) => {
  const authority = new Authority(world.folder, 'authority');
  const pairs = [selfSignedClient(world.folder, 'first'), selfSignedClient(world.folder, 'second')];
  const config = new Versions(join(world.folder, 'config', MESH, 'web'));
  const secrets = new Versions(join(world.folder, 'secrets'));
  const clients = new TlsRecord();
  const demand = { requestCert: true, ca: pairs.map(({ cert }) => cert), ...authority.serverIdentity('127.0.3.2') };
  const ports = [
    await Port.listen('127.0.3.1', 8080, httpMirror()),
    await Port.listen('127.0.3.2', 8443, withTls(demand, clients, httpMirror())),
    await Port.listen('127.0.3.3', 8080, httpMirror()),
  ];
  secrets.exchange((folder) => putSecrets(folder, pairs[0], pairs[0], authority));
  config.exchange((folder) => putTree(world, folder, [STAYS_AT.first, PROVEN_AT], 0));
  const envoy = await Envoy.start(join(config.root, 'bootstrap.json'), world.folder);
  try {
    await until(
      'both services',
      LIMIT_MS,
      async () => ((await answers(STAYS)) && (await answers(PROVEN))) || undefined,
    );
    const result: ReloadResult = {
      swaps: await swaps(world, config, envoy),
      rotation: await rotation(secrets, pairs, authority, envoy, clients),
    };
    return result;
  } finally {
    await envoy.stop();
    for (const port of ports) port.close();
  }
});

const http = (address: string, port = 8080): object => ({
  match: { port: 80, protocol: 'http' },
  endpoints: [{ address, port }],
});
const STAYS_AT = { first: service('stays', http('127.0.3.1')), second: service('stays', http('127.0.3.3')) };
const PROVEN_AT = service('proven', {
  ...http('127.0.3.2', 8443),
  tls: {
    enabled: true,
    verification: { caCert: { secret: 'ca' }, clientCert: { secret: 'pair-cert' }, clientKey: { secret: 'pair-key' } },
  },
});
const ADDED_AT = service('added', http('127.0.3.3'));

function putSecrets(folder: string, certificate: Identity, key: Identity, authority: Authority): void {
  putFile(folder, 'ca/value', authority.certificate);
  putFile(folder, 'pair-cert/value', certificate.cert);
  putFile(folder, 'pair-key/value', key.key);
}

/** Compiles the services and puts the files of the proxy into a folder. */
function putTree(world: World, folder: string, services: readonly Document[], version: number): void {
  const ports: Readonly<Record<string, number>> = { stays: STAYS, proven: PROVEN, added: ADDED };
  const outbounds = Object.fromEntries(services.map(({ name }) => [ports[String(name)], String(name)]));
  const options = {
    meshes: {
      [MESH]: {
        envoy: {
          xds: 'filesystem',
          configDir: join(world.folder, 'config'),
          secretsDir: join(world.folder, 'secrets'),
        },
      },
    },
  };
  const tree = writeTree(
    join(world.folder, `dist-${version}`),
    [generator, ...services, dataplane('web', outbounds)],
    options,
  );
  cpSync(filesOf(tree, 'web'), folder, { recursive: true });
}

const answers = async (port: number): Promise<boolean> =>
  (await get(`http://127.0.0.1:${port}/`, 2000).catch(() => ({ status: 0 }))).status === 200;

async function swaps(world: World, config: Versions, envoy: Envoy): Promise<Swap[]> {
  const changes: readonly [string, readonly Document[], () => Promise<boolean>][] = [
    ['the same files again', [STAYS_AT.first, PROVEN_AT], () => Promise.resolve(true)],
    ['a service added', [STAYS_AT.first, PROVEN_AT, ADDED_AT], () => answers(ADDED)],
    [
      'an endpoint changed',
      [STAYS_AT.second, PROVEN_AT, ADDED_AT],
      () => envoy.leadsTo('meshexternalservice_stays', '127.0.3.3:8080'),
    ],
    ['a service removed', [STAYS_AT.second, PROVEN_AT], async () => !(await answers(ADDED))],
  ];
  const done: Swap[] = [];
  for (const [i, [what, services, isApplied]] of changes.entries()) {
    const loads = [STAYS, PROVEN].map((port) => new Load(`http://127.0.0.1:${port}/`));
    await sleep(300);
    config.exchange((folder) => putTree(world, folder, services, i + 1));
    const start = Date.now();
    const applied = until(what, LIMIT_MS, async () => ((await isApplied()) ? true : undefined));
    const isThere = await applied.then(
      () => true,
      () => false,
    );
    const took = Date.now() - start;
    await sleep(SETTLE_MS);
    done.push({ what, applied: isThere, took, ...total(await Promise.all(loads.map((load) => load.stop()))) });
  }
  return done;
}

/** The certificate of a connection that is opened now: so many requests at once need more connections. */
async function nextClient(clients: TlsRecord): Promise<string | undefined> {
  const known = clients.handshakes.length;
  for (let parallel = 20; clients.handshakes.length === known && parallel < 500; parallel *= 2)
    await Promise.all(Array.from({ length: parallel }, () => answers(PROVEN)));
  return clients.handshakes.slice(known).at(-1)?.client;
}

const total = (tallies: readonly Tally[]): Tally => ({
  answered: tallies.reduce((sum, { answered }) => sum + answered, 0),
  lost: tallies.reduce((sum, { lost }) => sum + lost, 0),
  reasons: tallies.flatMap(({ reasons }) => reasons),
});

async function rotation(
  secrets: Versions,
  [first, second]: readonly Identity[],
  authority: Authority,
  envoy: Envoy,
  clients: TlsRecord,
): Promise<ReloadResult['rotation']> {
  const before = clients.handshakes.at(-1)?.client;
  const load = new Load(`http://127.0.0.1:${PROVEN}/`);
  await sleep(300);
  secrets.exchange((folder) => putSecrets(folder, second, second, authority));
  await sleep(SETTLE_MS);
  const both = await nextClient(clients);
  secrets.exchange((folder) => putSecrets(folder, first, second, authority));
  await sleep(SETTLE_MS);
  const certificateAlone = await nextClient(clients);
  return {
    before,
    both,
    certificateAlone,
    failed: await envoy.counter('key_rotation_failed'),
    pairs: [first, second].map(({ cert }) => new X509Certificate(cert).fingerprint256),
    ...(await load.stop()),
  };
}
