import { createServer as createHttp2Server } from 'node:http2';
import { Authority } from '../certificates';
import { httpMirror } from '../servers/http';
import { Port, type Serve } from '../servers/port';
import { TlsRecord, withTls } from '../servers/tls';
import { FAR_PORTS, HELLO } from './far-side';

/** The servers of another host, on all its addresses. Prints a line for each connection that comes in. */

const [folder = ''] = process.argv.slice(2);
const { cert, key } = new Authority(folder, 'far').serverIdentity('far.example');

const { tls, http, http2, first, bytes, other } = FAR_PORTS;
const servers: Readonly<Record<number, Serve>> = {
  [tls]: withTls({ cert, key }, new TlsRecord(), (socket) => {
    const { servername } = socket as { servername?: string | false };
    socket.end(`name ${servername || 'none'}`);
  }),
  [http]: httpMirror(),
  [http2]: h2cMirror(),
  [first]: (socket) => socket.end(HELLO),
  [bytes]: (socket) => socket.once('data', () => socket.end('bytes')),
  [other]: (socket) => socket.once('data', () => socket.end('other')),
};

/** Answers every request with the authority that it named. */
function h2cMirror(): Serve {
  const server = createHttp2Server();
  server.on('stream', (stream, headers) => {
    stream.respond({ ':status': 200 });
    stream.end(`authority ${headers[':authority'] ?? ''}`);
  });
  return (socket) => server.emit('connection', socket);
}

void Promise.all(
  Object.entries(servers).map(([port, serve]) =>
    Port.listen('::', Number(port), (socket) => {
      console.log(`connection ${port}`);
      serve(socket);
    }),
  ),
).then(() => console.log('ready'));
