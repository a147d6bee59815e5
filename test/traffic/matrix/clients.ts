import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { failureCode, listServices } from '../clients/reflection';
import { exchange } from '../clients/tcp';
import type { Row, Try } from './rows';

const LIMIT_MS = 10_000;

/** How one exchange ends for a client: `status 200`, `code 14`, `listed`, `echoed`, `closed`. */
export async function ending({ spec }: Row, { http2 }: Try, host: string, port: number): Promise<string> {
  switch (spec.match.protocol) {
    case 'tcp': {
      const sent = randomBytes(2000);
      const { received, ended } = await exchange(host, port, sent, LIMIT_MS);
      if (ended === 'complete' && received.equals(sent)) return 'echoed';
      return received.length === 0 && ended !== 'time is up' ? 'closed' : `${received.length} bytes, ${ended}`;
    }
    case 'grpc': {
      const code = await failureCode(listServices(`${host}:${port}`, LIMIT_MS));
      return code === undefined ? 'listed' : `code ${code}`;
    }
    default:
      return curl(`http://${host}:${port}/`, http2 === true ? ['--http2-prior-knowledge'] : []);
  }
}

function curl(url: string, more: readonly string[]): Promise<string> {
  const args = [
    '-sS',
    '--noproxy',
    '*',
    '--max-time',
    String(LIMIT_MS / 1000),
    '-o',
    '/dev/null',
    '-w',
    '%{http_code}',
  ];
  return new Promise((done) =>
    execFile('curl', [...args, ...more, url], (error, stdout, stderr) =>
      done(error === null ? `status ${stdout}` : `curl ${error.code}: ${stderr.trim()}`),
    ),
  );
}
