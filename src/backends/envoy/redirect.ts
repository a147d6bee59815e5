import type { Redirect, RedirectChain } from '../../ir/ir';
import { clusterFilter, serviceFilter } from './http';
import { type Cluster, type Extension, type FilterChain, type Listener, extension, socketAddress } from './types';

/** The listeners that redirected connections come to, one for each family, with a filter chain for each service. */
export function redirectListeners(redirect: Redirect): Listener[] {
  return FAMILIES.filter(({ holds }) => redirect.ranges.some(holds)).map((family) => {
    const chains = redirect.chains.flatMap((chain) => serviceChain(chain, family));
    return {
      name: `outbound:redirect:${family.name}`,
      traffic_direction: 'OUTBOUND',
      address: socketAddress(family.any, redirect.port),
      listener_filters: [originalDestination],
      filter_chains: [...chains, ...(redirect.passthrough ? refused(redirect, family) : [])],
      ...(redirect.passthrough ? { default_filter_chain: passthroughChain } : {}),
    };
  });
}

interface Family {
  readonly name: 'ipv4' | 'ipv6';
  readonly any: string;
  readonly bits: number;
  /** Whether a text with an address in it is of this family. */
  readonly holds: (text: string) => boolean;
}

const FAMILIES: readonly Family[] = [
  { name: 'ipv4', any: '0.0.0.0', bits: 32, holds: (text) => !text.includes(':') },
  { name: 'ipv6', any: '::', bits: 128, holds: (text) => text.includes(':') },
];

const originalDestination = extension(
  'envoy.filters.listener.original_dst',
  'extensions.filters.listener.original_dst.v3.OriginalDst',
);

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
  const prefixes = ranges.filter(family.holds).map((range) => {
    const [address_prefix, length] = range.split('/');
    return { address_prefix, prefix_len: Number(length) };
  });
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

/** Answers with nothing and closes the connection. */
const closing: Extension = extension(
  'envoy.filters.network.direct_response',
  'extensions.filters.network.direct_response.v3.Config',
);
