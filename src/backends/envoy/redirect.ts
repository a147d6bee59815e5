import type { Protocol, Proxy, Redirect, RedirectChain, Treatment } from '../../ir/ir';
import { contentHash } from '../content-hash';
import { sharedAddress } from './by-address';
import { type Lead, destinationMatcher } from './destination';
import { egressListeners } from './egress';
import { clusterFilter, serviceFilter, sharedFilters } from './http';
import {
  type Family,
  FAMILIES,
  closing,
  originalDestination,
  originalDestinationCluster,
  prefixRange,
} from './original-destination';
import { type FilterChain, type Listener, placeName, socketAddress } from './types';

/** The listeners that redirected connections come to: for each family that of the VIPs, and that of all other hosts. */
export const redirectListeners = (proxy: Proxy, redirect: Redirect): Listener[] => [
  ...vipListeners(proxy, redirect),
  ...(redirect.egress === undefined ? [] : egressListeners(redirect.egress)),
];

type NamedChain = FilterChain & { readonly name: string };

/** Envoy takes no listener without any chain; where none is, the host refuses connections. */
function vipListeners(proxy: Proxy, redirect: Redirect): Listener[] {
  return FAMILIES.filter(({ holds }) => redirect.ranges.some(holds)).flatMap((family) => {
    const shared = sharedChains(proxy);
    const taken = redirect.chains.flatMap((chain) => takers(chain, family, proxy, shared));
    const chains = [...unique(taken.map(({ chain }) => chain)), ...(redirect.passthrough ? OTHERS : [])];
    const leads = taken.map(({ lead }) => lead);
    return chains.length === 0 ? [] : [vipListener(redirect, family, chains, leads)];
  });
}

const unique = (chains: readonly NamedChain[]): NamedChain[] =>
  [...new Map(chains.map((chain) => [chain.name, chain])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));

const vipListener = (
  { port, ranges, passthrough }: Redirect,
  family: Family,
  chains: readonly NamedChain[],
  leads: readonly Lead[],
): Listener => ({
  name: `outbound:redirect:${family.name}`,
  traffic_direction: 'OUTBOUND',
  address: socketAddress(family.any, port),
  listener_filters: [originalDestination],
  filter_chains: chains,
  filter_chain_matcher: passthrough
    ? destinationMatcher(leads, {
        ranges: ranges.filter(family.holds).map(prefixRange),
        port,
        refused: REFUSED,
        other: PASSTHROUGH,
      })
    : destinationMatcher(leads),
});

/** A chain, and what leads to it. */
interface Taker {
  readonly chain: NamedChain;
  readonly lead: Lead;
}

/** The chains that take connections to a service in one family: that of all that are treated alike, or its own. */
function takers({ service, port }: RedirectChain, family: Family, proxy: Proxy, shared: SharedChains): Taker[] {
  const { name, protocol, vips, upstream } = service;
  const address = sharedAddress(service, proxy);
  return vips.filter(family.holds).map((vip) => {
    const isShared = upstream !== undefined && port !== undefined && address === placeName(vip, port);
    const chain = isShared
      ? shared(protocol, upstream.treatment)
      : { name: `${name}:${port ?? '*'}`, filters: [serviceFilter(service, proxy)] };
    return { chain, lead: { vip, ...(port === undefined ? {} : { port }), chain: chain.name } };
  });
}

type SharedChains = (protocol: Protocol, treatment: Treatment) => NamedChain;

/** Each made once: thousands of services may be treated alike. */
function sharedChains(proxy: Proxy): SharedChains {
  const made = new Map<string, NamedChain>();
  const keys = new Map<Treatment, string>();
  return (protocol, treatment) => {
    const same = keys.get(treatment) ?? JSON.stringify(treatment);
    keys.set(treatment, same);
    const key = `${protocol} ${same}`;
    const chain = made.get(key) ?? sharedChain(protocol, treatment, proxy);
    made.set(key, chain);
    return chain;
  };
}

/** Called after what it does with connections: one that does something else is another chain. */
function sharedChain(protocol: Protocol, treatment: Treatment, proxy: Proxy): NamedChain {
  const name = `shared:${protocol === 'http2' ? 'http' : protocol}`;
  const filters = sharedFilters(protocol, treatment, name, proxy);
  return { name: `${name}:${contentHash(JSON.stringify(filters))}`, filters };
}

const PASSTHROUGH = 'outbound:passthrough';
const REFUSED = 'refused';

/** Where connections go that no service claims. */
export const passthroughCluster = originalDestinationCluster(PASSTHROUGH);

/**
 * What must not pass, because it would come back, is refused: connections to the listener itself, and to VIPs that are nobody's,
 * which are redirected again.
 */
const OTHERS: readonly NamedChain[] = [
  { name: PASSTHROUGH, filters: [clusterFilter('tcp', PASSTHROUGH, PASSTHROUGH)] },
  { name: REFUSED, filters: [closing] },
];
