import { quote } from './template/quote';
import { decode, encode } from './template/utf8';

/** Field paths in Kuma's own grammar: `spec.endpoints[0].port`, `networking.inbound[0].tags["kuma.io/service"]`. */

/** `parent.name`; an empty parent gives the name alone. */
export const member = (parent: string, name: string): string => (parent === '' ? name : `${parent}.${name}`);

/** `parent[index]` */
export const item = (parent: string, index: number): string => `${parent}[${index}]`;

/** Go's `%q` of a text. */
export const goQuote = (text: string): string => decode(quote(encode(text)));

/** `parent["key"]` */
export const entry = (parent: string, key: string): string => `${parent}[${goQuote(key)}]`;
