import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { type Http2ServerRequest, type Http2ServerResponse, createSecureServer } from 'node:http2';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Authority } from '../certificates';
import { get } from '../clients/http';
import { Envoy } from '../envoy';
import { MESH, dataplane, filesOf, generator, service, writeTree } from '../lab';
import { until } from '../poll';
import { Port, type Serve } from '../servers/port';
import { type Part, type World, attempt, runWorld } from '../world';

const LIMIT_MS = 10_000;
const CHECKS = 5;
const ERRING_PORT = 20001;
const REQUESTS = 60;
const PAUSE_MS = 40; // Envoy tells its workers once a second who is left out

/** What a server is asked that nobody uses, and what becomes of one that answers with errors. */
runWorld(async (world) => {
  const [named, plain, secure]: string[][] = [[], [], []];
  const ports = await Promise.all([
    Port.listen('127.0.7.1', 8080, web(200, named)),
    Port.listen('127.0.7.2', 8080, web(200, plain)),
    Port.listen('127.0.7.3', 8080, http2(world, secure)),
    Port.listen('127.0.7.4', 8080, web(500)),
    Port.listen('127.0.7.5', 8080, web(500)),
  ]);
  const envoy = await Envoy.start(join(files(world), 'bootstrap.json'), world.folder);
  try {
    return {
      'a host of its own': await attempt(() => checks(named)),
      'no host': await attempt(() => checks(plain)),
      'http2 with TLS': await attempt(() => checks(secure)),
      'errors in all priorities': await attempt(answers),
    } satisfies Record<string, Part<string>>;
  } finally {
    await envoy.stop();
    for (const port of ports) port.close();
  }
});

function files(world: World): string {
  const to = (protocol: string, address: string, more: object = {}): object => ({
    match: { port: 80, protocol },
    endpoints: [{ address, port: 8080 }],
    ...more,
  });
  const endpoints = ['127.0.7.4', '127.0.7.5'].map((address, priority) => ({ address, port: 8080, priority }));
  const healthCheck = { interval: '200ms', timeout: '1s', path: '/health' };
  const documents = [
    generator,
    service('named', to('http', '127.0.7.1')),
    service('plain', to('http', '127.0.7.2')),
    service('secure', to('http2', '127.0.7.3', { tls: { enabled: true, verification: { mode: 'SkipAll' } } })),
    service('erring', { match: { port: 80, protocol: 'http' }, endpoints }),
    dataplane('web', { 20002: 'named', 20003: 'plain', 20004: 'secure', [ERRING_PORT]: 'erring' }),
  ];
  const services = {
    [`${MESH}/named`]: { envoy: { healthCheck, hostnames: { '127.0.7.1:8080': 'named.test' } } },
    [`${MESH}/plain`]: { envoy: { healthCheck } },
    [`${MESH}/secure`]: { envoy: { healthCheck } },
  };
  const options = { kumaVersion: '2.14', meshes: { [MESH]: {} }, services };
  return filesOf(writeTree(join(world.folder, 'dist'), documents, options), 'web');
}

const web = (status: number, asked: string[] = []): Serve => {
  const server = createServer((request, answer) => reply(request, answer, status, asked));
  return (socket) => void server.emit('connection', socket);
};

const http2 = (world: World, asked: string[]): Serve => {
  const server = createSecureServer(
    new Authority(world.folder, 'authority').serverIdentity('127.0.7.3'),
    (request, answer) => reply(request, answer, 200, asked),
  );
  return (socket) => void server.emit('connection', socket);
};

function reply(
  request: IncomingMessage | Http2ServerRequest,
  answer: ServerResponse | Http2ServerResponse,
  status: number,
  asked: string[],
): void {
  const host = request.headers[':authority'] ?? request.headers.host;
  asked.push(`${request.url} ${String(host)}`);
  answer.writeHead(status);
  answer.end();
}

/** Waits for several checks; says what was asked. Envoy's own pause between them, where nothing else is asked, is a minute. */
const checks = (asked: readonly string[]): Promise<string> =>
  until('checks', LIMIT_MS, () => Promise.resolve(asked.length < CHECKS ? undefined : [...new Set(asked)].join()));

async function answers(): Promise<string> {
  const seen = new Set<number>();
  for (let i = 0; i < REQUESTS; i++) {
    seen.add((await get(`http://127.0.0.1:${ERRING_PORT}/`, LIMIT_MS)).status);
    await sleep(PAUSE_MS);
  }
  return [...seen].join();
}
