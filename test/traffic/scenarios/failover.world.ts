import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { get } from '../clients/http';
import { collect } from '../clients/tcp';
import { Envoy } from '../envoy';
import { MESH, dataplane, filesOf, generator, service, writeTree } from '../lab';
import { until } from '../poll';
import { Port, type Serve } from '../servers/port';
import { type World, runWorld } from '../world';
import type { Failover } from './failover.result';
import { Requests } from './requests';

const LIMIT_MS = 40_000;
const PORTS = { refusing: 20001, failing: 20002, retried: 20003, tcp: 20004 };
type Case = keyof typeof PORTS;

/** Endpoints of two priorities: the first dies, and comes back. */
runWorld(async (world) => {
  const envoy = await started(world);
  try {
    return Object.fromEntries(
      await Promise.all(CASES.map(async (one): Promise<[Case, Failover]> => [one, await failover(one)])),
    );
  } finally {
    await envoy.stop();
  }
});

const CASES = Object.keys(PORTS) as Case[];
const addresses = (one: Case): readonly [string, string] => {
  const third = CASES.indexOf(one) + 1;
  return [`127.0.${third}.1`, `127.0.${third}.2`];
};

function started(world: World): Promise<Envoy> {
  const services = CASES.map((one) =>
    service(one, {
      match: { port: 80, protocol: one === 'tcp' ? 'tcp' : 'http' },
      endpoints: addresses(one).map((address, priority) => ({ address, port: 8080, priority })),
    }),
  );
  const outbounds = Object.fromEntries(CASES.map((one) => [PORTS[one], one]));
  const options = {
    kumaVersion: '2.14',
    meshes: { [MESH]: {} },
    services: { [`${MESH}/retried`]: { envoy: { retry: { numRetries: 3 } } } },
  };
  const tree = writeTree(join(world.folder, 'dist'), [generator, ...services, dataplane('web', outbounds)], options);
  return Envoy.start(join(filesOf(tree, 'web'), 'bootstrap.json'), world.folder);
}

async function failover(one: Case): Promise<Failover> {
  const [first, second] = addresses(one);
  const port = await Port.listen(first, 8080, says(one, 'first'));
  const other = await Port.listen(second, 8080, says(one, 'second'));
  await until(`an answer of ${one}`, LIMIT_MS, async () => ((await ask(one)) === 'first' ? true : undefined));
  const before = await ask(one);
  const requests = new Requests(one, ask);
  const died = Date.now();
  if (one === 'failing') port.exchange(failing);
  else port.close();
  await requests.until('second', 5);
  const meanwhile = requests.last();
  const returned = Date.now();
  const again = one === 'failing' ? port : await Port.listen(first, 8080, says(one, 'first'));
  if (one === 'failing') port.exchange(says(one, 'first'));
  await requests.until('first', 5, returned);
  const all = await requests.stop();
  for (const open of new Set([again, port, other])) open.close();
  const answered = all.filter(({ who }) => isGood(who));
  return {
    before,
    meanwhile,
    after: requests.last(),
    untilGood: (answered.find(({ at }) => at >= died)?.at ?? Infinity) - died,
    untilFirst: (all.find(({ at, who }) => at >= returned && who === 'first')?.at ?? Infinity) - returned,
    lost: all.length - answered.length,
    answered: answered.length,
  };
}

const isGood = (who: string): boolean => who === 'first' || who === 'second';

/** Who answers; a word for why nobody did. */
async function ask(one: Case): Promise<string> {
  try {
    if (one === 'tcp') {
      const { received } = await collect(connect({ host: '127.0.0.1', port: PORTS.tcp }), 'second'.length, 5000);
      return received.length === 0 ? 'closed' : received.toString();
    }
    const { status, body } = await get(`http://127.0.0.1:${PORTS[one]}/`, 5000);
    return status === 200 ? body : `status ${status}`;
  } catch (error) {
    return String(error);
  }
}

const says = (one: Case, who: string): Serve => {
  if (one === 'tcp') return (socket) => socket.end(who);
  const server = createServer((_, answer) => answer.end(who));
  return (socket: Socket) => void server.emit('connection', socket);
};

const failing: Serve = (socket) =>
  void createServer((_, answer) => {
    answer.writeHead(503);
    answer.end();
  }).emit('connection', socket);
