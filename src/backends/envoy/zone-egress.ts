import type { EgressRoute, ZoneEgress } from '../../ir/ir';
import { wholeOf } from './bootstrap';
import { serviceClusters } from './cluster';
import { internalListeners } from './guard';
import { guarded } from './http';
import { listenerName } from './listeners';
import { fromClients, serverName } from './mesh-tls';
import { tlsInspector } from './original-destination';
import { forMany } from './through';
import { type Bootstrap, type Cluster, type Extension, type FilterChain, type Listener, socketAddress } from './types';

/**
 * Everything the Envoy of a zone egress needs to start: one listener, and for each service of each mesh the chain that its server
 * name leads to. What asks for another name, or for none, finds no chain and is reset.
 */
export function egressBootstrap(egress: ZoneEgress): Bootstrap {
  const ways = egress.routes.map((route) => wayOf(route, egress));
  const listeners = [listener(egress, ways), ...ways.flatMap((way) => way.listeners)];
  const whole = wholeOf(
    egress,
    listeners,
    ways.flatMap((way) => way.clusters),
  );
  return listeners.length === 1 ? whole : { ...whole, bootstrap_extensions: [internalListeners] };
}

/** From the server name of a service to the service itself. */
interface Way {
  readonly chain: FilterChain;
  readonly listeners: readonly Listener[];
  readonly clusters: readonly Cluster[];
}

function wayOf({ mesh, service }: EgressRoute, egress: ZoneEgress): Way {
  const many = service.upstream === undefined ? service : { ...service, upstream: forMany(service.upstream) };
  const clusters = serviceClusters(many, { ...egress, secretsOf: mesh });
  const way = guarded(service, mesh);
  const chain = (filters: readonly Extension[]): FilterChain => ({
    name: `${service.name}_${mesh}`,
    filter_chain_match: { transport_protocol: 'tls', server_names: [serverName(service, mesh)] },
    filters,
    ...fromClients(mesh, egress),
  });
  return 'filter' in way
    ? { chain: chain([way.filter]), listeners: [], clusters }
    : { chain: chain(way.filters), listeners: [way.listener], clusters: [...clusters, way.cluster] };
}

const listener = (egress: ZoneEgress, ways: readonly Way[]): Listener => ({
  name: listenerName('inbound', egress),
  traffic_direction: 'INBOUND',
  address: socketAddress(egress.address, egress.port),
  listener_filters: [tlsInspector],
  filter_chains: ways.map(({ chain }) => chain),
});
