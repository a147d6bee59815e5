import { Problem } from './problem';

/** What a text without quotes means to Kuma, whose reader (goyaml 2) has its own mind about YAML 1.1. */

export type Scalar = string | number | boolean | null;

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((w) => [w, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((w) => [w, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((w) => [w, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((w) => [w, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((w) => [w, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((w) => [w, -Infinity] as const),
]);
const LONGEST_WORD = 5;

/** Only these begin a number. */
const isNumeric = (c: number): boolean => (c >= 0x30 && c <= 0x39) || c === 0x2b || c === 0x2d || c === 0x2e;

export function resolvePlain(text: string): Scalar {
  const word = text.length <= LONGEST_WORD ? WORDS.get(text) : undefined;
  if (word !== undefined) return word;
  return isNumeric(text.charCodeAt(0)) ? (integerOf(text) ?? floatOf(text) ?? text) : text;
}

const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/;
/** Go's own reader takes the sign of a binary number at either place. */
const SIGN_INSIDE = /^0b([-+])/;
const [MIN_INT64, MAX_INT64, MAX_UINT64] = [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 64n - 1n];
/** As many decimal digits as a JavaScript number holds for sure. */
const SAFE_DIGITS = 15;

const USUAL_INTEGER = /^[1-9][0-9]{0,14}$/;

/** A leading 0 is octal; underscores count for nothing; what fits no 64 bits is no integer. */
export function integerOf(text: string): number | undefined {
  if (USUAL_INTEGER.test(text)) return Number(text);
  const [, sign = '', digits] = INTEGER.exec(text.replaceAll('_', '').replace(SIGN_INSIDE, '$10b')) ?? [];
  if (digits === undefined) return undefined;
  if (digits.length <= SAFE_DIGITS && !digits.startsWith('0')) return sign === '-' ? -Number(digits) : Number(digits);
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = sign === '-' ? -size : size;
  const fits = value >= MIN_INT64 && value <= (sign === '' ? MAX_UINT64 : MAX_INT64);
  return fits ? Number(value) : undefined;
}

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** Behind a point underscores stand between digits only; elsewhere they stand anywhere. */
const POINT_FIRST = /^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/;

function floatOf(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  const value = FLOAT.test(plain) && (!text.startsWith('.') || POINT_FIRST.test(text)) ? Number(plain) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

const TYPE = /^tag:yaml\.org,2002:(str|int|float|bool|null|binary|timestamp)$/;

/** A scalar with a tag. The types that Kuma's reader does not know leave the text as it is. */
export function resolveTagged(text: string, tag: string, at: number): Scalar {
  const [, type] = TYPE.exec(tag) ?? [];
  if (type === undefined || type === 'str') return text;
  if (type === 'binary' || type === 'timestamp') throw new Problem(`!!${type} is not supported; write a text`, at);
  const value = resolvePlain(text);
  const fits =
    type === 'bool' ? typeof value === 'boolean' : type === 'null' ? value === null : typeof value === 'number';
  if (!fits || (type === 'int' && integerOf(text) === undefined)) throw new Problem(`the value is no !!${type}`, at);
  return value;
}

/** A fraction so short that every notation of it is the same. */
const SHORT_FRACTION = /^-?(0|[1-9][0-9]{0,2})\.[0-9]{0,2}[1-9]$/;

/** JSON has texts as keys only. `text` is how the key was written. */
export function keyText(key: unknown, text: string, at: number): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'boolean') return String(key);
  if (typeof key === 'number' && Number.isSafeInteger(key) && integerOf(text) === key) return String(key);
  if (typeof key === 'number' && SHORT_FRACTION.test(text)) return text;
  if (typeof key === 'number') throw new Problem('this number cannot be a key; quote it', at);
  throw new Problem(key === null ? 'a key is missing, or is null' : 'a map or a list cannot be a key', at);
}
