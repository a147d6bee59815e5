import { entry, item, member } from './field-path';
import type { Schema } from './schemas';

/** What a value has against its schema. `found` is the value, for hints; never shown for secrets. */
export interface Violation {
  readonly field: string;
  readonly problem: 'required' | 'unknown' | 'type' | 'enum' | 'minimum' | 'maximum' | 'too-short' | 'base64';
  readonly schema: Schema;
  readonly found?: unknown;
  /** The names that the schema knows beside an unknown one. */
  readonly known?: readonly string[];
}

export interface Conformed {
  /** The value without what does not fit. */
  readonly value: unknown;
  readonly violations: readonly Violation[];
}

const BASE64 = /^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** `null` counts as absent, as it does for Kuma and for the API server. */
const isAbsent = (value: unknown): boolean => value === undefined || value === null;

export function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}

/** A Dataplane is a protobuf message, whose JSON form takes numbers in quotes as well. */
const isQuotedNumber = (schema: Schema, value: unknown): value is string =>
  schema.type === 'integer' &&
  schema.format === 'uint32' &&
  typeof value === 'string' &&
  /^(0|[1-9][0-9]{0,9})$/.test(value);

/** Compares a value with a schema: what is wrong, and what is left when the wrong parts are taken out. */
export function conform(schema: Schema, value: unknown, field: string, quotedNumbers: boolean): Conformed {
  if (schema.type === undefined) return { value, violations: [] };
  if (quotedNumbers && isQuotedNumber(schema, value)) return conform(schema, Number(value), field, true);
  if (typeOf(value) !== schema.type)
    return { value: undefined, violations: [{ field, problem: 'type', schema, found: value }] };
  if (schema.type === 'object') return conformObject(schema, value as Record<string, unknown>, field, quotedNumbers);
  if (schema.type === 'array') return conformArray(schema, value as readonly unknown[], field, quotedNumbers);
  return { value, violations: scalarViolations(schema, value, field) };
}

const sortedEntries = (object: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));

function conformArray(schema: Schema, values: readonly unknown[], field: string, quotedNumbers: boolean): Conformed {
  const items = schema.items ?? {};
  const parts = values.map((value, i) => conform(items, value, item(field, i), quotedNumbers));
  // A hole keeps the others' indexes, so field paths stay right.
  const empty = items.type === 'object' ? {} : undefined;
  return { value: parts.map((part) => part.value ?? empty), violations: parts.flatMap((part) => part.violations) };
}

function conformObject(
  schema: Schema,
  object: Readonly<Record<string, unknown>>,
  field: string,
  quotedNumbers: boolean,
): Conformed {
  if (schema.additionalProperties !== undefined)
    return conformMap(schema.additionalProperties, object, field, quotedNumbers);
  const known: Readonly<Record<string, Schema>> = schema.properties ?? {};
  const kept: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const violations: Violation[] = [];
  for (const name of schema.required ?? []) {
    if (isAbsent(object[name]))
      violations.push({ field: member(field, name), problem: 'required', schema: known[name] ?? {} });
  }
  // In the schema's order, so that the output does not depend on how a document orders its keys.
  for (const [name, part] of Object.entries(known)) {
    if (!Object.hasOwn(object, name) || isAbsent(object[name])) continue;
    const conformed = conform(part, object[name], member(field, name), quotedNumbers);
    if (conformed.value !== undefined) kept[name] = conformed.value;
    violations.push(...conformed.violations);
  }
  for (const [name, value] of sortedEntries(object)) {
    if (Object.hasOwn(known, name) || isAbsent(value)) continue;
    if (schema.preserveUnknownFields) kept[name] = value;
    else violations.push({ field: member(field, name), problem: 'unknown', schema, known: Object.keys(known) });
  }
  return { value: { ...kept }, violations };
}

function conformMap(
  values: Schema,
  object: Readonly<Record<string, unknown>>,
  field: string,
  quotedNumbers: boolean,
): Conformed {
  const parts = sortedEntries(object).map(
    ([key, value]) => [key, conform(values, value, entry(field, key), quotedNumbers)] as const,
  );
  return {
    value: Object.fromEntries(
      parts.filter(([, part]) => part.value !== undefined).map(([key, part]) => [key, part.value]),
    ),
    violations: parts.flatMap(([, part]) => part.violations),
  };
}

function scalarViolations(schema: Schema, value: unknown, field: string): Violation[] {
  const of = (problem: Violation['problem']): Violation => ({ field, problem, schema, found: value });
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) return [of('minimum')];
    return schema.maximum !== undefined && value > schema.maximum ? [of('maximum')] : [];
  }
  if (typeof value !== 'string') return [];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [of('enum')];
  if (schema.minLength !== undefined && [...value].length < schema.minLength) return [of('too-short')];
  return schema.format === 'byte' && !BASE64.test(value) ? [of('base64')] : [];
}
