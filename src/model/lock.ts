import type { Source } from '../diagnostics/diagnostic';
import { type Family, ipFamily, ipToNumber, ipToText } from './ip';

/** The addresses that services have, as `meshext.lock.yaml` records them. */

/**
 * One line: `<mesh>/<display name>: <v4>`, `<v6>` or `<v4>, <v6>`; behind a gateway also `cluster <v4>`, `cluster <v6>` and
 * `port <port>`, in this order.
 */
export interface LockEntry {
  readonly key: string;
  /** In canonical text, the IPv4 one first; at most one of each family. */
  readonly addresses: readonly string[];
  /** The addresses of its Service in a cluster, in the same form. */
  readonly clusterAddresses?: readonly string[];
  /** The port on which the proxies that a cluster shares take its connections. */
  readonly port?: number;
  /** Its place in the file; none for an entry that is new. */
  readonly source?: Source;
}

/** Sorted by key, and each key once; as read from a file, in any order and with what a merge left there. */
export type Lock = readonly LockEntry[];

/** The file's first line. A comment, so that a merge may repeat it. */
const HEADER = '# The VIPs of external services. Written by meshext: commit it, and let Git merge it with merge=union.';

/** The text of the file: one line for each entry, so that branches merge line by line. */
export const lockText = (lock: Lock): string => [HEADER, ...lock.map(lockLine), ''].join('\n');

/** An entry as it stands in the file. */
export const lockLine = (entry: LockEntry): string =>
  `${isPlainKey(entry.key) ? entry.key : quoted(entry.key)}: ${valueText(valuesOf(entry).join(', '))}`;

const valuesOf = ({ addresses, clusterAddresses = [], port }: LockEntry): string[] => [
  ...addresses,
  ...clusterAddresses.map((one) => `${CLUSTER}${one}`),
  ...(port === undefined ? [] : [`${PORT}${port}`]),
];

const CLUSTER = 'cluster ';
const PORT = 'port ';

/** The ports that proxies which a cluster shares take: what needs no privilege and is not given to connections that go out. */
export const GATEWAY_PORTS = { first: 2048, last: 32767 };

/** What stands behind the key of a line. Undefined when it is of another form. */
export function readValues(texts: readonly string[]): Omit<LockEntry, 'key' | 'source'> | undefined {
  const rest = (word: string): string[] =>
    texts.filter((one) => one.startsWith(word)).map((one) => one.slice(word.length));
  const [ports, cluster] = [rest(PORT), canonicalAddresses(rest(CLUSTER))];
  const addresses = canonicalAddresses(texts.filter((one) => !one.startsWith(CLUSTER) && !one.startsWith(PORT)));
  const { first, last } = GATEWAY_PORTS;
  const isPort = (port: string): boolean => /^\d{4,5}$/.test(port) && Number(port) >= first && Number(port) <= last;
  if (addresses === undefined || cluster === undefined || ports.length > 1 || !ports.every(isPort)) return undefined;
  return {
    addresses,
    ...(cluster.length === 0 ? {} : { clusterAddresses: cluster }),
    ...(ports.length === 0 ? {} : { port: Number(ports[0]) }),
  };
}

// What YAML takes for something else than the start of plain text, unless a character follows at once.
const PLAIN_START = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=\S))/u;
const BREAKS_PLAIN = /:(?: |$)| #| $/;
// Outside of what YAML prints as it is, and what YAML 1.1 takes for a line break or a byte order mark.
const SPECIAL = /[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/gu;

const isPlainKey = (key: string): boolean =>
  PLAIN_START.test(key) && !BREAKS_PLAIN.test(key) && key.search(SPECIAL) < 0;

/** JSON's quotes are YAML's; the rest is escaped, so that an entry is one line whatever it holds. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(SPECIAL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** An IPv6 address can end like a key, and one of decimal digits is a number to the base of 60 in YAML 1.1. */
const valueText = (text: string): string => (/:$|^[0-9:]+$/.test(text) ? `"${text}"` : text);

/** Addresses in canonical text and order. Undefined when one is none, or when two are of one family. */
export function canonicalAddresses(texts: readonly string[]): readonly string[] | undefined {
  const byFamily = new Map<Family, string>();
  for (const text of texts) {
    const family = ipFamily(text);
    if (family === undefined || byFamily.has(family)) return undefined;
    byFamily.set(family, ipToText(ipToNumber(text), family));
  }
  return ([4, 6] as const).flatMap((family) => byFamily.get(family) ?? []);
}
