import { CoreDns, lookUp, RESOLV_CONF } from './coredns';
import { Envoy } from './envoy';
import type { TlsRecord } from './servers/tls';
import { endingWithOtherCertificate, grpcServices, httpEcho, tcpEcho } from './source-example.exchanges';
import { refusalAndReturn } from './source-example.refusals';
import * as result from './source-example.result';
import { HOSTS, SourceExampleServers } from './source-example.servers';
import { attempt, type Part, runWorld, type World } from './world';

const SYSTEM_CA_PATH = '/etc/ssl/certs/ca-certificates.crt';

runWorld(async (world) => {
  const servers = await SourceExampleServers.start(world.folder);
  try {
    world.cover('/etc/resolv.conf', RESOLV_CONF);
    world.cover(SYSTEM_CA_PATH, servers.authority.certificate);
    const coreDns = await CoreDns.start(world.folder, HOSTS);
    try {
      return await withEnvoy(world, servers);
    } finally {
      await coreDns.stop();
    }
  } finally {
    servers.stop();
  }
});

async function withEnvoy(world: World, servers: SourceExampleServers): Promise<result.SourceExampleResult> {
  const envoy = await Envoy.start(result.BOOTSTRAP, world.folder);
  try {
    return {
      configuration: await envoy.configuration(),
      interfaces: world.interfaces(),
      addresses: await addresses(),
      ...(await exchanges(envoy, servers)),
      ...(await refusals(envoy, servers)),
      otherClientCertificate: await attempt(() => endingWithOtherCertificate(servers)),
    };
  } finally {
    await envoy.stop();
  }
}

async function addresses(): Promise<Record<string, string[]>> {
  const found = Object.keys(HOSTS).map(async (host) => [host, await lookUp(host)] as const);
  return Object.fromEntries(await Promise.all(found));
}

async function exchanges(
  envoy: Envoy,
  servers: SourceExampleServers,
): Promise<Pick<result.SourceExampleResult, 'echoes' | 'answers' | 'listings'>> {
  const one = <T>(service: result.Service, run: () => Promise<T>): Promise<Part<result.Exchange<T>>> =>
    attempt(() => exchange(envoy, servers, service, run));
  return {
    echoes: {
      'mes-tcp': await one('mes-tcp', () => tcpEcho('mes-tcp')),
      'mes-tcp-tls': await one('mes-tcp-tls', () => tcpEcho('mes-tcp-tls')),
      'mes-tcp-mtls': await one('mes-tcp-mtls', () => tcpEcho('mes-tcp-mtls')),
      inbound: await one('inbound', () => tcpEcho('inbound')),
    },
    answers: {
      'mes-http': await one('mes-http', () => httpEcho('mes-http')),
      'mes-https': await one('mes-https', () => httpEcho('mes-https')),
    },
    listings: {
      'mes-grpc': await one('mes-grpc', () => grpcServices('mes-grpc')),
      'mes-grpcs': await one('mes-grpcs', () => grpcServices('mes-grpcs')),
    },
  };
}

/** Sets what the servers saw beside what the client got. */
async function exchange<T>(
  envoy: Envoy,
  servers: SourceExampleServers,
  service: result.Service,
  run: () => Promise<T>,
): Promise<result.Exchange<T>> {
  if (service !== 'inbound') await envoy.withAddress(result.clusterOf(service));
  const before = servers.connections();
  const answer = await run();
  const reached = [...servers.connections()]
    .filter(([name, count]) => count !== before.get(name))
    .map(([name]) => name);
  const handshake = servers.lastHandshake(service);
  return { answer, reached, ...(handshake ? { handshake } : {}) };
}

async function refusals(
  envoy: Envoy,
  servers: SourceExampleServers,
): Promise<Pick<result.SourceExampleResult, 'wrongName' | 'foreignAuthority' | 'missingClientCertificate'>> {
  const one = (service: result.TlsService, use: (service: result.TlsService) => TlsRecord, log?: string) =>
    attempt(() => refusalAndReturn(envoy, servers, service, use, log));
  const all = async (use: (service: result.TlsService) => TlsRecord) => ({
    'mes-https': await one('mes-https', use),
    'mes-tcp-tls': await one('mes-tcp-tls', use),
    'mes-grpcs': await one('mes-grpcs', use),
    'mes-tcp-mtls': await one('mes-tcp-mtls', use),
  });
  return {
    wrongName: await all((service) => servers.useWrongName(service)),
    foreignAuthority: await all((service) => servers.useForeignAuthority(service)),
    missingClientCertificate: await one(
      'mes-tcp-tls',
      (service) => servers.useClientDemand(service),
      'TLSV1_ALERT_CERTIFICATE_REQUIRED',
    ),
  };
}
