import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { type TLSSocket, type TlsOptions, createServer as createTls } from 'node:tls';
import type { Authority, Identity } from '../certificates';
import { type Serve, echo, forward } from '../servers/port';
import type { ServerSpec, TlsSpec } from './rows';

/** What a server saw of one connection or request. */
export interface Seen {
  readonly at: string;
  readonly host?: string;
  readonly http?: string;
  readonly sni?: string;
  readonly version?: string;
  readonly client?: boolean;
}

/** Who signs what. */
export interface Signers {
  readonly trusted: Authority;
  readonly foreign: Authority;
  /** The client certificate that servers trust, and one that they do not. */
  readonly client: Identity;
  readonly stranger: Identity;
  readonly grpcPort: number;
}

/** The servers of one phase, with what they saw. */
export class Servers {
  readonly seen: Seen[] = [];
  /** The servers' own errors of handshakes that failed. */
  readonly errors: string[] = [];
  private readonly open = new Set<Socket>();
  private readonly servers: Server[] = [];

  constructor(private readonly signers: Signers) {}

  async listen(spec: ServerSpec): Promise<void> {
    const serve = this.serving(spec);
    const server = createServer((socket) => {
      this.open.add(socket);
      socket.on('close', () => this.open.delete(socket)).on('error', () => socket.destroy());
      serve(socket);
    });
    await new Promise<void>((done, fail) => server.once('error', fail).listen(place(spec.at), done));
    this.servers.push(server);
  }

  async close(): Promise<void> {
    const closed = this.servers.map((server) => new Promise((done) => server.close(done)));
    for (const socket of this.open) socket.destroy();
    await Promise.all(closed);
  }

  private serving(spec: ServerSpec): Serve {
    const plain = this.plain(spec);
    if (spec.tls === undefined) return plain;
    const server = createTls(this.tlsOptions(spec.tls), (socket) => {
      socket.on('error', () => socket.destroy());
      // Node tells of a certificate that it does not trust only when it is left to us to refuse it.
      if (spec.tls?.demands === 'stranger' && !socket.authorized) {
        this.errors.push(String(socket.authorizationError));
        socket.destroy();
        return;
      }
      plain(socket);
    });
    server.on('tlsClientError', (error: NodeJS.ErrnoException) => this.errors.push(error.code ?? error.message));
    return (socket) => server.emit('connection', socket);
  }

  private plain({ at, speaks, delay = 0, fails = 0 }: ServerSpec): Serve {
    let failures = fails;
    const answer = (tls: Partial<Seen>) => (request: Asking, response: Answering) => {
      const { ':authority': authority, host } = request.headers;
      this.seen.push({ at, host: String(authority ?? host), http: request.httpVersion, ...tls });
      const status = failures-- > 0 ? 503 : 200;
      setTimeout(() => {
        response.writeHead(status);
        response.end('answered');
      }, delay);
    };
    // A server for each connection, since HTTP/2 hides the socket of a request.
    if (speaks === 'http') return (socket) => void createHttp(answer(ofTls(socket))).emit('connection', socket);
    if (speaks === 'h2') return (socket) => void createHttp2(answer(ofTls(socket))).emit('connection', socket);
    return (socket) => {
      this.seen.push({ at, ...ofTls(socket) });
      (speaks === 'grpc' ? forward(this.signers.grpcPort) : echo)(socket);
    };
  }

  private tlsOptions({ names, authority = 'trusted', min, max, demands, alpn }: TlsSpec): TlsOptions {
    const clients =
      demands === undefined
        ? {}
        : {
            requestCert: true,
            rejectUnauthorized: demands === 'client',
            ca: this.signers[demands === 'client' ? 'client' : 'stranger'].cert,
          };
    return {
      ...this.signers[authority].serverIdentity(...names),
      ...clients,
      ...(min === undefined ? {} : { minVersion: min }),
      ...(max === undefined ? {} : { maxVersion: max }),
      ...(max === 'TLSv1' || max === 'TLSv1.1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
      ...(alpn === undefined ? {} : { ALPNProtocols: alpn }),
    };
  }
}

type Asking = Pick<IncomingMessage, 'headers' | 'httpVersion'>;
interface Answering {
  writeHead(status: number): unknown;
  end(text: string): unknown;
}

function ofTls(socket: Socket): Partial<Seen> {
  const tls = socket as Partial<TLSSocket>;
  if (tls.encrypted !== true) return {};
  return {
    sni: tls.servername || '',
    version: tls.getProtocol?.() ?? '',
    client: tls.getPeerX509Certificate?.() !== undefined,
  };
}

/** `192.0.2.1:80`, `[::1]:80` or `unix:///run/x.sock` as Node listens on it. */
function place(at: string): { path: string } | { host: string; port: number } {
  if (at.startsWith('unix://')) return { path: at.slice('unix://'.length) };
  const colon = at.lastIndexOf(':');
  return { host: at.slice(0, colon).replaceAll(/[[\]]/g, ''), port: Number(at.slice(colon + 1)) };
}
