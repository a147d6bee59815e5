import { goQuote } from './field-path';
import { typeOf } from './schema';

/** Scalars as Go's JSON decoder and its protobuf companion (jsonpb) read them, with their own words where they refuse. */

export type Decoded = { readonly value: unknown } | { readonly text: string };

/** Go's word for the type of a JSON value. */
const kindOf = (value: unknown): string => {
  const type = typeOf(value);
  return type === 'integer' ? 'number' : type === 'boolean' ? 'bool' : type;
};

/** Go's words for a value that does not fit a Go type. */
export const cannotUnmarshal = (value: unknown, goType: string): string =>
  `json: cannot unmarshal ${kindOf(value)} into Go value of type ${goType}`;

export const decodeString = (value: unknown): Decoded =>
  typeof value === 'string' ? { value } : { text: cannotUnmarshal(value, 'string') };

export const decodeBool = (value: unknown): Decoded =>
  typeof value === 'boolean' ? { value } : { text: cannotUnmarshal(value, 'bool') };

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

/** Numbers may stand in quotes; what is inside them is read as JSON. */
export function decodeUint32(value: unknown): Decoded {
  if (typeof value === 'number') return uint32(Object.is(value, -0) ? '-0' : String(value));
  if (typeof value !== 'string') return { text: cannotUnmarshal(value, 'uint32') };
  const text = value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (text === '') return { text: 'unexpected end of JSON input' };
  if (text === 'null') return { value: 0 };
  if (text === 'true' || text === 'false') return { text: cannotUnmarshal(true, 'uint32') };
  if (NUMBER.test(text)) return uint32(text);
  const [number] = /^-?(0|[1-9]\d*)(?=[^.eE\d-]|$|\d)/.exec(text) ?? [''];
  const next = [...text.slice(number.length)][0] ?? ' ';
  const where = number === '' ? 'looking for beginning of value' : 'after top-level value';
  return { text: `invalid character ${quoteCharacter(next)} ${where}` };
}

const quoteCharacter = (character: string): string =>
  character === "'" ? "'\\''" : `'${goQuote(character).slice(1, -1).replace('\\"', '"')}'`;

const uint32 = (text: string): Decoded =>
  /^\d+$/.test(text) && Number(text) <= 0xffffffff
    ? { value: Number(text) }
    : { text: `json: cannot unmarshal number ${text} into Go value of type uint32` };

/** By name, or by number. */
export function decodeEnum(value: unknown, name: string, values: readonly string[]): Decoded {
  if (typeof value === 'string') {
    if (values.includes(value)) return { value };
    return { text: `unknown value ${goQuote(JSON.stringify(value))} for enum ${name}` };
  }
  if (typeof value === 'number' && Number.isInteger(value) && value === (value | 0))
    return { value: values[value] ?? value };
  const number = typeof value === 'number' ? `number ${value}` : undefined;
  const goType = 'protoreflect.EnumNumber';
  const text = cannotUnmarshal(value, goType);
  return { text: number === undefined ? text : text.replace('number', number) };
}

const DURATION = /^[-+]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/;

/** Go's time.ParseDuration; the text itself is kept. */
export function decodeDuration(value: unknown): Decoded {
  if (typeof value !== 'string') return { text: cannotUnmarshal(value, 'string') };
  if (nanoseconds(value) !== undefined) return { value };
  const [, unit] =
    /^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*(?:\d+(?:\.\d*)?|\.\d+)([^\d.]*)/.exec(value) ?? [];
  const quoted = goQuote(value);
  if (unit === '') return { text: `bad Duration: time: missing unit in duration ${quoted}` };
  if (unit !== undefined && !DURATION.test(value))
    return { text: `bad Duration: time: unknown unit ${goQuote(unit)} in duration ${quoted}` };
  return { text: `bad Duration: time: invalid duration ${quoted}` };
}

/** Whether a duration that Go reads is no time at all; what is less than a nanosecond is dropped. */
export const isZeroDuration = (text: string): boolean => nanoseconds(text) === 0n;

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Undefined where Go refuses the text, or has no room for the sum. */
function nanoseconds(text: string): bigint | undefined {
  if (/^[-+]?0$/.test(text)) return 0n;
  if (!DURATION.test(text)) return undefined;
  const parts = text.matchAll(/(\d*)\.?(\d*)([a-zµμ]+)/g);
  const sum = [...parts].reduce((all, [, whole, fraction, unit]) => {
    const shift = 10n ** BigInt(fraction.length);
    return all + (BigInt(`${whole}${fraction}`) * NANOSECONDS[unit]) / shift;
  }, 0n);
  return sum < 1n << 63n || (sum === 1n << 63n && text.startsWith('-')) ? sum : undefined;
}
