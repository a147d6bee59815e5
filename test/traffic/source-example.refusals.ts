import type { Envoy } from './envoy';
import type { TlsRecord } from './servers/tls';
import { ending } from './source-example.exchanges';
import { clusterOf, type Refusal, type RefusalAndReturn, type TlsService } from './source-example.result';
import type { SourceExampleServers } from './source-example.servers';

/** Puts a wrong server in the place of the right one, tries it through Envoy, and tries again with the right one. */
export async function refusalAndReturn(
  envoy: Envoy,
  servers: SourceExampleServers,
  service: TlsService,
  exchangeServer: (service: TlsService) => TlsRecord,
  expectedLog?: string,
): Promise<RefusalAndReturn> {
  const cluster = clusterOf(service);
  await envoy.withAddress(cluster);
  const record = exchangeServer(service);
  try {
    await envoy.withoutConnections(cluster);
    const refusal = await refused(envoy, service, cluster, record, expectedLog);
    return { refusal, afterwards: await afterReturn(envoy, servers, service, cluster) };
  } finally {
    servers.useRight(service);
  }
}

async function refused(
  envoy: Envoy,
  service: TlsService,
  cluster: string,
  record: TlsRecord,
  expectedLog: string | undefined,
): Promise<Refusal> {
  const logStart = envoy.log().length;
  const before = await envoy.statistics(cluster);
  const client = await ending(service);
  if (expectedLog !== undefined) await envoy.logHas(expectedLog, logStart);
  const after = await envoy.statistics(cluster);
  const grown = Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]);
  return {
    client,
    counters: Object.fromEntries(grown) as Record<string, number>,
    serverErrors: record.failures,
    handshakes: record.handshakes.length,
    logged: envoy.log().slice(logStart),
  };
}

async function afterReturn(
  envoy: Envoy,
  servers: SourceExampleServers,
  service: TlsService,
  cluster: string,
): Promise<string> {
  servers.useRight(service);
  await envoy.withoutConnections(cluster);
  return ending(service);
}
