import { once } from 'node:events';
import { connect } from 'node:http2';
import { get } from '../clients/http';
import { exchange } from '../clients/tcp';
import type { Asked } from './many-services';

/** A client that tries to be led to another service than the one that it asks. */

const HEADER = 'x-meshext-destination';

/** Asks a service once: `right`, or what was wrong with the answer. */
export async function answerOf(one: Asked, other: Asked, limitMs: number): Promise<string> {
  try {
    if (one.protocol === 'tcp') return await tcp(one, limitMs);
    const forged = { [HEADER]: `${other.vip}:${other.port}`, host: `${one.name}.mesh.internal` };
    const text = one.protocol === 'http' ? await http1(one, forged, limitMs) : await http2(one, forged, limitMs);
    return judged(one, JSON.parse(text) as Said);
  } catch (error) {
    return String(error);
  }
}

interface Said {
  readonly at: string;
  readonly host: string;
  readonly headers: readonly string[];
}

function judged({ at, host, isAlone }: Asked, said: Said): string {
  if (said.at !== at) return `it was ${said.at} that answered`;
  if (said.host !== host) return `the host was ${said.host}`;
  const own = said.headers.filter((name) => name.startsWith('x-') && name !== 'x-forwarded-proto');
  if (isAlone) return own.join() === HEADER ? 'right' : `it was sent ${own.join(', ')}, and not what the client said`;
  return own.length === 0 ? 'right' : `it was sent ${own.join(', ')}`;
}

async function tcp({ vip, port, at }: Asked, limitMs: number): Promise<string> {
  const { received } = await exchange(vip, port, Buffer.from('?'.repeat(at.length)), limitMs);
  return received.toString() === at ? 'right' : `${JSON.stringify(received.toString())} came back`;
}

async function http1(
  { vip, port }: Asked,
  headers: Readonly<Record<string, string>>,
  limitMs: number,
): Promise<string> {
  const { status, body } = await get(`http://${vip}:${port}/`, limitMs, { headers });
  return status === 200 ? body : JSON.stringify({ at: `status ${status}` });
}

async function http2(
  { vip, port }: Asked,
  { host, ...headers }: Readonly<Record<string, string>>,
  limitMs: number,
): Promise<string> {
  const session = connect(`http://${vip}:${port}`);
  try {
    const request = session.request({
      ...headers,
      ':method': 'POST',
      ':path': '/a.B/C',
      ':authority': host,
      'content-type': 'application/grpc',
    });
    request.setTimeout(limitMs, () => request.destroy(new Error('time is up')));
    request.setEncoding('utf8');
    let text = '';
    request.on('data', (more: string) => (text += more)).end();
    await once(request, 'end');
    return text;
  } finally {
    session.destroy();
  }
}
