import * as ipaddr from 'ipaddr.js';

/** The only user of ipaddr.js: IP addresses as Go reads them, and ranges of them. */

export type Family = 4 | 6;

/** A range of addresses; `first` and `last` are its smallest and largest as numbers. */
export interface Cidr {
  readonly text: string;
  readonly family: Family;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
}

// Go's net.ParseIP takes no leading zeros, no zone suffix and no brackets; ipaddr.js alone is more lenient.
const IPV4 = /^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$/;
const IPV6 = /^[0-9a-fA-F:]+(:\d+\.\d+\.\d+\.\d+)?$/;

/** The family of an address, or undefined when Go's net.ParseIP would refuse the text. */
export function ipFamily(text: string): Family | undefined {
  if (IPV4.test(text)) return text.split('.').every((part) => Number(part) <= 255) ? 4 : undefined;
  if (!IPV6.test(text)) return undefined;
  const embedded = /[^:]*\.[^:]*$/.exec(text)?.[0];
  if (embedded !== undefined && ipFamily(embedded) !== 4) return undefined;
  return ipaddr.IPv6.isValid(text) ? 6 : undefined;
}

export const isIp = (text: string): boolean => ipFamily(text) !== undefined;

const toNumber = (bytes: readonly number[]): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** The address as a number. Only for text that `ipFamily` accepts. */
export const ipToNumber = (text: string): bigint =>
  IPV4.test(text)
    ? BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0))
    : toNumber(ipaddr.parse(text).toByteArray());

/** The canonical text of an address: `127.0.0.1`, `fd00::1` (RFC 5952). */
export function ipToText(value: bigint, family: Family): string {
  if (family === 4) {
    const number = Number(value & 0xffffffffn);
    return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
  }
  const bytes = Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * (15 - i))) & 0xffn));
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

/** The canonical text of an address; any other text as it is. */
export function canonicalIp(text: string): string {
  const family = ipFamily(text);
  return family === undefined ? text : ipToText(ipToNumber(text), family);
}

/** `a.b.c.d/n` or `a:b::/n`; host bits are dropped, as Kuma does. Undefined when it is no range. */
export function parseCidr(text: string): Cidr | undefined {
  const [address, length, ...rest] = text.split('/');
  const family = ipFamily(address);
  if (family === undefined || length === undefined || rest.length > 0 || !/^(0|[1-9][0-9]{0,2})$/.test(length))
    return undefined;
  const bits = family === 4 ? 32 : 128;
  const prefix = Number(length);
  if (prefix > bits) return undefined;
  const hostBits = BigInt(bits - prefix);
  const first = (ipToNumber(address) >> hostBits) << hostBits;
  return { text: `${ipToText(first, family)}/${prefix}`, family, prefix, first, last: first + (1n << hostBits) - 1n };
}

/** The text of the range of that length that holds a longer one. */
export function widened({ first, family }: Cidr, prefix: number): string {
  const hostBits = BigInt((family === 4 ? 32 : 128) - prefix);
  return `${ipToText((first >> hostBits) << hostBits, family)}/${prefix}`;
}

/** Whether an address is in a range. */
export function contains({ family, first, last }: Cidr, address: string): boolean {
  if (ipFamily(address) !== family) return false;
  const value = ipToNumber(address);
  return value >= first && value <= last;
}

/** Whether the text is an address that means "all interfaces". */
export const isUnspecified = (text: string): boolean => isIp(text) && ipToNumber(text) === 0n;

/** As a URI and a Host header have it: `1.2.3.4`, `[fd00::1]` (RFC 3986, 3.2.2); a host name is left as it is. */
export const uriHost = (host: string): string => (ipFamily(host) === 6 ? `[${host}]` : host);

/** `1.2.3.4:80`, `[fd00::1]:80`; a host name is left as it is. */
export const hostAndPort = (host: string, port: number): string => `${uriHost(host)}:${port}`;
