import type { Egress, EgressChain } from '../../ir/ir';
import { clusterFilter, hostFilter } from './http';
import {
  type Family,
  FAMILIES,
  closing,
  originalDestination,
  originalDestinationCluster,
  prefixRange,
  tlsInspector,
} from './original-destination';
import { sameProtocol } from './protocol-options';
import { type Cluster, type Extension, type FilterChain, type Listener, socketAddress } from './types';

/** What leaves for other hosts than VIPs: let through to where it was sent when a chain says so, else reset. */

const BYTES = 'passthrough';
const REQUESTS = 'passthrough:http';

/** A listener for each family in which something may pass. */
export const egressListeners = (egress: Egress): Listener[] =>
  FAMILIES.flatMap((family) => {
    const chains = egress.chains.filter((chain) => chain.family === family.version);
    return chains.length === 0 ? [] : [listener(egress.port, chains, family)];
  });

function listener(port: number, chains: readonly EgressChain[], family: Family): Listener {
  const look = inspection(chains);
  return {
    name: `${BYTES}:${family.name}`,
    traffic_direction: 'OUTBOUND',
    address: socketAddress(family.any, port),
    listener_filters: [originalDestination, ...look],
    // A client that waits for the server to speak first says nothing that could be looked at.
    ...(look.length === 0 ? {} : { listener_filters_timeout: '5s', continue_on_listener_filters_timeout: true }),
    filter_chains: [
      // What comes here without being redirected would come back without end.
      { name: 'refused:listener', filter_chain_match: { destination_port: port }, filters: [closing] },
      ...chains.flatMap(filterChains),
    ],
  };
}

/** TLS is looked for on the ports only where it makes a difference, so that servers may speak first on all others. */
function inspection(chains: readonly EgressChain[]): Extension[] {
  const matters = chains.filter(tellsTls);
  if (matters.length === 0) return [];
  const ports = (some: readonly EgressChain[]): number[] => [...new Set(some.flatMap(({ port }) => port ?? []))];
  const onAny = matters.some(({ port }) => port === undefined);
  const inspected = new Set(ports(matters));
  const off = onAny ? ports(chains).filter((port) => !inspected.has(port)) : [...inspected];
  const either = anyOf(off);
  const disabled = onAny ? either : { not_match: either };
  return [{ ...tlsInspector, ...(disabled === undefined ? {} : { filter_disabled: disabled }) }];
}

const tellsTls = ({ bytes, tls }: EgressChain): boolean => !bytes && (tls === 'any' || tls.length > 0);

function anyOf(ports: readonly number[]): object | undefined {
  const rules = ports.map((port) => ({ destination_port_range: { start: port, end: port + 1 } }));
  return rules.length > 1 ? { or_match: { rules } } : rules[0];
}

function filterChains(chain: EgressChain): FilterChain[] {
  const { port, range, bytes, tls, requests, grpc } = chain;
  const where = `${range ?? '*'}:${port ?? '*'}`;
  const place = {
    ...(range === undefined ? {} : { prefix_ranges: [prefixRange(range)] }),
    ...(port === undefined ? {} : { destination_port: port }),
  };
  const one = (name: string, match: object, filter: Extension): FilterChain => ({
    name: `${name}:${where}`,
    ...(Object.keys(match).length === 0 ? {} : { filter_chain_match: match }),
    filters: [filter],
  });
  if (bytes) return [one('bytes', place, clusterFilter('tcp', BYTES, BYTES))];
  const isTold = tellsTls(chain);
  const names = tls === 'any' ? {} : { server_names: tls };
  const secure = { ...place, ...names, transport_protocol: 'tls' };
  const plain = isTold ? { ...place, transport_protocol: 'raw_buffer' } : place;
  return [
    ...(isTold ? [one('tls', secure, clusterFilter('tcp', `${BYTES}:tls`, BYTES))] : []),
    ...(requests.length === 0 ? [] : [one('http', plain, hostFilter(grpc ? 'grpc' : 'http', REQUESTS, requests))]),
  ];
}

/** Where connections go on to. */
export const egressClusters = ({ chains }: Egress): Cluster[] => [
  ...(chains.some((chain) => chain.bytes || tellsTls(chain)) ? [originalDestinationCluster(BYTES)] : []),
  ...(chains.some(({ bytes, requests }) => !bytes && requests.length > 0)
    ? [{ ...originalDestinationCluster(REQUESTS), ...sameProtocol }]
    : []),
];
