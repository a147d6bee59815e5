import type { Redirect, RedirectChain } from '../../ir/ir';
import { egressListeners } from './egress';
import { clusterFilter, serviceFilter } from './http';
import { type Family, FAMILIES, closing, originalDestination, prefixRange } from './original-destination';
import { type Cluster, type FilterChain, type Listener, socketAddress } from './types';

/** The listeners that redirected connections come to: for each family that of the VIPs, and that of all other hosts. */
export const redirectListeners = (redirect: Redirect): Listener[] => [
  ...vipListeners(redirect),
  ...(redirect.egress === undefined ? [] : egressListeners(redirect.egress)),
];

/** A filter chain for each service. Envoy takes no listener without any; where none is, the host refuses connections. */
function vipListeners(redirect: Redirect): Listener[] {
  return FAMILIES.filter(({ holds }) => redirect.ranges.some(holds)).flatMap((family) => {
    const services = redirect.chains.flatMap((chain) => serviceChain(chain, family));
    const chains = [...services, ...(redirect.passthrough ? refused(redirect, family) : [])];
    return chains.length === 0 ? [] : [vipListener(redirect, family, chains)];
  });
}

const vipListener = (redirect: Redirect, family: Family, chains: readonly FilterChain[]): Listener => ({
  name: `outbound:redirect:${family.name}`,
  traffic_direction: 'OUTBOUND',
  address: socketAddress(family.any, redirect.port),
  listener_filters: [originalDestination],
  filter_chains: chains,
  ...(redirect.passthrough ? { default_filter_chain: passthroughChain } : {}),
});

function serviceChain({ service, port }: RedirectChain, family: Family): FilterChain[] {
  const vips = service.vips.filter(family.holds);
  if (vips.length === 0) return [];
  return [
    {
      name: `${service.name}:${port ?? '*'}`,
      filter_chain_match: {
        prefix_ranges: vips.map((vip) => ({ address_prefix: vip, prefix_len: family.bits })),
        ...(port === undefined ? {} : { destination_port: port }),
      },
      filters: [serviceFilter(service)],
    },
  ];
}

const PASSTHROUGH = 'outbound:passthrough';

/** Where connections go that no service claims. */
export const passthroughCluster: Cluster = {
  name: PASSTHROUGH,
  type: 'ORIGINAL_DST',
  lb_policy: 'CLUSTER_PROVIDED',
  connect_timeout: '5s',
};

const passthroughChain: FilterChain = {
  name: PASSTHROUGH,
  filters: [clusterFilter('tcp', PASSTHROUGH, PASSTHROUGH)],
};

/**
 * What must not pass, because it would come back: connections to the listener itself, and to VIPs that are nobody's, which
 * are redirected again. A port that any chain names needs a chain of its own: Envoy does not fall back from it.
 */
function refused({ port: own, ranges, chains }: Redirect, family: Family): FilterChain[] {
  const prefixes = ranges.filter(family.holds).map(prefixRange);
  const ports = [...new Set([...chains.flatMap(({ port }) => port ?? []), own])].sort((a, b) => a - b);
  return [
    { name: 'refused:listener', filter_chain_match: { destination_port: own }, filters: [closing] },
    ...ports.map((port) => ({
      name: `refused:${port}`,
      filter_chain_match: { prefix_ranges: prefixes, destination_port: port },
      filters: [closing],
    })),
    { name: 'refused:*', filter_chain_match: { prefix_ranges: prefixes }, filters: [closing] },
  ];
}
