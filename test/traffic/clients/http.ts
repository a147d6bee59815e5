import { request } from 'node:http';

/** What may differ from a plain GET over TCP. */
export interface Asking {
  readonly headers?: Readonly<Record<string, string>>;
  /** The unix socket to ask at, in place of the host of the address. */
  readonly socketPath?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** One GET on a connection of its own. */
export function get(url: string, limitMs: number, asking: Asking = {}): Promise<HttpAnswer> {
  return new Promise((done, fail) => {
    const sent = request(url, { agent: false, ...asking, signal: AbortSignal.timeout(limitMs) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => done({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      answer.on('error', fail);
    });
    sent.on('error', fail);
    sent.end();
  });
}
