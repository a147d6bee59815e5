import type { Source } from '../diagnostics/diagnostic';
import { type Family, ipFamily, ipToNumber, ipToText } from './ip';

/** The addresses that services have, as `meshext.lock.yaml` records them. */

/** One line: `<mesh>/<display name>: <v4>`, `<v6>` or `<v4>, <v6>`. */
export interface LockEntry {
  readonly key: string;
  /** In canonical text, the IPv4 one first; at most one of each family. */
  readonly addresses: readonly string[];
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
export const lockLine = ({ key, addresses }: LockEntry): string =>
  `${isPlainKey(key) ? key : quoted(key)}: ${addressText(addresses.join(', '))}`;

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
const addressText = (text: string): string => (/:$|^[0-9:]+$/.test(text) ? `"${text}"` : text);

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
