import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIP, isIPv6 } from 'node:net';
import { readName } from './query';

export const OUTSIDE_ADDRESS = '203.0.113.53';

export interface Upstream {
  readonly address: string;
  readonly port: number;
}

/** As in a `forward` line: an address, or (IPv6 in brackets) address:port. */
export function upstreamOf(text: string): Upstream {
  if (isIP(text) !== 0) return { address: text, port: 53 };
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

/** A name server that gives every name the same address and remembers what it was asked. */
export async function fakeUpstream({ address, port }: Upstream, asked: string[]): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  socket.on('message', (query, from) => {
    const question = readName(query, 12);
    asked.push(question.name.toLowerCase());
    socket.send(reply(query, question.end + 4), from.port, from.address);
  });
  socket.bind(port, address);
  await once(socket, 'listening');
}

function reply(query: Buffer, end: number): Buffer {
  const isA = query.readUInt16BE(end - 4) === 1;
  const header = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, isA ? 1 : 0, 0, 0, 0, 0]);
  // The answer's name is a pointer to the question at offset 12; TTL 60.
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...OUTSIDE_ADDRESS.split('.').map(Number)]);
  return Buffer.concat([header, query.subarray(12, end), ...(isA ? [answer] : [])]);
}
