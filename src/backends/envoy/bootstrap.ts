import type { Mesh, Proxy, Service } from '../../ir/ir';
import { inboundCluster, serviceCluster } from './cluster';
import { listenerName, listeners } from './listeners';
import { passthroughCluster } from './redirect';
import { type Bootstrap, type Cluster, type Extension, extension, socketAddress } from './types';

/** Everything one Envoy needs to start, with no control plane. */
export function bootstrap(proxy: Proxy, mesh: Mesh): Bootstrap {
  const reached = [...proxy.outbounds, ...(proxy.redirect?.chains ?? [])].map(({ service }) => service);
  const services = [...new Map(reached.map((service) => [service.name, service])).values()];
  return {
    node: { id: `${mesh.key}.${proxy.name}`, cluster: proxy.name },
    ...(proxy.admin === undefined ? {} : { admin: { address: socketAddress(proxy.admin.address, proxy.admin.port) } }),
    ...(proxy.nameServers.length === 0 ? {} : { typed_dns_resolver_config: resolver(proxy.nameServers) }),
    static_resources: { listeners: listeners(proxy), clusters: clusters(proxy, services) },
  };
}

const clusters = (proxy: Proxy, services: readonly Service[]): Cluster[] => [
  ...proxy.inbounds.map((inbound) => inboundCluster(listenerName('inbound', inbound), inbound)),
  ...services.map((service) => serviceCluster(service, proxy)).sort((a, b) => (a.name < b.name ? -1 : 1)),
  ...(proxy.redirect?.passthrough === true ? [passthroughCluster] : []),
];

/** `ip:port` or `[ip]:port`, checked before. */
function resolver(nameServers: readonly string[]): Extension {
  const resolvers = nameServers.map((text) => {
    const colon = text.lastIndexOf(':');
    return socketAddress(text.slice(0, colon).replace(/^\[|\]$/g, ''), Number(text.slice(colon + 1)));
  });
  return extension(
    'envoy.network.dns_resolver.cares',
    'extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
    { resolvers },
  );
}
