import { type Json, isObject } from './read';
import type { YamlDocument } from './yaml/documents';

/** `kubectl get -o yaml` wraps several resources into one document of kind List, or of the kind of its items and List. */

/** Whether a text may hold such a document. Only then is it worth to remember where items begin. */
export const hasLists = (text: string): boolean => /\bkind\b[^\n]{0,20}List\b/.test(text);

export interface Item {
  readonly item: unknown;
  readonly offset: number;
}

/** The resources of a document: its items, or the document itself. */
export const itemsOf = ({ value, at, marks }: Pick<YamlDocument, 'value' | 'at' | 'marks'>): Item[] =>
  unwrap(value, at, (list, i) => marks?.get(list)?.get(i)?.value);

function unwrap(value: unknown, at: number, offsetOf: (list: object, i: number) => number | undefined): Item[] {
  const items = isObject(value) ? listed(value) : undefined;
  if (items === undefined) return [{ item: value, offset: at }];
  return items.flatMap((item, i) => unwrap(item, offsetOf(items, i) ?? at, offsetOf));
}

function listed({ kind, items }: Json): readonly unknown[] | undefined {
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? (items as unknown[]) : undefined;
}
