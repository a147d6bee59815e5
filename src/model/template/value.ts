import type { Bytes } from './utf8';

/** A character of a string, as `index` finds it, is an unsigned byte in Go. */
export type Value =
  | { readonly kind: 'string'; readonly text: Bytes }
  | { readonly kind: 'int' | 'uint8'; readonly number: bigint }
  | { readonly kind: 'bool'; readonly truth: boolean }
  | Fields;

/** What the template is applied to. The order of the fields is that of Kuma's struct, which shows when it is printed. */
export interface Fields {
  readonly kind: 'fields';
  readonly fields: ReadonlyMap<string, Bytes>;
}

export const FIELD_NAMES = ['Name', 'DisplayName', 'Namespace', 'Mesh', 'Zone'] as const;

export const ofString = (text: Bytes): Value => ({ kind: 'string', text });
export const ofInt = (number: bigint): Value => ({ kind: 'int', number });
export const ofBool = (truth: boolean): Value => ({ kind: 'bool', truth });

/** The type as Go prints it; the struct has this name in Kuma. */
export const typeOf = (value: Value): string => (value.kind === 'fields' ? 'hostname.meshedName' : value.kind);

/** Empty strings, zero and false are no. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'string':
      return value.text !== '';
    case 'bool':
      return value.truth;
    case 'fields':
      return true;
    default:
      return value.number !== 0n;
  }
}

/** The plain text of a value, as an action prints it. */
export function plain(value: Value): Bytes {
  switch (value.kind) {
    case 'string':
      return value.text;
    case 'bool':
      return String(value.truth);
    case 'fields':
      return `{${[...value.fields.values()].join(' ')}}`;
    default:
      return String(value.number);
  }
}
