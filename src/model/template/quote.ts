import { type Bytes, encodeRune, isScalar, REPLACEMENT, runeAt, runes } from './utf8';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const LETTERS = new Map(Object.entries(ESCAPES).map(([letter, char]) => [char.charCodeAt(0), letter]));
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0');

/** `%#U`: `U+005B '['`, without the picture when the character cannot be seen. */
export function describeRune(code: number): Bytes {
  const name = `U+${hex(code, 4).toUpperCase()}`;
  return PRINTABLE.test(String.fromCodePoint(code)) ? `${name} '${encodeRune(code)}'` : name;
}

/** Go's `%q` of a string. */
export function quote(bytes: Bytes): Bytes {
  let quoted = '"';
  let offset = 0;
  for (const rune of runes(bytes)) {
    const raw = bytes.slice(offset, offset + rune.size);
    quoted += rune.valid ? escapeRune(rune.code, raw, '"') : `\\x${hex(raw.charCodeAt(0), 2)}`;
    offset += rune.size;
  }
  return quoted + '"';
}

/** Go's `%q` of an integer: a character constant. */
export function quoteRune(number: bigint): Bytes {
  const code = number >= 0n && number <= 0x10ffffn && isScalar(Number(number)) ? Number(number) : REPLACEMENT;
  return `'${escapeRune(code, encodeRune(code), "'")}'`;
}

function escapeRune(code: number, raw: Bytes, mark: string): Bytes {
  if (raw === mark) return `\\${mark}`;
  const letter = LETTERS.get(code);
  if (letter !== undefined) return `\\${letter}`;
  if (PRINTABLE.test(String.fromCodePoint(code))) return raw;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/** The text of a string literal; `undefined` when an escape is wrong. */
export function unquote(literal: Bytes): Bytes | undefined {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replaceAll('\r', '');
  let text = '';
  for (let offset = 0; offset < body.length;) {
    const char = unquoteChar(body, offset, '"');
    if (char === undefined) return undefined;
    text += char.bytes;
    offset = char.end;
  }
  return text;
}

export interface Char {
  readonly bytes: Bytes;
  readonly code: number;
  readonly end: number;
}

/** One character or escape of a literal that stands between these marks. */
export function unquoteChar(body: Bytes, offset: number, mark: string): Char | undefined {
  const rune = runeAt(body, offset);
  if (rune === undefined || body[offset] === mark) return undefined;
  const end = offset + rune.size;
  if (body[offset] !== '\\') return { bytes: body.slice(offset, end), code: rune.code, end };
  const name = body[end] ?? '';
  const plain = name === mark ? mark : ESCAPES[name];
  if (plain !== undefined) return { bytes: plain, code: plain.charCodeAt(0), end: end + 1 };
  return /^[0-7]/.test(name) ? octalEscape(body, end) : hexEscape(body, end, name);
}

function octalEscape(body: Bytes, offset: number): Char | undefined {
  const digits = body.slice(offset, offset + 3);
  const code = parseInt(digits, 8);
  if (!/^[0-7]{3}$/.test(digits) || code > 255) return undefined;
  return { bytes: String.fromCharCode(code), code, end: offset + 3 };
}

function hexEscape(body: Bytes, offset: number, name: string): Char | undefined {
  const length = HEX_LENGTH[name];
  if (length === undefined) return undefined;
  const end = offset + 1 + length;
  const digits = body.slice(offset + 1, end);
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
  const code = parseInt(digits, 16);
  if (name === 'x') return { bytes: String.fromCharCode(code), code, end };
  return isScalar(code) ? { bytes: encodeRune(code), code, end } : undefined;
}
