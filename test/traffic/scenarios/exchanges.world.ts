import { createHash, randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2 } from 'node:http2';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { get } from '../clients/http';
import { exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import { MESH, RESOLVER, dataplane, filesOf, generator, service, startOtherNames, writeNames, writeTree } from '../lab';
import { until } from '../poll';
import { echo, Port, type Serve } from '../servers/port';
import { attempt, type Part, type World, runWorld } from '../world';

const LIMIT_MS = 30_000;
const PORTS = { http: 20001, http2: 20002, tcp: 20003, half: 20004, moving: 20005, late: 20006 };
const NAMES = { 'moving.test': ['127.0.5.5'] };

/** What protocols can do beside one question and one answer, and what happens while servers and names come and go. */
runWorld(async (world) => {
  const envoy = await started(world);
  const ports = await listening();
  try {
    return await claims(world, envoy, ports);
  } finally {
    await envoy.stop();
    for (const port of Object.values(ports)) port.close();
  }
});

async function started(world: World): Promise<Envoy> {
  const to = (protocol: string, address: string, port: number): object => ({
    match: { port: 80, protocol },
    endpoints: [{ address, port }],
  });
  const documents = [
    generator,
    service('http', to('http', '127.0.5.1', 8080)),
    service('http2', to('http2', '127.0.5.2', 8080)),
    service('tcp', to('tcp', '127.0.5.3', 8080)),
    service('half', to('tcp', '127.0.5.4', 8080)),
    service('moving', to('http', 'moving.test', 8080)),
    service('late', to('http', 'late.test', 8080)),
    dataplane('web', Object.fromEntries(Object.entries(PORTS).map(([name, port]) => [port, name]))),
  ];
  const options = { meshes: { [MESH]: { envoy: { dnsResolvers: [RESOLVER] } } } };
  const tree = writeTree(join(world.folder, 'dist'), documents, options);
  // No name server is there yet: that must not keep Envoy from starting.
  return Envoy.start(join(filesOf(tree, 'web'), 'bootstrap.json'), world.folder);
}

const handing =
  (server: { emit(event: 'connection', socket: Socket): unknown }): Serve =>
  (socket) =>
    void server.emit('connection', socket);

/** Answers with the hash of what it was sent, and as many bytes as the path says; an upgrade is echoed. */
function web(): Serve {
  const server = createServer((asked, answer) => {
    const hash = createHash('sha256');
    asked.on('data', (chunk: Buffer) => hash.update(chunk));
    asked.on('end', () => {
      answer.setHeader('x-hash', hash.digest('hex'));
      answer.end(Buffer.alloc(Number(/^\/bytes\/(\d+)$/.exec(asked.url ?? '')?.[1] ?? 0), 'x'));
    });
  });
  server.on('upgrade', (_, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    echo(socket);
  });
  return handing(server);
}

function withTrailers(): Serve {
  const server = createHttp2();
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-last': 'word' }));
    stream.end('body');
  });
  return handing(server);
}

/** Answers only when the client has said all that it wants to say. */
const answersAtEnd: Serve = (socket) => {
  let count = 0;
  socket.on('data', (chunk: Buffer) => (count += chunk.length));
  socket.on('end', () => socket.end(`${count} bytes`));
};

const says = (text: string): Serve => handing(createServer((_, answer) => answer.end(text)));

type Ports = Readonly<Record<'http' | 'http2' | 'tcp' | 'half' | 'moving' | 'moved' | 'late', Port>>;

async function listening(): Promise<Ports> {
  return {
    http: await Port.listen('127.0.5.1', 8080, web()),
    http2: await Port.listen('127.0.5.2', 8080, withTrailers()),
    tcp: await Port.listen('127.0.5.3', 8080, echo),
    half: await Port.listen('127.0.5.4', 8080, answersAtEnd, { allowHalfOpen: true }),
    moving: await Port.listen('127.0.5.5', 8080, says('old')),
    moved: await Port.listen('127.0.5.6', 8080, says('new')),
    late: await Port.listen('127.0.5.7', 8080, says('late')),
  };
}

async function claims(world: World, envoy: Envoy, ports: Ports): Promise<Record<string, Part<string>>> {
  const results = {
    'a service by address, while no name server answers': await attempt(() => tcpEcho(100_000)),
    'a service by name, while no name server answers': await attempt(
      async () => `status ${(await http('late')).status}`,
    ),
    websocket: await attempt(upgraded),
    'a large body there': await attempt(() => largeThere(50 * 1024 * 1024)),
    'a large body back': await attempt(() => largeBack(50 * 1024 * 1024)),
    trailers: await attempt(trailers),
    'half-closed TCP': await attempt(() => halfClosed(70_000)),
    'parallel connections': await attempt(() => parallel(1000)),
    'a server that restarts': await attempt(() => restarted(ports)),
  };
  const names = startOtherNames(world.folder, { ...NAMES, 'late.test': ['127.0.5.7'] });
  try {
    return {
      ...results,
      'a service by name, after the name server came': await attempt(() => becomes('late', 'late')),
      'a name that changes its address': await attempt(async () => {
        const before = await becomes('moving', 'old');
        writeNames(world.folder, { 'moving.test': ['127.0.5.6'] });
        return `${before}, then ${await becomes('moving', 'new')}`;
      }),
      'what Envoy says that it is': await attempt(() => envoy.node()),
    };
  } finally {
    await names.stop();
  }
}

const http = (name: keyof typeof PORTS) => get(`http://127.0.0.1:${PORTS[name]}/`, 5000);

const becomes = (name: keyof typeof PORTS, text: string): Promise<string> =>
  until(`${name} to say ${text}`, LIMIT_MS, async () => {
    const { body } = await http(name);
    return body === text ? body : undefined;
  });

async function tcpEcho(bytes: number): Promise<string> {
  const sent = randomBytes(bytes);
  const { received } = await exchange('127.0.0.1', PORTS.tcp, sent, LIMIT_MS);
  return received.equals(sent) ? 'echoed' : `${received.length} of ${bytes} bytes`;
}

function upgraded(): Promise<string> {
  return new Promise((done, fail) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGVzdA==',
    };
    const sent = request({ host: '127.0.0.1', port: PORTS.http, headers, timeout: LIMIT_MS });
    sent.on('upgrade', (_, socket) => {
      socket.once('data', (data: Buffer) => {
        socket.destroy();
        done(data.toString());
      });
      socket.write('both ways');
    });
    sent.on('response', ({ statusCode }) => done(`status ${statusCode}`)).on('error', fail);
    sent.end();
  });
}

function largeThere(bytes: number): Promise<string> {
  const body = randomBytes(bytes);
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port: PORTS.http, method: 'POST', timeout: LIMIT_MS }, (answer) => {
      answer.resume();
      const isSame = answer.headers['x-hash'] === createHash('sha256').update(body).digest('hex');
      done(isSame ? 'whole' : `status ${answer.statusCode}`);
    });
    sent.on('error', fail).end(body);
  });
}

async function largeBack(bytes: number): Promise<string> {
  const { status, body } = await get(`http://127.0.0.1:${PORTS.http}/bytes/${bytes}`, LIMIT_MS);
  return body.length === bytes ? 'whole' : `status ${status}, ${body.length} bytes`;
}

function trailers(): Promise<string> {
  return new Promise((done, fail) => {
    const client = connectHttp2(`http://127.0.0.1:${PORTS.http2}`);
    const stream = client.request({ ':path': '/' });
    stream.on('trailers', (fields: Readonly<Record<string, unknown>>) => done(`x-last: ${String(fields['x-last'])}`));
    stream.on('error', fail).on('close', () => client.close());
    client.on('error', fail);
    stream.resume().end();
  });
}

function halfClosed(bytes: number): Promise<string> {
  return new Promise((done, fail) => {
    const socket = createConnection({ host: '127.0.0.1', port: PORTS.half, allowHalfOpen: true });
    let text = '';
    socket.setEncoding('utf8').on('data', (more: string) => (text += more));
    socket.on('end', () => {
      socket.destroy();
      done(text);
    });
    socket.on('error', fail).setTimeout(LIMIT_MS, () => fail(new Error('time is up')));
    socket.end(randomBytes(bytes));
  });
}

async function parallel(count: number): Promise<string> {
  const open = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = createConnection({ host: '127.0.0.1', port: PORTS.tcp });
      socket.on('error', () => undefined);
      const answer = new Promise<boolean>((done) => {
        socket.once('data', () => done(true)).once('close', () => done(false));
      });
      socket.write('still there?');
      return { socket, isAnswered: await answer };
    }),
  );
  // All of them at once: none was closed while the others were opened.
  const together = open.filter(({ socket, isAnswered }) => isAnswered && !socket.destroyed).length;
  for (const { socket } of open) socket.destroy();
  return `${together} at once`;
}

async function restarted(ports: Ports): Promise<string> {
  const before = (await http('http')).status;
  ports.http.close();
  await sleep(100);
  const meanwhile = (await http('http')).status;
  const again = await Port.listen('127.0.5.1', 8080, web());
  const after = (await http('http')).status;
  again.close();
  return `${before}, ${meanwhile}, ${after}`;
}
