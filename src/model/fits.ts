import { ordered, sortedEntries } from './ordered';
import { scalarViolations, typeOf } from './schema';
import type { Schema } from './schemas';

/** Most documents are right, and to find that out takes no field paths and no copies. */

/**
 * Whether a value is what its schema wants, in every form and release: then `conform` finds nothing and changes nothing. What
 * some reading could take otherwise (an empty text, a null, a key that is not known) does not fit, and `conform` decides.
 */
export function fits(schema: Schema, value: unknown): boolean {
  if (schema.type === undefined) return true;
  if (typeOf(value) !== schema.type || value === '') return false;
  if (schema.type === 'object') return fitsObject(schema, value as Readonly<Record<string, unknown>>);
  if (schema.type !== 'array') return scalarViolations(schema, value, '').length === 0;
  const items = value as readonly unknown[];
  return items.length >= (schema.minItems ?? 0) && items.every((one) => fits(schema.items ?? {}, one ?? ''));
}

function fitsObject(schema: Schema, object: Readonly<Record<string, unknown>>): boolean {
  if (schema.oneKey === true) return false;
  const { additionalProperties: values, properties: known = {}, required = [] } = schema;
  const isRight = (name: string): boolean => {
    const part = values ?? (Object.hasOwn(known, name) ? known[name] : undefined);
    return part !== undefined && (object[name] ?? null) !== null && fits(part, object[name]);
  };
  return Object.keys(object).every(isRight) && required.every((name) => Object.hasOwn(object, name));
}

/** A value that fits, in the order of its schema. */
export function arranged(schema: Schema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { type, items = {}, additionalProperties: values, properties: known = {} } = schema;
  if (type === undefined) return ordered(value);
  if (Array.isArray(value)) return value.map((one) => arranged(items, one));
  const object = value as Readonly<Record<string, unknown>>;
  if (values !== undefined)
    return Object.fromEntries(sortedEntries(object).map(([key, one]) => [key, arranged(values, one)]));
  const left: Record<string, unknown> = {};
  for (const name in known) if (Object.hasOwn(object, name)) left[name] = arranged(known[name], object[name]);
  return left;
}
