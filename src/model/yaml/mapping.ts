import { type Composer, type JsonMap, isMap, mark } from './composer';
import { Problem } from './problem';
import { keyText } from './scalar';
import type { Token } from './scanner';

/** A map in the making: which of its keys came from a merge alone, so that the map may say them again. */
export interface Making {
  readonly map: JsonMap;
  merged?: Set<string>;
}

export interface Key {
  /** Undefined for a merge. */
  readonly text: string | undefined;
  readonly at: number;
}

export const keyOf = (c: Composer, at: number, value: unknown): Key =>
  c.isMerge && typeof value === 'string' ? { text: undefined, at } : { text: keyText(value, c.text, at), at };

export function put(c: Composer, making: Making, { text, at }: Key, token: Token, value: unknown): void {
  if (text === undefined) return merge(c, making, token, value);
  const { map, merged } = making;
  if (Object.hasOwn(map, text) && merged?.delete(text) !== true)
    throw new Problem(`the key ${JSON.stringify(text)} stands twice in one map`, at);
  set(map, text, value);
  if (c.marks !== undefined) mark(c, map, text, { key: at, value: value === null ? at : token.at });
}

function set(map: JsonMap, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

/** Kuma's reader lets a merge win over the keys that stand before it, and the first of several maps over the others. */
function merge(c: Composer, making: Making, { kind, at }: Token, value: unknown): void {
  const maps = Array.isArray(value) && kind !== 'alias' ? (value as unknown[]) : [value];
  const merged = (making.merged ??= new Set());
  for (const one of [...maps].reverse()) {
    if (!isMap(one)) throw new Problem('<< takes a map, or a list of maps', at);
    for (const [key, part] of Object.entries(one)) {
      if (!Object.hasOwn(making.map, key)) merged.add(key);
      set(making.map, key, part);
      const from = c.marks?.get(one)?.get(key);
      if (from !== undefined) mark(c, making.map, key, from);
    }
  }
}
