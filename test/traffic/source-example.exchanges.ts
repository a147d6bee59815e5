import { connect as connectTls } from 'node:tls';
import { get } from './clients/http';
import { failureCode, listServices } from './clients/reflection';
import { collect, exchange, type TcpAnswer } from './clients/tcp';
import type { SeenRequest } from './servers/http';
import type { Echo, HttpEcho, Service } from './source-example.result';
import { HOSTS, type SourceExampleServers } from './source-example.servers';

const LOOPBACK = '127.0.0.1';
const LIMIT_MS = 10_000;

/** Envoy's ports for the services, as the example writes them. */
const LISTENERS: Readonly<Record<Service, number>> = {
  'mes-http': 8080,
  'mes-https': 8081,
  'mes-tcp': 8082,
  'mes-tcp-tls': 8083,
  'mes-grpc': 8084,
  'mes-grpcs': 8085,
  'mes-tcp-mtls': 8086,
  inbound: 16379,
};

/** More bytes than fit into one read, all values among them, different for each service. */
function payload(service: Service): Buffer {
  return Buffer.concat([
    Buffer.from(service),
    Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256)),
  ]);
}

export async function tcpEcho(service: Service): Promise<Echo> {
  const sent = payload(service);
  const { received } = await exchange(LOOPBACK, LISTENERS[service], sent, LIMIT_MS);
  return { sent: sent.length, same: received.equals(sent) };
}

export async function httpEcho(service: 'mes-http' | 'mes-https'): Promise<HttpEcho> {
  const { status, body } = await get(`http://${LOOPBACK}:${LISTENERS[service]}/get?from=${service}`, LIMIT_MS);
  return { status, seen: JSON.parse(body) as SeenRequest };
}

export function grpcServices(service: 'mes-grpc' | 'mes-grpcs'): Promise<string[]> {
  return listServices(`${LOOPBACK}:${LISTENERS[service]}`, LIMIT_MS);
}

/** How one exchange ends for a client, in words: `status 200`, `code 14`, `listed`, `0 bytes, reset`. */
export async function ending(service: Service): Promise<string> {
  const target = `${LOOPBACK}:${LISTENERS[service]}`;
  if (service === 'mes-http' || service === 'mes-https')
    return `status ${(await get(`http://${target}/`, LIMIT_MS)).status}`;
  if (service === 'mes-grpc' || service === 'mes-grpcs') {
    const code = await failureCode(listServices(target, LIMIT_MS));
    return code === undefined ? 'listed' : `code ${code}`;
  }
  return words(await exchange(LOOPBACK, LISTENERS[service], Buffer.from('hello'), LIMIT_MS));
}

/** How a connection to the mTLS server ends that shows another certificate than the trusted one. */
export async function endingWithOtherCertificate(servers: SourceExampleServers): Promise<string> {
  const ca = servers.authority.certificate;
  const socket = connectTls({
    host: HOSTS['tcpbin.com'],
    port: 4244,
    servername: 'tcpbin.com',
    ca,
    ...servers.otherClient,
  });
  socket.write('hello');
  return words(await collect(socket, 'hello'.length, LIMIT_MS));
}

function words({ received, ended }: TcpAnswer): string {
  return `${received.length} bytes, ${ended}`;
}
