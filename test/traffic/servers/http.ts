import { createServer } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Serve } from './port';

/** What the HTTP server saw of a request; it answers with this as JSON. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly sni?: string;
}

/** An HTTP/1.1 server that answers every request with what it saw of it. */
export function httpMirror(): Serve {
  const server = createServer((request, response) => {
    const { servername } = request.socket as Partial<TLSSocket>;
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      host: request.headers.host ?? '',
      ...(servername ? { sni: servername } : {}),
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(seen));
  });
  return (socket) => server.emit('connection', socket);
}
