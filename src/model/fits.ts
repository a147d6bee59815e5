import { ordered, sortedEntries } from './ordered';
import { scalarProblem } from './scalar-problem';
import { typeOf } from './schema';
import type { Schema } from './schemas';

/** Most documents are right, and to find that out takes no field paths and no copies. */

type Json = Readonly<Record<string, unknown>>;

/**
 * Whether a value is what two schemas want, in every form and release: then `conform` finds nothing and changes nothing.
 * What some reading could take otherwise (an empty text, a null, a key that is not known) does not fit, and `conform`
 * decides. Both at once, since nearly all parts of the two are the same.
 */
export function fits(value: unknown, one: Schema, other: Schema): boolean {
  if (one.type === undefined) return other.type === undefined || fits(value, other, other);
  if (other.type === undefined) return fits(value, one, one);
  if (!isRight(value, one) || (one !== other && !isRight(value, other))) return false;
  if (typeof value !== 'object') return true;
  return Array.isArray(value) ? fitsList(value, one, other) : fitsObject(value as Json, one, other);
}

const isRight = (value: unknown, schema: Schema): boolean =>
  typeOf(value) === schema.type && value !== '' && scalarProblem(schema, value) === undefined;

function fitsList(items: readonly unknown[], one: Schema, other: Schema): boolean {
  if (items.length < Math.max(one.minItems ?? 0, other.minItems ?? 0)) return false;
  const [ofOne, ofOther] = [one.items ?? {}, other.items ?? {}];
  return items.every((item) => fits(item ?? '', ofOne, ofOther));
}

function fitsObject(object: Json, one: Schema, other: Schema): boolean {
  if (one.oneKey === true || other.oneKey === true) return false;
  for (const name of Object.keys(object)) {
    const [value, part, otherPart] = [object[name], partOf(one, name), partOf(other, name)];
    if (part === undefined || otherPart === undefined || value === undefined || value === null) return false;
    if (!fits(value, part, otherPart)) return false;
  }
  return hasAll(object, one.required) && (one === other || hasAll(object, other.required));
}

const partOf = ({ additionalProperties, properties }: Schema, name: string): Schema | undefined =>
  additionalProperties ?? (properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined);

const hasAll = (object: Json, names: readonly string[] = []): boolean =>
  names.every((name) => Object.hasOwn(object, name));

/** A value that fits, in the order of its schema; as it is when it has that order. */
export const arranged = (schema: Schema, value: unknown): unknown =>
  isArranged(schema, value) ? value : copied(schema, value);

function isArranged(schema: Schema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const { type, items = {}, additionalProperties: values, properties = {} } = schema;
  if (type === undefined) return false;
  if (Array.isArray(value)) return value.every((one) => isArranged(items, one));
  const object = value as Json;
  const names = Object.keys(object);
  if (values !== undefined)
    return names.every((name, i) => (i === 0 || names[i - 1] < name) && isArranged(values, object[name]));
  let count = 0;
  for (const name in properties) if (name === names[count]) count++;
  return count === names.length && names.every((name) => isArranged(properties[name], object[name]));
}

function copied(schema: Schema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { type, items = {}, additionalProperties: values, properties = {} } = schema;
  if (type === undefined) return ordered(value);
  if (Array.isArray(value)) return value.map((one) => copied(items, one));
  const object = value as Json;
  if (values !== undefined)
    return Object.fromEntries(sortedEntries(object).map(([key, one]) => [key, copied(values, one)]));
  const left: Record<string, unknown> = {};
  for (const name in properties) if (Object.hasOwn(object, name)) left[name] = copied(properties[name], object[name]);
  return left;
}
