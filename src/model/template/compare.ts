import { type Bytes } from './utf8';
import { typeOf, type Value } from './value';

/** What a built-in function gives: a value, or what Go says behind `error calling NAME: `. */
export type Outcome<T> = { readonly ok: T } | { readonly error: Bytes };

const NO_ORDER = { error: 'invalid type for comparison' };

const isInteger = (value: Value): value is Extract<Value, { number: bigint }> => 'number' in value;

const mixed = (a: Value, b: Value): { error: Bytes } => ({
  error: `incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`,
});

/** Whether the first value equals one of the others. */
export function equalsAny(first: Value, others: readonly Value[]): Outcome<boolean> {
  if (others.length === 0) return { error: 'missing argument for comparison' };
  for (const other of others) {
    const same = equals(first, other);
    if (!('ok' in same) || same.ok) return same;
  }
  return { ok: false };
}

function equals(a: Value, b: Value): Outcome<boolean> {
  if (isInteger(a) && isInteger(b)) return { ok: a.number === b.number };
  if (a.kind === 'string' && b.kind === 'string') return { ok: a.text === b.text };
  if (a.kind === 'bool' && b.kind === 'bool') return { ok: a.truth === b.truth };
  // A template sees one struct only, so two of them are the same.
  return a.kind === 'fields' && b.kind === 'fields' ? { ok: true } : mixed(a, b);
}

export function isLess(a: Value, b: Value): Outcome<boolean> {
  if (a.kind === 'fields' || b.kind === 'fields') return NO_ORDER;
  if (isInteger(a) && isInteger(b)) return { ok: a.number < b.number };
  if (a.kind === 'string' && b.kind === 'string') return { ok: a.text < b.text };
  return a.kind === 'bool' && b.kind === 'bool' ? NO_ORDER : mixed(a, b);
}
