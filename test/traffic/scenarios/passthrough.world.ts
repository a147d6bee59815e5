import { chmodSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { execFileSync } from 'node:child_process';
import { get } from '../clients/http';
import { collect, exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import { type Document, MESH, dataplane, filesOf, restore, service, writeTree } from '../lab';
import { Port } from '../servers/port';
import { tool } from '../../tools';
import { type World, runWorld } from '../world';
import { FAR_PORTS, FarSide, HELLO, NEAR } from './far-side';
import type { PassthroughResult } from './passthrough.result';

const LIMIT_MS = 4000;
const REFUSED = 'refused';
/** The user that the rules leave alone when nothing else is set. */
const PROXY_UID = 5678;
const LISTENER = 15002;
const { tls, http, http2, first, bytes, other } = FAR_PORTS;
const ALONE = '203.0.113.10';
const ELSEWHERE = '203.0.113.20';
const IN_RANGE = '203.0.113.70';
const SIX = '2001:db8:1::10';
const VIPS = { near: '242.0.0.10', far: '242.0.0.11', nobody: '242.99.99.99' };

const matches = [
  { type: 'Domain', value: '*.ok.example', port: tls, protocol: 'tls' },
  { type: 'Domain', value: 'API.ok.example', port: http, protocol: 'http' },
  { type: 'Domain', value: '*.web.example', port: http, protocol: 'http' },
  { type: 'Domain', value: 'rpc.example', port: http2, protocol: 'grpc' },
  { type: 'IP', value: ALONE, port: first, protocol: 'tcp' },
  { type: 'IP', value: ALONE, port: tls, protocol: 'tcp' },
  { type: 'CIDR', value: '203.0.113.64/26', port: bytes, protocol: 'tcp' },
  { type: 'CIDR', value: '203.0.113.64/26', port: tls, protocol: 'tls' },
  { type: 'CIDR', value: '203.0.113.64/26', port: http, protocol: 'http' },
  { type: 'IP', value: SIX, port: bytes, protocol: 'tcp' },
];

/** What comes of connections to other hosts; `PASSTHROUGH_WITH` says which rules are loaded, and the mode of the policy. */
runWorld(async (world) => {
  const [rules, mode] = (process.env['PASSTHROUGH_WITH'] ?? '').split(' ');
  chmodSync(world.folder, 0o755); // the proxy is another user
  const far = await FarSide.start(world.folder, [
    ...[ALONE, ELSEWHERE, IN_RANGE].map((one) => `${one}/32`),
    `${SIX}/128`,
  ]);
  const files = filesOf(written(world, mode), 'web');
  if (rules === 'nft') execFileSync(tool('nft'), ['-f', join(files, 'capture.nft')]);
  else for (const one of ['iptables', 'ip6tables'] as const) restore(one, files);
  const local = await Promise.all(
    [['127.0.4.1', 9000, 'near'] as const, [NEAR, 7000, 'this host'] as const].map(([address, port, text]) =>
      Port.listen(address, port, (socket) => void socket.once('data', () => socket.end(text))),
    ),
  );
  const envoy = await Envoy.start(join(files, 'bootstrap.json'), world.folder, PROXY_UID);
  try {
    return { ...(await tried()), ...(await counted(envoy, far)) };
  } finally {
    await envoy.stop();
    await far.stop();
    for (const one of local) one.close();
  }
});

function written(world: World, mode: string): string {
  const documents: readonly Document[] = [
    service('near', { match: { port: tls, protocol: 'tcp' }, endpoints: [{ address: '127.0.4.1', port: 9000 }] }),
    service('far', { match: { port: http, protocol: 'tcp' }, endpoints: [{ address: ELSEWHERE, port: other }] }),
    dataplane('web'),
    {
      type: 'MeshPassthrough',
      name: 'all',
      mesh: MESH,
      spec: {
        targetRef: { kind: 'Mesh', proxyTypes: ['Sidecar'] },
        default: { passthroughMode: mode, ...(mode === 'Matched' ? { appendMatch: matches } : {}) },
      },
    },
  ];
  const services = { [`${MESH}/near`]: { vip: VIPS.near }, [`${MESH}/far`]: { vip: VIPS.far } };
  const meshes = { [MESH]: { vips: { cidr: '242.0.0.0/8' }, envoy: { capture: 'redirect' } } };
  return writeTree(join(world.folder, 'dist'), documents, { meshes, services });
}

async function tried(): Promise<PassthroughResult> {
  const claims: Readonly<Record<string, () => Promise<string>>> = {
    'TLS, a name below the wildcard': () => secure(ELSEWHERE, 'a.ok.example'),
    'TLS, a name further below it': () => secure(ELSEWHERE, 'B.a.ok.example'),
    'TLS, the name of the wildcard itself': () => secure(ELSEWHERE, 'ok.example'),
    'TLS, another name': () => secure(ELSEWHERE, 'a.bad.example'),
    'TLS, no name': () => secure(ELSEWHERE, ''),
    'no TLS on its port': () => plain(ELSEWHERE, tls),
    'TLS, another name, to an address that may have all on that port': () => secure(ALONE, 'a.bad.example'),
    'TLS, a name below the wildcard, IPv6': () => secure(SIX, 'a.ok.example'),
    'TLS, another name, IPv6': () => secure(SIX, 'a.bad.example'),
    'TLS, another name, to a range that may have TLS': () => secure(IN_RANGE, 'a.bad.example'),
    'no TLS, to a range that may have TLS': () => plain(IN_RANGE, tls),
    'HTTP, another host, to a range that may have HTTP': () => asked('a.bad.example', IN_RANGE),
    'HTTP, the host': () => asked('api.ok.example'),
    'HTTP, the host with its port': () => asked(`api.ok.example:${http}`),
    'HTTP, a host below the wildcard': () => asked('a.web.example'),
    'HTTP, another host': () => asked('a.bad.example'),
    'TLS on the port of HTTP': () => secure(ELSEWHERE, 'api.ok.example', http),
    'HTTP/2, the host': () => askedHttp2('rpc.example'),
    'HTTP/2, another host': () => askedHttp2('a.bad.example'),
    'an address, where the server speaks first': () => listened(ALONE),
    'another address, where the server speaks first': () => listened(ELSEWHERE),
    'an address of the range': () => plain(IN_RANGE, bytes),
    'an address outside the range': () => plain(ELSEWHERE, bytes),
    'an address of the range, on another port': () => plain(IN_RANGE, other),
    'an address, IPv6': () => plain(SIX, bytes),
    'an address, IPv6, on another port': () => plain(SIX, other),
    'a VIP, on a port that matches name too': () => plain(VIPS.near, tls),
    'a VIP whose endpoint nobody else may reach': () => plain(VIPS.far, http),
    'a VIP that is nobody’s': () => plain(VIPS.nobody, tls),
    'an address of this host': () => plain(NEAR, 7000),
    'the listener itself': () => plain('127.0.0.1', LISTENER),
  };
  const result: Record<string, string> = {};
  for (const [what, claim] of Object.entries(claims))
    result[what] = await claim().catch((error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? REFUSED : (error.code ?? error.message),
    );
  return result;
}

/** How many connections were made in all; a loop would make some thousand. */
const counted = async (envoy: Envoy, far: FarSide): Promise<PassthroughResult> => ({
  'connections on the far side': String(far.connections),
  'upstream connections of the proxy': String(await envoy.counter('upstream_cx_total')),
});

async function plain(address: string, port: number): Promise<string> {
  const { received, ended } = await exchange(
    address,
    port,
    Buffer.from('who is there, and what is to be said?'),
    LIMIT_MS,
  );
  return received.length > 0 && ended !== 'time is up' ? received.toString('latin1').slice(0, 40) : told(ended);
}

/** What a server says that is not asked; too late when it took a time for which nobody would wait. */
async function listened(address: string): Promise<string> {
  const { received, ended } = await collect(connect(first, address), HELLO.length, LIMIT_MS);
  return received.length > 0 ? received.toString() : told(ended);
}

const told = (ended: string): string => (ended === 'time is up' ? ended : REFUSED);

function secure(address: string, servername: string, port = tls): Promise<string> {
  return new Promise((done) => {
    let text = '';
    const socket = connectTls({ host: address, port, servername, rejectUnauthorized: false, timeout: LIMIT_MS });
    socket.on('data', (more: Buffer) => (text += more.toString()));
    socket.on('error', () => done(REFUSED));
    socket.on('timeout', () => (socket.destroy(), done('time is up')));
    socket.on('close', () => done(text || REFUSED));
  });
}

async function asked(host: string, address = ELSEWHERE): Promise<string> {
  const { status, body } = await get(`http://${address}:${http}/`, LIMIT_MS, { headers: { host } }).catch(() => ({
    status: 0,
    body: '',
  }));
  return status === 200 ? `host ${(JSON.parse(body) as { host: string }).host}` : status === 0 ? REFUSED : `${status}`;
}

function askedHttp2(authority: string): Promise<string> {
  return new Promise((done) => {
    const session = connectHttp2(`http://${ELSEWHERE}:${http2}`);
    const end = (text: string): void => (session.destroy(), done(text));
    session.on('error', () => end(REFUSED));
    const stream = session.request({ ':path': '/', ':authority': authority });
    stream.setTimeout(LIMIT_MS, () => end('time is up'));
    let status = 0;
    let text = '';
    stream.on('response', (headers) => (status = headers[':status'] ?? 0));
    stream.on('data', (more: Buffer) => (text += more.toString()));
    stream.on('error', () => end(REFUSED));
    stream.on('end', () => end(status === 200 ? text : status === 0 ? REFUSED : `${status}`));
  });
}
