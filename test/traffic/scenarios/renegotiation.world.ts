import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { putFile } from '../../written';
import { Authority } from '../certificates';
import { Envoy } from '../envoy';
import { MESH, dataplane, filesOf, generator, service, writeTree } from '../lab';
import { until } from '../poll';
import { type World, attempt, runWorld } from '../world';

const LIMIT_MS = 10_000;
const SERVER_PORT = 8443;
const PORTS = { allowed: 20001, 'not allowed': 20002 };

/** A server that asks for a new handshake in the middle of a connection, as TLS 1.2 lets it. */
runWorld(async (world) => {
  const authority = new Authority(world.folder, 'authority');
  const { cert, key } = authority.serverIdentity('127.0.9.1');
  putFile(world.folder, 'server.pem', cert);
  putFile(world.folder, 'server.key', key);
  const envoy = await started(world, authority.certificate);
  try {
    return {
      allowed: await attempt(() => renegotiated(world, PORTS.allowed)),
      'not allowed': await attempt(() => renegotiated(world, PORTS['not allowed'])),
    };
  } finally {
    await envoy.stop();
  }
});

function started(world: World, ca: string): Promise<Envoy> {
  const to = (allowRenegotiation: boolean): object => ({
    match: { port: 443, protocol: 'tcp' },
    endpoints: [{ address: '127.0.9.1', port: SERVER_PORT }],
    tls: {
      enabled: true,
      allowRenegotiation,
      version: { max: 'TLS12' },
      verification: { caCert: { inlineString: ca } },
    },
  });
  const documents = [
    generator,
    service('allowed', to(true)),
    service('refused', to(false)),
    dataplane('web', { [PORTS.allowed]: 'allowed', [PORTS['not allowed']]: 'refused' }),
  ];
  const tree = writeTree(join(world.folder, 'dist'), documents, { meshes: { [MESH]: {} } });
  return Envoy.start(join(filesOf(tree, 'web'), 'bootstrap.json'), world.folder);
}

/** Runs OpenSSL's server for one connection, lets it renegotiate, and says what still comes through behind that. */
async function renegotiated(world: World, port: number): Promise<string> {
  const args = ['s_server', '-accept', `127.0.9.1:${SERVER_PORT}`, '-tls1_2', '-naccept', '1'];
  const files = ['-cert', join(world.folder, 'server.pem'), '-key', join(world.folder, 'server.key')];
  const server = spawn('openssl', [...args, ...files], { stdio: 'pipe' });
  let said = '';
  server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  server.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  try {
    await until('OpenSSL to listen', LIMIT_MS, () => Promise.resolve(said.includes('ACCEPT') || undefined));
    return await throughEnvoy(port, server, () => said);
  } finally {
    server.kill('SIGKILL');
    await new Promise((done) =>
      server.exitCode === null && server.signalCode === null ? server.once('exit', done) : done(0),
    );
  }
}

async function throughEnvoy(port: number, server: ChildProcess, said: () => string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  let received = '';
  let isClosed = false;
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  socket.on('close', () => (isClosed = true)).on('error', () => undefined);
  socket.write('hello\n');
  await until('the server to read', LIMIT_MS, () => Promise.resolve(said().includes('hello') || undefined));
  server.stdin?.write('r\n'); // the command of OpenSSL's server for a new handshake
  await sleep(300);
  server.stdin?.write('after\n');
  await until('an end', LIMIT_MS, () => Promise.resolve(received.includes('after') || isClosed || undefined));
  socket.destroy();
  return received.includes('after') ? 'goes on' : 'closed';
}
