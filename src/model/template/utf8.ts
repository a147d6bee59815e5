/**
 * Go counts, cuts and compares strings by their UTF-8 bytes. Inside this folder a template and its values are therefore
 * "byte strings": JavaScript strings with one character (0-255) for each byte.
 */
export type Bytes = string;

export interface Rune {
  readonly code: number;
  readonly size: number;
  readonly valid: boolean;
}

/** What Go puts in the place of a byte that is no UTF-8. */
export const REPLACEMENT = 0xfffd;
const BROKEN: Rune = { code: REPLACEMENT, size: 1, valid: false };

/** Lowest code point that needs a sequence of this many bytes; anything lower is overlong. */
const LOWEST = [0, 0, 0x80, 0x800, 0x10000];

const ASCII = /^[\x00-\x7f]*$/; // the same in both forms

export const encode = (text: string): Bytes => (ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1'));

export function decode(bytes: Bytes): string {
  if (ASCII.test(bytes)) return bytes;
  let text = '';
  for (const rune of runes(bytes)) text += String.fromCodePoint(rune.code);
  return text;
}

export function encodeRune(code: number): Bytes {
  return encode(String.fromCodePoint(isScalar(code) ? code : REPLACEMENT));
}

/** A code point that UTF-8 can carry. */
export function isScalar(code: number): boolean {
  return (code >= 0 && code < 0xd800) || (code > 0xdfff && code <= 0x10ffff);
}

/** The code point at an offset; `undefined` behind the last one. */
export function runeAt(bytes: Bytes, offset: number): Rune | undefined {
  if (offset >= bytes.length) return undefined;
  const first = bytes.charCodeAt(offset);
  if (first < 0x80) return { code: first, size: 1, valid: true };
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (size === 0 || first > 0xf4 || offset + size > bytes.length) return BROKEN;
  let code = first & (0xff >> (size + 1));
  for (let i = 1; i < size; i++) {
    const next = bytes.charCodeAt(offset + i);
    if ((next & 0xc0) !== 0x80) return BROKEN;
    code = (code << 6) | (next & 0x3f);
  }
  return code < (LOWEST[size] ?? 0) || !isScalar(code) ? BROKEN : { code, size, valid: true };
}

export function* runes(bytes: Bytes): Generator<Rune> {
  for (let offset = 0; ;) {
    const rune = runeAt(bytes, offset);
    if (rune === undefined) return;
    yield rune;
    offset += rune.size;
  }
}

export function countRunes(bytes: Bytes): number {
  let count = 0;
  for (let offset = 0; offset < bytes.length; count++) offset += runeAt(bytes, offset)?.size ?? 1;
  return count;
}

/** The first code points of a text. */
export function firstRunes(bytes: Bytes, limit: number): Bytes {
  let offset = 0;
  for (let count = 0; count < limit && offset < bytes.length; count++) offset += runeAt(bytes, offset)?.size ?? 1;
  return bytes.slice(0, offset);
}
