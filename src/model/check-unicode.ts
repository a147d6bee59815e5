import { textNotUnicode } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { entry, item, member } from './field-path';
import { type Resource, at } from './model';

/** Texts that JavaScript can hold and no file can. Only constructs bring them: the reader of YAML refuses them. */
export function checkUnicode(resource: Resource<unknown>): Diagnostic[] {
  if (resource.place.construct === undefined) return [];
  const { spec, labels, annotations } = resource;
  if (isUnicode(spec) && isUnicode(labels) && isUnicode(annotations)) return []; // fields are named only where there is something to say
  return [...broken(spec, ''), ...broken(labels, 'labels'), ...broken(annotations, 'annotations')].map((field) =>
    textNotUnicode(at(resource, field)),
  );
}

/** A half of a pair that stands alone: with `u`, whole pairs are one character. */
const HALF = /\p{Surrogate}/u;

function isUnicode(value: unknown): boolean {
  if (typeof value === 'string') return !HALF.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isUnicode);
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields)) if (HALF.test(key) || !isUnicode(fields[key])) return false;
  return true;
}

function broken(value: unknown, field: string): string[] {
  if (typeof value === 'string') return HALF.test(value) ? [field] : [];
  if (Array.isArray(value)) return value.flatMap((one, i) => broken(one, item(field, i)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const path = /^\w+$/.test(key) ? member(field, key) : entry(field, key);
    return HALF.test(key) ? [field] : broken(one, path);
  });
}
