import { Problem } from './problem';
import { type Scalar, resolvePlain, resolveTagged } from './scalar';
import { next } from './scan';
import type { Scanner, Token } from './scanner';

/** What is known while a document is put together. */

export type JsonMap = Record<string, unknown>;
/** Offsets of what stands in a map or a list: of the key (or of the value again), and of the value. */
export interface Mark {
  readonly key: number;
  readonly value: number;
}
/** By map or list, then by key or index. */
export type Marks = Map<object, Map<string | number, Mark>>;

export interface Anchor {
  value: unknown;
  isOpen: boolean;
  /** How many nodes it stands for. */
  size: number;
}

export interface Composer {
  readonly scanner: Scanner;
  readonly anchors: Map<string, Anchor>;
  readonly marks: Marks | undefined;
  /** Nodes read, and those of them that stand in the text only as an alias. */
  nodes: number;
  aliased: number;
  /** Of the last scalar: how it was written, and whether it is a merge key. */
  text: string;
  isMerge: boolean;
}

export const newComposer = (scanner: Scanner, marks: Marks | undefined): Composer => ({
  scanner,
  anchors: new Map(),
  marks,
  nodes: 1,
  aliased: 0,
  text: '',
  isMerge: false,
});

export const isMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MERGE = 'tag:yaml.org,2002:merge';

export function scalar(c: Composer, text: string, plain: boolean, tag: string | undefined, at: number): Scalar {
  c.text = tag === undefined ? text : ''; // with a tag it may be of another type than it looks
  c.isMerge = text === '<<' && ((plain && tag === undefined) || tag === '!' || tag === MERGE);
  const value = tag !== undefined ? resolveTagged(text, tag, at) : plain ? resolvePlain(text) : text;
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Problem('JSON, which Kuma makes of this, has no such number', at);
  return value;
}

/** A node of which nothing is written. */
export function empty(c: Composer): null {
  c.nodes++;
  c.text = '';
  c.isMerge = false;
  return null;
}

/** The share of nodes that may come from aliases: nearly all in a small document, few in a large one. */
function allowedShare(nodes: number): number {
  const [small, large] = [400_000, 4_000_000];
  const part = Math.min(Math.max((nodes - small) / (large - small), 0), 1);
  return 0.99 - 0.89 * part;
}

export function alias(c: Composer, token: Token): unknown {
  const anchor = c.anchors.get(token.text);
  if (anchor === undefined) throw new Problem(`no anchor &${token.text} stands before this alias`, token.at);
  if (anchor.isOpen) throw new Problem(`what &${token.text} names would contain itself`, token.at);
  next(c.scanner);
  c.isMerge = false;
  c.nodes += anchor.size;
  c.aliased += anchor.size;
  if (c.aliased > 100 && c.nodes > 1000 && c.aliased / c.nodes > allowedShare(c.nodes))
    throw new Problem('the aliases stand for too much: the document would grow out of hand', token.at);
  return anchor.value;
}

export function mark(c: Composer, collection: object, key: string | number, at: Mark): void {
  const known = c.marks?.get(collection);
  if (known === undefined) c.marks?.set(collection, new Map([[key, at]]));
  else known.set(key, at);
}
