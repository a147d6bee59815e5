import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createSecureServer,
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { join } from 'node:path';
import { Authority } from '../certificates';
import { exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import { MESH, applyCapture, dataplane, filesOf, prepareNetwork, writeTree } from '../lab';
import { Port, type Serve } from '../servers/port';
import { TlsRecord, withTls } from '../servers/tls';
import { runWorld } from '../world';
import { type Asked, SERVER_PORTS, mix } from './many-services';
import { answerOf } from './many-services.client';
import type { ManyServicesResult } from './many-services.result';

const COUNT = 1000;
const AT_ONCE = 16;
const LIMIT_MS = 5000;

/** Each of many services is asked once, through chains that most of them share. */
runWorld(async (world) => {
  const all = mix(COUNT);
  const authority = new Authority(world.folder, 'authority');
  writeFileSync(join(world.folder, 'ca.pem'), authority.certificate);
  const options = {
    meshes: {
      [MESH]: {
        vips: { cidr: '242.0.0.0/8' },
        envoy: { capture: 'redirect', systemCaPath: join(world.folder, 'ca.pem') },
      },
    },
    services: Object.fromEntries(all.map(({ name, settings }) => [`${MESH}/${name}`, settings])),
  };
  const documents = [...all.map(({ document }) => document), dataplane('web')];
  const files = filesOf(writeTree(join(world.folder, 'dist'), documents, options), 'web');
  prepareNetwork();
  applyCapture(files, 'redirect');
  const ports = await servers(authority);
  const start = Date.now();
  const envoy = await Envoy.start(join(files, 'bootstrap.json'), world.folder);
  const ready = Date.now() - start;
  try {
    const wrong = await askedAll(all);
    return {
      asked: COUNT,
      chains: chainsIn(join(files, 'bootstrap.json')),
      wrong,
      answered: Date.now() - start - ready,
      ready,
      miscounted: await miscounted(envoy, all),
      nobody: await ending('242.9.9.9', 80),
      otherPort: await ending(all[1].vip, 81),
    } satisfies ManyServicesResult;
  } finally {
    await envoy.stop();
    for (const port of ports) port.close();
  }
});

const chainsIn = (bootstrap: string): number =>
  [...readFileSync(bootstrap, 'utf8').matchAll(/"name": "(shared:|service-\d+:)[^"]*",\s+"filters"/g)].length;

/** Servers that say at which address they were reached, on all addresses of the host. */
async function servers(authority: Authority): Promise<Port[]> {
  const identity = authority.serverIdentity('*.test');
  const says: Serve = (socket) => void socket.once('data', () => socket.end(String(socket.localAddress)));
  const web = createHttp(mirror);
  const secure = createSecureServer(identity, mirror);
  const plain = createHttp2(mirror);
  const hand =
    (server: { emit(event: string, ...args: unknown[]): boolean }): Serve =>
    (socket) =>
      void server.emit('connection', socket);
  const tls = (serve: Serve): Serve => withTls(identity, new TlsRecord(), serve);
  return Promise.all([
    Port.listen('0.0.0.0', SERVER_PORTS.tcp[0], says),
    Port.listen('0.0.0.0', SERVER_PORTS.tcp[1], tls(says)),
    Port.listen('0.0.0.0', SERVER_PORTS.http[0], hand(web)),
    Port.listen('0.0.0.0', SERVER_PORTS.http[1], tls(hand(web))),
    Port.listen('0.0.0.0', SERVER_PORTS.http2[0], hand(plain)),
    Port.listen('0.0.0.0', SERVER_PORTS.http2[1], hand(secure)),
  ]);
}

type Request = IncomingMessage | Http2ServerRequest;

/** Answers with the address, the host and the names of the headers that came. */
function mirror(request: Request, response: ServerResponse | Http2ServerResponse): void {
  const { headers, socket } = request;
  const said = { at: socket.localAddress, host: headers[':authority'] ?? headers.host, headers: Object.keys(headers) };
  (response as ServerResponse).end(JSON.stringify(said));
}

async function askedAll(all: readonly Asked[]): Promise<string[]> {
  const waiting = [...all];
  const wrong: string[] = [];
  const worker = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const said = await answerOf(one, all[0], LIMIT_MS);
      if (said !== 'right') wrong.push(`${one.name} (${one.protocol}): ${said}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return wrong;
}

/** Bytes are counted as connections, everything else as requests. */
async function miscounted(envoy: Envoy, all: readonly Asked[]): Promise<string[]> {
  const [connections, requests] = [
    await envoy.counters('.upstream_cx_total'),
    await envoy.counters('.upstream_rq_total'),
  ];
  return all.flatMap(({ name, protocol }) => {
    const cluster = `cluster.meshexternalservice_${name}`;
    const count =
      protocol === 'tcp' ? connections[`${cluster}.upstream_cx_total`] : requests[`${cluster}.upstream_rq_total`];
    return count === 1 ? [] : [`${name} (${protocol}): ${count}`];
  });
}

async function ending(address: string, port: number): Promise<string> {
  const { received, ended } = await exchange(address, port, Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), LIMIT_MS);
  return received.length > 0 ? received.toString() : ended;
}
