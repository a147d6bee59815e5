import { quote, unquoteChar } from './quote';
import type { Token } from './token';

/** What a real number literal is; `big` fits only into an unsigned integer, which fails when it is used. */
export type NumberLiteral =
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'big' }
  | { readonly kind: 'float' }
  | { readonly kind: 'wrong'; readonly message: string };

const DIGITS: readonly (readonly [RegExp, string])[] = [
  [/^0[xX](_?[0-9a-fA-F])+$/, '0x'],
  [/^0[oO](_?[0-7])+$/, '0o'],
  [/^0[bB](_?[01])+$/, '0b'],
  [/^0(_?[0-7])+$/, '0o'],
  [/^(0|[1-9](_?[0-9])*)$/, ''],
];
const FLOAT = /^[+-]?(\d(_?\d)*(\.(\d(_?\d)*)?)?|\.\d(_?\d)*)([eE][+-]?\d(_?\d)*)?$/;
const HEX_FLOAT =
  /^[+-]?0[xX](?=\.?_?[0-9a-fA-F])(_?[0-9a-fA-F])*(\.([0-9a-fA-F](_?[0-9a-fA-F])*)?)?[pP][+-]?\d(_?\d)*$/;
const HEX_INT = /^0[xX][^pP]+$/;
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

export function readNumber(token: Token): NumberLiteral {
  if (token.kind === 'character') return readCharacter(token.text);
  const { text } = token;
  if (text.endsWith('i') && isFloat(text.slice(0, -1))) return { kind: 'float' };
  const value = readInteger(text);
  if (value !== undefined) {
    // Go takes a signed 0xe for a float, because it has an exponent letter and does not begin with 0x.
    if (/[eEpP]/.test(text) && !HEX_INT.test(text)) return { kind: 'float' };
    if (value >= -MAX_INT - 1n && value <= MAX_INT) return { kind: 'int', value };
    if (value >= 0n && value <= MAX_UINT && !/^[+-]/.test(text)) return { kind: 'big' };
  }
  if (!isFloat(text)) return { kind: 'wrong', message: `illegal number syntax: ${quote(text)}` };
  return /[.eEpP]/.test(text) ? { kind: 'float' } : { kind: 'wrong', message: `integer overflow: ${quote(text)}` };
}

function readCharacter(text: string): NumberLiteral {
  const char = unquoteChar(text, 1, "'");
  if (char === undefined) return { kind: 'wrong', message: 'invalid syntax' };
  if (char.end !== text.length - 1) return { kind: 'wrong', message: `malformed character constant: ${text}` };
  return { kind: 'int', value: BigInt(char.code) };
}

function readInteger(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  for (const [pattern, prefix] of DIGITS) {
    if (!pattern.test(digits)) continue;
    const plain = digits.replaceAll('_', '').replace(/^0[xXoObB]/, '');
    const value = BigInt(prefix + plain);
    return negative ? -value : value;
  }
  return undefined;
}

/** Floats are not supported; it is enough to know that Go accepts one. */
function isFloat(text: string): boolean {
  if (HEX_FLOAT.test(text)) return true;
  return FLOAT.test(text) && Number.isFinite(Number(text.replaceAll('_', '')));
}
