import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

const LIMIT_MS = 3000;

/** A connection that stays open until somebody else closes it. */
export interface Held {
  /** Whether it still carries something. */
  state(): Promise<'open' | 'closed'>;
  close(): void;
}

/** A connection to a server that sends every byte back. */
export async function heldTcp(address: string, port: number): Promise<Held> {
  const socket = connect({ host: address, port }).on('error', () => undefined);
  await once(socket, 'connect');
  const asked = (): Promise<'open' | 'closed'> =>
    new Promise((done) => {
      const timer = setTimeout(() => done('closed'), LIMIT_MS);
      if (socket.destroyed || socket.readableEnded) done('closed');
      socket.once('data', () => (clearTimeout(timer), done('open')));
      socket.once('close', () => (clearTimeout(timer), done('closed')));
      socket.write('?');
    });
  await asked();
  return { state: asked, close: () => socket.destroy() };
}

/** A connection that requests are sent on, one after the other. */
export async function heldHttp(address: string, port: number): Promise<Held> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const asked = (): Promise<boolean> =>
    new Promise((done) => {
      const sent = request({ agent, host: address, port, signal: AbortSignal.timeout(LIMIT_MS) }, (answer) => {
        const isKept = answer.headers.connection !== 'close';
        answer.resume().on('end', () => done(isKept && answer.statusCode === 200 && sent.reusedSocket));
      });
      sent.on('error', () => done(false));
      sent.end();
    });
  await asked();
  return { state: async () => ((await asked()) ? 'open' : 'closed'), close: () => agent.destroy() };
}
