import { connect, type Socket } from 'node:net';

export interface TcpAnswer {
  readonly received: Buffer;
  /** `complete`: as many bytes came back as were sent; otherwise how the connection ended before that. */
  readonly ended: 'complete' | 'closed' | 'reset' | 'time is up';
}

/** Sends the bytes and reads until as many have come back, the connection ends or the time is up. */
export function exchange(address: string, port: number, sent: Buffer, limitMs: number): Promise<TcpAnswer> {
  const socket = connect({ host: address, port });
  socket.write(sent);
  return collect(socket, sent.length, limitMs);
}

/** Reads the given number of bytes from a connection, and ends it. */
export function collect(socket: Socket, expected: number, limitMs: number): Promise<TcpAnswer> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    const finish = (ended: TcpAnswer['ended']): void => {
      clearTimeout(timer);
      socket.destroy();
      done({ received: Buffer.concat(chunks), ended });
    };
    const timer = setTimeout(() => finish('time is up'), limitMs);
    let count = 0;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      count += chunk.length;
      if (count >= expected) finish('complete');
    });
    socket.on('close', () => finish('closed'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return finish('reset');
      clearTimeout(timer);
      fail(error);
    });
  });
}
