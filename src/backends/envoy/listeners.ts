import type { Proxy } from '../../ir/ir';
import { clusterFilter, serviceFilter } from './http';
import { readyListeners } from './ready';
import { redirectListeners } from './redirect';
import { type Extension, type Listener, placeName, socketAddress } from './types';

/** One listener for each inbound and each outbound, and what redirected connections come to. */
export function listeners(proxy: Proxy): Listener[] {
  return [
    ...proxy.inbounds.map((inbound) => {
      const name = listenerName('inbound', inbound);
      return listener(name, 'INBOUND', inbound, clusterFilter(inbound.protocol, name, name));
    }),
    ...proxy.outbounds.map(({ service, ...outbound }) =>
      listener(listenerName('outbound', outbound), 'OUTBOUND', outbound, serviceFilter(service, proxy)),
    ),
    ...(proxy.redirect === undefined ? [] : redirectListeners(proxy, proxy.redirect)),
    ...readyListeners(proxy.ready),
  ];
}

interface ListenOn {
  readonly address: string;
  readonly port: number;
  readonly onlyFromHere?: boolean;
}

/** Kuma's names; two listeners of one name would be one, in silence. */
export const listenerName = (direction: 'inbound' | 'outbound', { address, port }: ListenOn): string =>
  `${direction}:${placeName(address, port)}`;

/** The local route of a VIP also takes what a neighbour sends to it; no client but those of this host has the proxy's rights. */
const FROM_HERE = { filter_chain_match: { source_type: 'SAME_IP_OR_LOOPBACK' } };

const listener = (
  name: string,
  direction: Listener['traffic_direction'],
  { address, port, onlyFromHere = false }: ListenOn,
  filter: Extension,
): Listener => ({
  name,
  traffic_direction: direction,
  address: socketAddress(address, port),
  filter_chains: [{ ...(onlyFromHere ? FROM_HERE : {}), filters: [filter] }],
});
