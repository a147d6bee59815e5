import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tool } from '../tools';
import { type Reply, ask } from './query';

export type Ask = (name: string, type: string) => Promise<Reply>;

/** Runs the real CoreDNS on the folder's own files for as long as `use` takes. */
export async function withCoreDns(folder: string, zone: string, use: (ask: Ask) => Promise<void>): Promise<void> {
  const port = await freePort();
  const args = ['-conf', 'Corefile', '-dns.port', String(port)];
  const child = spawn(tool('coredns'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  try {
    const [, address = '127.0.0.1'] = /^ *bind (\S+)/m.exec(readFileSync(join(folder, 'Corefile'), 'utf8')) ?? [];
    const server = { address, port };
    await waitUntilServed(child, () => ask(server, zone, 'SOA'), log);
    onlyOurs(child, port);
    await use((name, type) => ask(server, name, type));
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGKILL'); // a polite stop waits for the Corefile's upstreams
      await once(child, 'exit');
    }
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port }: AddressInfo = socket.address();
  await new Promise<void>((closed) => socket.close(closed));
  return port;
}

async function waitUntilServed(
  child: ChildProcess,
  probe: () => Promise<Reply>,
  log: readonly string[],
): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error(`CoreDNS stopped with ${child.exitCode}: ${log.join('')}`);
    const reply = await probe().catch(() => undefined);
    if (reply?.rcode === 'NOERROR') return;
    await sleep(100);
  }
  throw new Error(`CoreDNS does not serve its zone: ${log.join('')}`);
}

/** A second CoreDNS shares a port without a word, and then either of them answers; so look who holds it (Linux only). */
function onlyOurs(child: ChildProcess, port: number): void {
  if (process.platform !== 'linux') return;
  const held = readdirSync(`/proc/${child.pid}/fd`).map((fd) => linkOf(`/proc/${child.pid}/fd/${fd}`));
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync(`/proc/${child.pid}/net/udp`, 'utf8')
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/));
  const sockets = rows.filter((columns) => columns[1]?.endsWith(suffix)).map((columns) => `socket:[${columns[9]}]`);
  const foreign = sockets.filter((socket) => !held.includes(socket));
  if (sockets.length === 0 || foreign.length > 0) throw new Error(`Port ${port} is not held by our CoreDNS alone.`);
}

/** A file descriptor may be closed between listing and reading. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
