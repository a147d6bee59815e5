import { equalsAny, isLess, type Outcome } from './compare';
import { printf } from './printf';
import { type Bytes } from './utf8';
import { isTrue, ofBool, ofInt, ofString, plain, typeOf, type Value } from './value';

/** A function that Go builds in; `and` and `or` are not here, because they evaluate their arguments themselves. */
export interface Builtin {
  /** How many arguments it takes, or at least takes. */
  readonly least: number;
  readonly variadic: boolean;
  readonly call: (args: readonly Value[]) => Outcome<Value>;
}

const EMPTY = ofString('');

function one(call: (value: Value) => Outcome<Value>): Builtin {
  return { least: 1, variadic: false, call: ([value = EMPTY]) => call(value) };
}

function some(least: number, call: (first: Value, rest: readonly Value[]) => Outcome<Value>): Builtin {
  return { least, variadic: true, call: ([first = EMPTY, ...rest]) => call(first, rest) };
}

/** A comparison of two values: the truth of `a op b`. */
function compare(holds: (a: Value, b: Value) => Outcome<boolean>): Builtin {
  return { least: 2, variadic: false, call: ([a = EMPTY, b = EMPTY]) => toValue(holds(a, b)) };
}

const toValue = (outcome: Outcome<boolean>): Outcome<Value> => ('ok' in outcome ? { ok: ofBool(outcome.ok) } : outcome);
const flip = (outcome: Outcome<boolean>): Outcome<boolean> => ('ok' in outcome ? { ok: !outcome.ok } : outcome);

function isAtMost(a: Value, b: Value): Outcome<boolean> {
  const less = isLess(a, b);
  return !('ok' in less) || less.ok ? less : equalsAny(a, [b]);
}

const BUILTINS: ReadonlyMap<string, Builtin> = new Map([
  ['eq', some(1, (first, rest) => toValue(equalsAny(first, rest)))],
  ['ne', compare((a, b) => flip(equalsAny(a, [b])))],
  ['lt', compare(isLess)],
  ['le', compare(isAtMost)],
  ['gt', compare((a, b) => flip(isAtMost(a, b)))],
  ['ge', compare((a, b) => flip(isLess(a, b)))],
  ['not', one((value) => ({ ok: ofBool(!isTrue(value)) }))],
  ['len', one(length)],
  ['index', some(1, index)],
  ['slice', some(1, slice)],
  ['print', { least: 0, variadic: true, call: (args) => ({ ok: ofString(print(args)) }) }],
  ['println', { least: 0, variadic: true, call: (args) => ({ ok: ofString(`${args.map(plain).join(' ')}\n`) }) }],
  ['printf', some(1, (format, args) => ({ ok: ofString(printf(plain(format), args)) }))],
]);

const REFUSED: ReadonlySet<string> = new Set(['call', 'html', 'js', 'urlquery']);

export const isRefused = (name: string): boolean => REFUSED.has(name);
export const isBuiltin = (name: string): boolean => BUILTINS.has(name) || ['and', 'or', 'label'].includes(name);
export const builtin = (name: string): Builtin | undefined => BUILTINS.get(name);

/** Values side by side, with a space only between two that are no strings. */
function print(values: readonly Value[]): Bytes {
  let text = '';
  values.forEach((value, i) => {
    const before = values[i - 1];
    text += (before === undefined || before.kind === 'string' || value.kind === 'string' ? '' : ' ') + plain(value);
  });
  return text;
}

function length(value: Value): Outcome<Value> {
  if (value.kind !== 'string') return { error: `len of type ${typeOf(value)}` };
  return { ok: ofInt(BigInt(value.text.length)) };
}

function index(value: Value, indexes: readonly Value[]): Outcome<Value> {
  let found = value;
  for (const at of indexes) {
    if (found.kind !== 'string') return { error: `can't index item of type ${typeOf(found)}` };
    const bound = position(at, found.text.length);
    if (!('ok' in bound)) return bound;
    if (bound.ok === found.text.length) return { error: 'reflect: string index out of range' };
    found = { kind: 'uint8', number: BigInt(found.text.charCodeAt(bound.ok)) };
  }
  return { ok: found };
}

/** An argument that counts bytes from 0; the end itself is a position, too. */
function position(value: Value, limit: number): Outcome<number> {
  if (!('number' in value)) return { error: `cannot index slice/array with type ${typeOf(value)}` };
  if (value.number < 0n || value.number > BigInt(limit)) return { error: `index out of range: ${value.number}` };
  return { ok: Number(value.number) };
}

function slice(value: Value, indexes: readonly Value[]): Outcome<Value> {
  if (indexes.length > 3) return { error: `too many slice indexes: ${indexes.length}` };
  if (value.kind !== 'string') return { error: `can't slice item of type ${typeOf(value)}` };
  if (indexes.length === 3) return { error: 'cannot 3-index slice a string' };
  const bounds = [0, value.text.length];
  for (const [i, at] of indexes.entries()) {
    const bound = position(at, value.text.length);
    if (!('ok' in bound)) return bound;
    bounds[i] = bound.ok;
  }
  const [from = 0, to = 0] = bounds;
  if (from > to) return { error: `invalid slice index: ${from} > ${to}` };
  return { ok: ofString(value.text.slice(from, to)) };
}
