import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

// A question and its answer as they go over the wire (RFC 1035 section 4): node:dns hides the response code, the AA bit
// and the authority section, and they are what tells NODATA from NXDOMAIN and a served zone from a guess.

const TYPES: Readonly<Record<string, number>> = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, TXT: 16, AAAA: 28 };
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
const CLASS_IN = 1;
const RECURSION_DESIRED = 0x0100;
const AUTHORITATIVE = 0x0400;

export interface ResourceRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** An address (IPv6 as in RFC 5952) or a name; of an SOA the names and figures, separated by blanks; else hex. */
  readonly data: string;
}

export interface Reply {
  readonly rcode: string;
  readonly authoritative: boolean;
  /** The name as the server repeats it. */
  readonly question: string;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
}

/** Asks once, over UDP. */
export function ask(server: Pick<AddressInfo, 'address' | 'port'>, name: string, type: string): Promise<Reply> {
  const id = randomInt(0x10000);
  const socket = createSocket('udp4');
  let late: NodeJS.Timeout | undefined;
  return new Promise<Reply>((resolve, reject) => {
    late = setTimeout(() => reject(new Error(`No answer for ${name} ${type} from port ${server.port}.`)), 3000);
    socket.on('error', reject);
    socket.on('message', (message) => {
      if (message.readUInt16BE(0) !== id) return;
      resolve(parseReply(message));
    });
    // Connected, so that a port nobody listens on is an error at once and only the server's own answers arrive.
    socket.connect(server.port, server.address, () => socket.send(queryMessage(id, name, type)));
  }).finally(() => {
    clearTimeout(late);
    socket.close();
  });
}

function queryMessage(id: number, name: string, type: string): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(RECURSION_DESIRED, 2);
  header.writeUInt16BE(1, 4); // one question
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, TYPES[type], 0, CLASS_IN])]);
}

function parseReply(message: Buffer): Reply {
  const flags = message.readUInt16BE(2);
  const question = readName(message, 12);
  const answers = readRecords(message, question.end + 4, message.readUInt16BE(6));
  const authority = readRecords(message, answers.end, message.readUInt16BE(8));
  return {
    rcode: RCODES[flags & 0xf] ?? String(flags & 0xf),
    authoritative: (flags & AUTHORITATIVE) !== 0,
    question: question.name,
    answers: answers.records,
    authority: authority.records,
  };
}

function readRecords(message: Buffer, start: number, count: number): { records: ResourceRecord[]; end: number } {
  const records: ResourceRecord[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const { name, end } = readName(message, at);
    const code = message.readUInt16BE(end);
    const type = Object.keys(TYPES).find((known) => TYPES[known] === code) ?? `TYPE${code}`;
    const length = message.readUInt16BE(end + 8);
    records.push({ name, type, ttl: message.readUInt32BE(end + 4), data: readData(message, type, end + 10, length) });
    at = end + 10 + length;
  }
  return { records, end: at };
}

function readData(message: Buffer, type: string, at: number, length: number): string {
  if (type === 'A') return [...message.subarray(at, at + length)].join('.');
  if (type === 'AAAA') return new URL(`http://[${hexGroups(message, at)}]`).hostname.slice(1, -1);
  if (['NS', 'CNAME', 'PTR'].includes(type)) return readName(message, at).name;
  if (type !== 'SOA') return message.toString('hex', at, at + length);
  const primary = readName(message, at);
  const mailbox = readName(message, primary.end);
  const figures = [0, 1, 2, 3, 4].map((i) => message.readUInt32BE(mailbox.end + 4 * i));
  return [primary.name, mailbox.name, ...figures].join(' ');
}

const hexGroups = (message: Buffer, at: number): string =>
  [0, 2, 4, 6, 8, 10, 12, 14].map((offset) => message.readUInt16BE(at + offset).toString(16)).join(':');

/** Without the last dot. `end` is where reading goes on, also when the name itself lies elsewhere (compression). */
export function readName(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = message[at]; length !== 0; length = message[at]) {
    if (length >= 0xc0) {
      const rest = readName(message, message.readUInt16BE(at) & 0x3fff).name;
      return { name: [...labels, rest].join('.'), end: at + 2 };
    }
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}
