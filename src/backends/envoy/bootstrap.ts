import type { Proxy, Runtime, Service } from '../../ir/ir';
import { inboundCluster, lateClusters } from './cluster';
import { egressClusters } from './egress';
import { listenerName, listeners } from './listeners';
import { connectionLimit, minimalStats } from './operations';
import { passthroughCluster } from './redirect';
import { clusterThrough } from './through';
import { type Bootstrap, type Cluster, type Listener, extension, socketAddress } from './types';

/** The services that a proxy leads to, each once. */
export function reached({ outbounds, redirect }: Proxy): readonly Service[] {
  const all = [...outbounds, ...(redirect?.chains ?? [])].map(({ service }) => service);
  return [...new Map(all.map((service) => [service.name, service])).values()];
}

/** Everything one Envoy needs to start, with no control plane. */
export const bootstrap = (proxy: Proxy): Bootstrap => wholeOf(proxy, listeners(proxy), clusters(proxy, reached(proxy)));

/** What a proxy carries, with how it runs. */
export function wholeOf(proxy: Runtime, carried: readonly Listener[], all: readonly Cluster[]): Bootstrap {
  return {
    node: proxy.node,
    ...(proxy.admin === undefined ? {} : { admin: { address: adminAddress(proxy.admin) } }),
    ...resolver(proxy.nameServers, all),
    ...(proxy.minimalStats ? { stats_config: minimalStats } : {}),
    ...(proxy.maxConnections === undefined ? {} : { overload_manager: connectionLimit(proxy.maxConnections) }),
    static_resources: { listeners: carried, clusters: all },
  };
}

const clusters = (proxy: Proxy, services: readonly Service[]): Cluster[] => [
  ...proxy.inbounds.map((inbound) => inboundCluster(listenerName('inbound', inbound), inbound)),
  ...services.flatMap((service) => clustersFor(service, proxy)).sort((a, b) => (a.name < b.name ? -1 : 1)),
  ...(proxy.redirect?.passthrough === true ? [passthroughCluster] : []),
  ...(proxy.redirect?.egress === undefined ? [] : egressClusters(proxy.redirect.egress)),
];

function clustersFor(service: Service, proxy: Proxy): Cluster[] {
  if (proxy.through !== undefined && service.upstream !== undefined)
    return [clusterThrough(service, service.upstream, proxy.through, proxy)];
  return lateClusters(service, proxy);
}

/** From some 300 on, a burst of questions by UDP loses answers, and each is waited for. */
const TCP_LOOKUPS_FROM = 200;

function resolver(nameServers: readonly string[], all: readonly Cluster[]): object {
  const asksByTcp = all.filter(({ type }) => type === 'STRICT_DNS').length >= TCP_LOOKUPS_FROM;
  if (nameServers.length === 0 && !asksByTcp) return {};
  const config = extension(
    'envoy.network.dns_resolver.cares',
    'extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
    {
      ...(nameServers.length === 0 ? {} : { resolvers: nameServers.map(nameServer) }),
      ...(asksByTcp ? { dns_resolver_options: { use_tcp_for_dns_lookups: true } } : {}),
    },
  );
  return { typed_dns_resolver_config: config };
}

/** `ip:port` or `[ip]:port`, checked before. */
function nameServer(text: string): object {
  const colon = text.lastIndexOf(':');
  return socketAddress(text.slice(0, colon).replace(/^\[|\]$/g, ''), Number(text.slice(colon + 1)));
}

const adminAddress = (admin: NonNullable<Runtime['admin']>): object =>
  'path' in admin ? { pipe: { path: admin.path } } : socketAddress(admin.address, admin.port);
