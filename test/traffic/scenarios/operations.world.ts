import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tool } from '../../tools';
import { Background } from '../background';
import { get } from '../clients/http';
import { exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import { MESH, dataplane, filesOf, generator, service, writeTree } from '../lab';
import { until } from '../poll';
import { Port, type Serve, echo } from '../servers/port';
import { type Part, type World, attempt, runWorld } from '../world';

const LIMIT_MS = 20_000;
const MAX_CONNECTIONS = 5;
const IDLE_MS = 500;
const PORTS = {
  logged: 20001,
  silent: 20002,
  idle: 20003,
  stalled: 20004,
  outlier: 20005,
  checked: 20006,
  dead: 20007,
};
type Service = keyof typeof PORTS;

/** What proxies are told beside where services are: what they log and count, whom they tell, and when they give up. */
runWorld(async (world) => {
  const asked: string[] = [];
  const ports = await listening(asked);
  const results = {
    ...(await withSettings(world, asked)),
    ...(await withoutSettings(world)),
  };
  for (const port of ports) port.close();
  return results;
});

const web =
  (status: number, asked: string[] = []): Serve =>
  (socket) =>
    void createServer((request, answer) => {
      asked.push(request.url ?? '');
      answer.writeHead(status);
      answer.end(String(status));
    }).emit('connection', socket);

/** Begins an answer and never ends it. */
const stalling: Serve = (socket) =>
  void createServer((_, answer) => {
    answer.write('begun');
  }).emit('connection', socket);

const listening = (asked: string[]): Promise<Port[]> =>
  Promise.all([
    Port.listen('127.0.7.1', 8080, web(200)),
    Port.listen('127.0.7.2', 8080, echo),
    Port.listen('127.0.7.3', 8080, stalling),
    Port.listen('127.0.7.4', 8080, web(200)),
    Port.listen('127.0.7.5', 8080, web(503)),
    Port.listen('127.0.7.6', 8080, web(200)),
    Port.listen('127.0.7.7', 8080, web(503, asked)),
  ]);

const to = (protocol: string, ...addresses: readonly string[]): object => ({
  match: { port: 80, protocol },
  endpoints: addresses.map((address) => ({ address, port: 8080 })),
});
const SERVICES = [
  service('logged', to('http', '127.0.7.1')),
  service('silent', to('http', '127.0.7.1')),
  service('idle', to('tcp', '127.0.7.2')),
  service('stalled', to('http', '127.0.7.3')),
  service('outlier', to('http', '127.0.7.4', '127.0.7.5')),
  service('checked', to('http', '127.0.7.6', '127.0.7.7')),
  service('dead', to('http', '127.0.7.8')),
];
const OUTBOUNDS = Object.fromEntries(Object.entries(PORTS).map(([name, port]) => [port, name]));

/** The files of one proxy for all services. */
function files(world: World, name: string, proxy: object, services: Readonly<Record<string, object>>): string {
  const own = Object.fromEntries(Object.entries(services).map(([one, envoy]) => [`${MESH}/${one}`, { envoy }]));
  const options = { meshes: { [MESH]: { envoy: proxy } }, services: own };
  return filesOf(
    writeTree(join(world.folder, name), [generator, ...SERVICES, dataplane('web', OUTBOUNDS)], options),
    'web',
  );
}

const ask = async (one: Service): Promise<number> =>
  (await get(`http://127.0.0.1:${PORTS[one]}/path`, LIMIT_MS)).status;

async function withSettings(world: World, asked: readonly string[]): Promise<Record<string, Part<string>>> {
  const log = join(world.folder, 'access.log');
  const text = { accessLog: { format: 'text', path: log } };
  const proxy = {
    adminPath: join(world.folder, 'admin.sock'),
    stats: 'minimal',
    maxDownstreamConnections: MAX_CONNECTIONS,
    nodeId: 'id-1',
    nodeCluster: 'cluster-1',
  };
  const idle = { idleTimeout: `${IDLE_MS}ms` };
  const place = files(world, 'with', proxy, {
    logged: text,
    dead: text,
    idle,
    stalled: idle,
    outlier: { outlierDetection: { consecutiveErrors: 2, baseEjectionTime: '60s', maxEjectionPercent: 50 } },
    checked: { healthCheck: { interval: '200ms', timeout: '1s', unhealthyThreshold: 1, path: '/health' } },
  });
  const envoy = await Envoy.start(join(place, 'bootstrap.json'), world.folder);
  const lines = (of: string): Promise<string> =>
    until(`a line of ${of}`, LIMIT_MS, () => {
      const all = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
      return Promise.resolve(all.find((line) => line.includes(`service=${of} `)));
    });
  try {
    return {
      'accessLog: text, answered': await attempt(async () => `${await ask('logged')} ${await lines('logged')}`),
      'accessLog: text, failed': await attempt(async () => `${await ask('dead')} ${await lines('dead')}`),
      'accessLog: not given': await attempt(async () => {
        const status = await ask('silent');
        await sleep(300);
        return `${status} ${readFileSync(log, 'utf8').includes('service=silent') ? 'logged' : 'not logged'}`;
      }),
      'stats: minimal': await attempt(async () => counted(await envoy.statisticNames())),
      adminPath: await attempt(async () => `${await envoy.node()}; ${listeningPorts().join()}`),
      'idleTimeout, tcp': await attempt(idleConnection),
      'idleTimeout, a request in which nothing moves': await attempt(stalledRequest),
      outlierDetection: await attempt(() => left('outlier')),
      healthCheck: await attempt(async () => {
        await until('the endpoint to be left out', LIMIT_MS, async () =>
          (await left('checked')) === 'only good answers' ? true : undefined,
        );
        return [...new Set(asked)].filter((path) => path !== '/path').join();
      }),
      maxDownstreamConnections: await attempt(() => openAtOnce(MAX_CONNECTIONS * 3)),
    };
  } finally {
    await envoy.stop();
  }
}

/** The same services with nothing asked for; the admin interface stays as the Dataplane has it, or is not there. */
async function withoutSettings(world: World): Promise<Record<string, Part<string>>> {
  const place = files(world, 'without', {}, {});
  const envoy = await Envoy.start(join(place, 'bootstrap.json'), world.folder);
  let results: Record<string, Part<string>>;
  try {
    results = {
      'stats: full': await attempt(async () => counted(await envoy.statisticNames())),
      'no outlierDetection': await attempt(() => left('outlier')),
      'no healthCheck': await attempt(() => left('checked')),
      'no maxDownstreamConnections': await attempt(() => openAtOnce(MAX_CONNECTIONS * 3)),
      'no idleTimeout': await attempt(idleConnection),
    };
  } finally {
    await envoy.stop();
  }
  return { ...results, 'no admin': await attempt(() => withoutAdmin(world)) };
}

async function withoutAdmin(world: World): Promise<string> {
  const { networking, ...rest } = dataplane('web', { [PORTS.logged]: 'logged' }) as { networking: object };
  const others = Object.fromEntries(Object.entries(networking).filter(([key]) => key !== 'admin'));
  const place = filesOf(
    writeTree(join(world.folder, 'closed'), [generator, ...SERVICES, { ...rest, networking: others }], {}),
    'web',
  );
  const args = ['-c', join(place, 'bootstrap.json'), '--disable-hot-restart', '--concurrency', '1'];
  const envoy = new Background('Envoy', tool('envoy'), args, join(world.folder, 'closed.log'));
  try {
    await envoy.until('an answer', LIMIT_MS, async () => ((await ask('logged')) === 200 ? true : undefined));
    return listeningPorts().join();
  } finally {
    await envoy.stop();
  }
}

/** Which of two counters are kept: one that tells whether a service is reached, and one that does not. */
const counted = (names: readonly string[]): string =>
  ['upstream_rq_total', 'upstream_cx_rx_bytes_total']
    .filter((name) => names.includes(`cluster.meshexternalservice_logged.${name}`))
    .join();

/** The ports that somebody listens on, of those that are the proxy's. */
const listeningPorts = (): number[] =>
  readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === '0A')
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16))
    .filter((port) => port !== 8080)
    .sort((a, b) => a - b);

async function idleConnection(): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: PORTS.idle });
  const start = Date.now();
  const ended = new Promise<string>((done) => socket.once('close', () => done(within(Date.now() - start))));
  socket.resume().on('error', () => undefined);
  const open = sleep(IDLE_MS * 4).then(() => 'stays open');
  const how = await Promise.race([ended, open]);
  socket.destroy();
  return how;
}

async function stalledRequest(): Promise<string> {
  const start = Date.now();
  const how = await get(`http://127.0.0.1:${PORTS.stalled}/`, LIMIT_MS).then(
    ({ status }) => `status ${status}`,
    () => 'cut',
  );
  return `${how}, ${within(Date.now() - start)}`;
}

const within = (ms: number): string => (ms >= IDLE_MS * 0.8 && ms < IDLE_MS * 4 ? 'closed in time' : `after ${ms} ms`);

/** Whether an endpoint that answers 503 is still asked, once it had the time to be found out. */
async function left(one: Service): Promise<string> {
  for (let i = 0; i < 20; i++) await ask(one);
  const statuses: number[] = [];
  for (let i = 0; i < 20; i++) statuses.push(await ask(one));
  return statuses.every((status) => status === 200) ? 'only good answers' : 'good and bad answers';
}

/** How many of so many connections, opened one after the other and kept, get an answer. */
async function openAtOnce(count: number): Promise<string> {
  const sockets: Socket[] = [];
  let answered = 0;
  for (let i = 0; i < count; i++) {
    const socket = connect({ host: '127.0.0.1', port: PORTS.idle }).on('error', () => undefined);
    sockets.push(socket);
    const answer = new Promise<boolean>((done) => {
      socket.once('data', () => done(true)).once('close', () => done(false));
    });
    socket.write('there?');
    if (await answer) answered++;
  }
  for (const socket of sockets) socket.destroy();
  await until('an answer, once they are closed', LIMIT_MS, async () => {
    const { received } = await exchange('127.0.0.1', PORTS.idle, Buffer.from('again'), LIMIT_MS);
    return received.length > 0 ? true : undefined;
  });
  return `${answered} of ${count}`;
}
