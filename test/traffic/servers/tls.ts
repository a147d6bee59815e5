import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { Serve } from './port';

/** What the server learned from one finished handshake. */
export interface Handshake {
  readonly sni: string | undefined;
  readonly version: string | null;
  readonly alpn: string | null;
  /** SHA-256 fingerprint of the client's certificate. */
  readonly client: string | undefined;
}

/** What a TLS server saw, in order. */
export class TlsRecord {
  readonly handshakes: Handshake[] = [];
  /** The server's own error codes of handshakes that failed. */
  readonly failures: string[] = [];
}

/** Serves a connection with TLS of its own settings and hands the plain side on. */
export function withTls(options: TlsOptions, record: TlsRecord, serve: Serve): Serve {
  const server = createServer(options, (socket) => {
    socket.on('error', () => socket.destroy());
    record.handshakes.push(handshake(socket));
    serve(socket);
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => record.failures.push(error.code ?? error.message));
  return (socket) => server.emit('connection', socket);
}

function handshake(socket: TLSSocket): Handshake {
  return {
    sni: socket.servername || undefined,
    version: socket.getProtocol(),
    alpn: socket.alpnProtocol || null,
    client: socket.getPeerX509Certificate()?.fingerprint256,
  };
}
