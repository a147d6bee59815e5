import { request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** One GET on a connection of its own. */
export function get(url: string, limitMs: number, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  return new Promise((done, fail) => {
    const sent = request(url, { agent: false, headers, signal: AbortSignal.timeout(limitMs) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => done({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      answer.on('error', fail);
    });
    sent.on('error', fail);
    sent.end();
  });
}
