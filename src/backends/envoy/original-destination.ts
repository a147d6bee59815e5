import { type Cluster, type Extension, extension } from './types';

/** What listeners have in common that connections come to which were meant for somewhere else. */

export interface Family {
  readonly name: 'ipv4' | 'ipv6';
  readonly version: 4 | 6;
  readonly any: string;
  readonly bits: number;
  /** Whether a text with an address in it is of this family. */
  readonly holds: (text: string) => boolean;
}

export const FAMILIES: readonly Family[] = [
  { name: 'ipv4', version: 4, any: '0.0.0.0', bits: 32, holds: (text) => !text.includes(':') },
  { name: 'ipv6', version: 6, any: '::', bits: 128, holds: (text) => text.includes(':') },
];

export const originalDestination = extension(
  'envoy.filters.listener.original_dst',
  'extensions.filters.listener.original_dst.v3.OriginalDst',
);

/** Looks for TLS and the name that it asks for. */
export const tlsInspector = extension(
  'envoy.filters.listener.tls_inspector',
  'extensions.filters.listener.tls_inspector.v3.TlsInspector',
);

/** Leads on to where a connection was sent. */
export const originalDestinationCluster = (name: string): Cluster => ({
  name,
  type: 'ORIGINAL_DST',
  lb_policy: 'CLUSTER_PROVIDED',
  connect_timeout: '5s',
});

/** A range as Envoy has it. */
export function prefixRange(range: string): object {
  const [address_prefix, length] = range.split('/');
  return { address_prefix, prefix_len: Number(length) };
}

/** Answers with nothing and closes the connection. */
export const closing: Extension = extension(
  'envoy.filters.network.direct_response',
  'extensions.filters.network.direct_response.v3.Config',
);
