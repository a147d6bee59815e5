import { entry, item, member } from './field-path';
import type { Form, KumaVersion } from './model';
import { ordered, sortedEntries } from './ordered';
import { scalarProblem } from './scalar-problem';
import type { Schema } from './schemas';

/** What a value has against its schema. `found` is the value, for hints; never shown for secrets. */
export interface Violation {
  readonly field: string;
  readonly problem:
    | 'required'
    | 'unknown'
    /** `known` is what Kuma takes it for. */
    | 'letter-case'
    | 'type'
    | 'enum'
    | 'minimum'
    | 'maximum'
    | 'too-short'
    | 'one-key'
    | 'base64'
    /** The whole document cannot be decoded: `text` is Kuma's. */
    | 'decode'
    /** No mesh is named where one must be. */
    | 'mesh';
  readonly schema: Schema;
  readonly found?: unknown;
  /** The names that the schema knows beside an unknown one. */
  readonly known?: readonly string[];
  /** The one release that objects; without it every release does. */
  readonly release?: KumaVersion;
  readonly text?: string;
}

export interface Conformed {
  /** The value without what does not fit. */
  readonly value: unknown;
  readonly violations: readonly Violation[];
}

/** Whose reading of a document it is. */
export interface Dialect {
  readonly form: Form;
  readonly release: KumaVersion;
}

/** What Kuma 2.8's Go types leave out when it is empty, so that the API server fills in the default after all. */
const LEFT_OUT_WHEN_EMPTY =
  /^spec\.(match\.protocol|tls\.verification\.subjectAltNames\[\d+\]\.type|targetRef\.kind|default\.appendMatch\[\d+\]\.(type|protocol))$/;
/** What Kuma's Go types can have none of, so that a zero stands for nothing there. */
const MAY_BE_NOTHING = /^spec\.default\.appendMatch\[\d+\]\.port$/;
const isLeftOut = (value: unknown, field: string): boolean => value === '' && LEFT_OUT_WHEN_EMPTY.test(field);

export function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}

/**
 * Whether a member counts as not there. The API server drops `null` from what may not be null; Kuma's Universal API
 * refuses it, but for what it has a default for since it fills those in.
 */
function isAbsent(value: unknown, schema: Schema, field: string, dialect?: Dialect): boolean {
  if (value === undefined) return true;
  if (dialect === undefined) return value === null;
  if (dialect.form === 'kubernetes') return value === null || (dialect.release === '2.8' && isLeftOut(value, field));
  return value === null && dialect.release !== '2.8' && schema.default !== undefined;
}

/** Compares a value with a schema: what is wrong, and what is left when the wrong parts are taken out. */
export function conform(schema: Schema, value: unknown, field: string, dialect?: Dialect): Conformed {
  if (schema.type === undefined) return { value: ordered(value), violations: [] };
  if (typeOf(value) !== schema.type)
    return { value: undefined, violations: [{ field, problem: 'type', schema, found: value }] };
  if (schema.type === 'object') return conformObject(schema, value as Record<string, unknown>, field, dialect);
  if (schema.type === 'array') return conformArray(schema, value as readonly unknown[], field, dialect);
  // Go's decoder, which reads the document before the API server judges it, skips line breaks.
  const read = schema.format === 'byte' && dialect?.form === 'kubernetes' ? unbroken(value) : value;
  const violations = scalarViolations(schema, read, field, value);
  // Kuma's own words are kept as they are, for its validator to judge; of options only what is right counts.
  return { value: dialect === undefined && violations.length > 0 ? undefined : read, violations };
}

const unbroken = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/[\r\n]/g, '') : value);

function conformArray(schema: Schema, values: readonly unknown[], field: string, dialect?: Dialect): Conformed {
  const items = schema.items ?? {};
  // On Kubernetes Kuma's own webhook comes first, and leaves an empty list out.
  if (dialect?.form !== 'kubernetes' && values.length < (schema.minItems ?? 0))
    return { value: undefined, violations: [{ field, problem: 'too-short', schema, found: values }] };
  // A hole keeps the others' indexes, so field paths stay right.
  const empty = items.type === 'object' && items.oneKey !== true ? {} : undefined;
  const parts = values.map((value, i) => {
    const filled = dialect?.form === 'kubernetes' ? (value ?? empty) : value;
    return conform(items, filled, item(field, i), dialect);
  });
  return {
    value: parts.map((part) => part.value ?? empty),
    violations: parts.flatMap((part) => part.violations),
  };
}

function conformObject(
  schema: Schema,
  raw: Readonly<Record<string, unknown>>,
  field: string,
  dialect?: Dialect,
): Conformed {
  if (schema.additionalProperties !== undefined) return conformMap(schema.additionalProperties, raw, field, dialect);
  if (schema.oneKey === true) return conformChoice(schema, raw, field);
  const known: Readonly<Record<string, Schema>> = schema.properties ?? {};
  const [object, folded] = dialect?.form === 'universal' ? foldedKeys(schema, raw, field) : [raw, []];
  const kept: [string, unknown][] = [];
  const given = ([name, part]: readonly [string, Schema]): boolean =>
    Object.hasOwn(object, name) && !isAbsent(object[name], part, member(field, name), dialect);
  const isFolded = (name: string): boolean => folded.some(({ known: [taken] = [] }) => taken === name);
  const violations: Violation[] = (schema.required ?? [])
    .filter((name) => !given([name, known[name] ?? {}]) || isFolded(name))
    .filter((name) => object[name] !== null || dialect?.form !== 'universal')
    .flatMap((name) => missing(known[name] ?? {}, member(field, name), dialect));
  // In the schema's order, so that the output does not depend on how a document orders its keys.
  for (const one of propertiesOf(schema)) {
    if (!given(one)) continue;
    const [name, part] = one;
    const conformed = conform(part, object[name], member(field, name), dialect);
    const leftOut = dialect?.form === 'kubernetes' && isLeftOut(conformed.value, member(field, name));
    if (conformed.value !== undefined && !leftOut) kept.push([name, conformed.value]);
    for (const found of conformed.violations)
      if (!isFolded(name) || UNDECODABLE.has(found.problem)) violations.push(found);
  }
  for (const [name, value] of unknownEntries(object, known, dialect)) {
    if (schema.preserveUnknownFields) kept.push([name, ordered(value)]);
    else violations.push({ field: member(field, name), problem: 'unknown', schema, known: Object.keys(known) });
  }
  return { value: Object.fromEntries(kept), violations: [...violations, ...folded] };
}

/** Asked for with every document, and always the same. */
const PROPERTIES = new WeakMap<Schema, readonly (readonly [string, Schema])[]>();

function propertiesOf(schema: Schema): readonly (readonly [string, Schema])[] {
  const before = PROPERTIES.get(schema);
  if (before !== undefined) return before;
  const properties = Object.entries(schema.properties ?? {});
  PROPERTIES.set(schema, properties);
  return properties;
}

function unknownEntries(
  object: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, Schema>>,
  dialect: Dialect | undefined,
): readonly (readonly [string, unknown])[] {
  const isThere = (value: unknown): boolean => value !== undefined && (value !== null || dialect === undefined);
  const names = Object.keys(object).filter((name) => !Object.hasOwn(known, name) && isThere(object[name]));
  return names.sort().map((name) => [name, object[name]]);
}

/** What a value that no schema judges can still have against Go's decoder. */
const UNDECODABLE: ReadonlySet<Violation['problem']> = new Set(['type', 'base64', 'unknown', 'letter-case']);

/**
 * Behind its schema, which knows keys letter by letter, Kuma's Universal API reads them as Go does: in any letter case, and
 * the last one counts.
 */
function foldedKeys(
  { properties: known = {}, ...schema }: Schema,
  object: Readonly<Record<string, unknown>>,
  field: string,
): readonly [Readonly<Record<string, unknown>>, readonly Violation[]] {
  if (Object.keys(object).every((key) => Object.hasOwn(known, key))) return [object, []];
  const names = new Map(Object.keys(known).map((name) => [name.toLowerCase(), name]));
  const folded = sortedEntries(object).flatMap(([key, value]) => {
    const name = Object.hasOwn(known, key) ? undefined : names.get(key.toLowerCase());
    const isTaken = name === undefined || (object[name] ?? undefined) !== undefined;
    return isTaken || value === null ? [] : [{ key, name, value }];
  });
  if (folded.length === 0) return [object, []];
  const keys = new Set(folded.map(({ key }) => key));
  const rest = Object.entries(object).filter(([key]) => !keys.has(key));
  return [
    Object.fromEntries([...rest, ...folded.map(({ name, value }) => [name, value] as const)]),
    folded.map(({ key, name }) => ({ field: member(field, key), problem: 'letter-case', schema, known: [name] })),
  ];
}

/** Half a choice is none: where something is missing that it needs, nothing is left. */
function conformChoice(schema: Schema, object: Readonly<Record<string, unknown>>, field: string): Conformed {
  const known: Readonly<Record<string, Schema>> = schema.properties ?? {};
  const [name, ...others] = Object.keys(object);
  const wrong = (one: Pick<Violation, 'field' | 'problem'> & Partial<Violation>): Conformed => ({
    value: undefined,
    violations: [{ schema, ...one }],
  });
  if (name === undefined || others.length > 0) return wrong({ field, problem: 'one-key', found: object });
  if (!Object.hasOwn(known, name))
    return wrong({ field: member(field, name), problem: 'unknown', known: Object.keys(known) });
  const { value, violations } = conform(known[name], object[name], member(field, name));
  const isWhole = violations.length === 0 || conform(known[name], value, '').violations.length === 0;
  return { value: isWhole ? { [name]: value } : undefined, violations };
}

/** On Kubernetes Kuma's own webhook comes before the schema, and writes what its Go types hold: empty texts, zeros. */
function missing(schema: Schema, field: string, dialect?: Dialect): readonly Violation[] {
  if (dialect?.form === 'kubernetes' && !MAY_BE_NOTHING.test(field)) {
    if (schema.type === 'string') return scalarViolations(schema, '', field);
    if (schema.type === 'integer') return scalarViolations(schema, 0, field);
    if (schema.type === 'object')
      return [...conform(schema, {}, field, dialect).violations, ...emptied(schema, field, dialect)];
  }
  return [{ field, problem: 'required', schema }];
}

/** No default is filled into an object that the document does not have: 2.14 writes empty texts there. */
const emptied = (schema: Schema, field: string, { release }: Dialect): Violation[] =>
  Object.entries(schema.properties ?? {})
    .filter(([, part]) => release !== '2.8' && part.enum !== undefined)
    .flatMap(([name, part]) => scalarViolations(part, '', member(field, name)));

function conformMap(
  values: Schema,
  object: Readonly<Record<string, unknown>>,
  field: string,
  dialect?: Dialect,
): Conformed {
  // An API server drops what is null before anybody sees it.
  const isThere = ([, value]: readonly [string, unknown]): boolean => value !== null || dialect?.form !== 'kubernetes';
  const parts = sortedEntries(object)
    .filter(isThere)
    .map(([key, value]) => {
      const path = dialect === undefined ? entry(field, key) : member(field, key); // the schema's own grammar has dots only
      return [key, conform(values, value, path, dialect)] as const;
    });
  return {
    value: Object.fromEntries(
      parts.filter(([, part]) => part.value !== undefined).map(([key, part]) => [key, part.value]),
    ),
    violations: parts.flatMap(([, part]) => part.violations),
  };
}

function scalarViolations(schema: Schema, value: unknown, field: string, found?: unknown): Violation[] {
  const problem = scalarProblem(schema, value);
  return problem === undefined ? [] : [{ field, problem, schema, found }];
}
