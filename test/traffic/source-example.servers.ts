import { existsSync, readFileSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';
import { Authority, type Identity, selfSignedClient } from './certificates';
import { GrpcServer } from './servers/grpc';
import { httpMirror } from './servers/http';
import { echo, forward, Port, type Serve } from './servers/port';
import { type Handshake, TlsRecord, withTls } from './servers/tls';
import { CLIENT_CERTIFICATE, type Service, TLS_SERVICES, type TlsService } from './source-example.result';

/** The names of the example and the loopback addresses that stand for them. */
export const HOSTS = {
  'tcpbin.com': '127.0.1.1',
  'httpbin.org': '127.0.1.2',
  'grpcbin.test.k6.io': '127.0.1.3',
} as const;
type Host = keyof typeof HOSTS;

const PLACES: Readonly<Record<TlsService, { host: Host; port: number; alpn?: string }>> = {
  'mes-https': { host: 'httpbin.org', port: 443, alpn: 'http/1.1' },
  'mes-tcp-tls': { host: 'tcpbin.com', port: 4243 },
  'mes-grpcs': { host: 'grpcbin.test.k6.io', port: 9001, alpn: 'h2' },
  'mes-tcp-mtls': { host: 'tcpbin.com', port: 4244 },
};

/** The local stand-ins for the servers of the example, each on its real port. */
export class SourceExampleServers {
  private readonly ports = new Map<Service, Port>();
  private readonly records = new Map<Service, TlsRecord>();
  private readonly foreignAuthority: Authority;
  readonly otherClient: Identity;

  private constructor(
    folder: string,
    readonly authority: Authority,
    private readonly grpc: GrpcServer,
  ) {
    this.foreignAuthority = new Authority(folder, 'foreign-authority');
    this.otherClient = selfSignedClient(folder, 'other-client');
  }

  /** `hosts`: the addresses that stand for the names. */
  static async start(folder: string, hosts: Readonly<Record<Host, string>> = HOSTS): Promise<SourceExampleServers> {
    const authority = new Authority(folder, 'test-authority');
    const servers = new SourceExampleServers(folder, authority, await GrpcServer.start());
    await servers.listen('inbound', '127.0.0.1', 26379, echo);
    await servers.listen('mes-tcp', hosts['tcpbin.com'], 4242, echo);
    await servers.listen('mes-http', hosts['httpbin.org'], 80, httpMirror());
    await servers.listen('mes-grpc', hosts['grpcbin.test.k6.io'], 9000, forward(servers.grpc.port));
    for (const service of TLS_SERVICES) {
      const { host, port } = PLACES[service];
      await servers.listen(service, hosts[host], port, () => undefined);
      servers.useRight(service);
    }
    return servers;
  }

  useRight(service: TlsService): TlsRecord {
    return this.use(service, this.authority.serverIdentity(PLACES[service].host), {});
  }

  /** The right authority, but a certificate for another name. */
  useWrongName(service: TlsService): TlsRecord {
    return this.use(service, this.authority.serverIdentity('wrong.example'), {});
  }

  /** The right name, but a certificate of an authority that nobody trusts. */
  useForeignAuthority(service: TlsService): TlsRecord {
    return this.use(service, this.foreignAuthority.serverIdentity(PLACES[service].host), {});
  }

  /** A right certificate, but the server demands one of the client, too, and speaks nothing but TLS 1.3. */
  useClientDemand(service: TlsService): TlsRecord {
    const demand = { ...clientDemand(), minVersion: 'TLSv1.3' } as const;
    return this.use(service, this.authority.serverIdentity(PLACES[service].host), demand);
  }

  /** The number of connections of each server. */
  connections(): Map<Service, number> {
    return new Map([...this.ports].map(([service, port]) => [service, port.connections]));
  }

  /** The last handshake of the service's server, when it speaks TLS. */
  lastHandshake(service: Service): Handshake | undefined {
    return this.records.get(service)?.handshakes.at(-1);
  }

  stop(): void {
    for (const port of this.ports.values()) port.close();
    this.grpc.stop();
  }

  private async listen(service: Service, address: string, port: number, serve: Serve): Promise<void> {
    this.ports.set(service, await Port.listen(address, port, serve));
  }

  private use(service: TlsService, identity: Identity, demand: TlsOptions): TlsRecord {
    const { alpn } = PLACES[service];
    const record = new TlsRecord();
    this.records.set(service, record);
    const own = service === 'mes-tcp-mtls' ? clientDemand() : {};
    const options = { ...identity, ...own, ...demand, ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }) };
    this.ports.get(service)?.exchange(withTls(options, record, this.plain(service)));
    return record;
  }

  private plain(service: TlsService): Serve {
    if (service === 'mes-https') return httpMirror();
    return service === 'mes-grpcs' ? forward(this.grpc.port) : echo;
  }
}

/** Trusts exactly the certificate that lies in the example's secrets. */
function clientDemand(): TlsOptions {
  if (!existsSync(CLIENT_CERTIFICATE)) throw new Error(`${CLIENT_CERTIFICATE} is missing. Run "npm run tools".`);
  return { requestCert: true, rejectUnauthorized: true, ca: readFileSync(CLIENT_CERTIFICATE) };
}
