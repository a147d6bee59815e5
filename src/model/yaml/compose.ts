import { type Anchor, type Composer, type JsonMap, alias, empty, mark, scalar } from './composer';
import { type Making, keyOf, put } from './mapping';
import { Problem } from './problem';
import { next, peek } from './scan';
import type { Token } from './scanner';

/** Tokens to JSON values. */

/** One node. In a flow collection no block can begin; a list under a key need not be indented. */
export function node(c: Composer, inBlock: boolean, mayBeFlush: boolean): unknown {
  c.nodes++;
  let token = peek(c.scanner);
  if (token.kind === 'alias') return alias(c, token);
  const start = token.at;
  let anchor: Anchor | undefined;
  let tag: string | undefined;
  while ((token.kind === 'anchor' && anchor === undefined) || (token.kind === 'tag' && tag === undefined)) {
    if (token.kind === 'tag') tag = token.text;
    else c.anchors.set(token.text, (anchor = { value: null, isOpen: true, size: 0 }));
    token = next(c.scanner);
  }
  const before = c.nodes;
  const isBare = anchor === undefined && tag === undefined;
  const value = content(c, token, tag, { inBlock, mayBeFlush, mayBeEmpty: !isBare, start });
  if (anchor !== undefined) Object.assign(anchor, { value, isOpen: false, size: c.nodes - before + 1 });
  return value;
}

interface Context {
  readonly inBlock: boolean;
  readonly mayBeFlush: boolean;
  readonly mayBeEmpty: boolean;
  readonly start: number;
}

function content(c: Composer, token: Token, tag: string | undefined, context: Context): unknown {
  if (token.kind === 'scalar') {
    next(c.scanner);
    return scalar(c, token.text, token.plain, tag, context.start);
  }
  if (token.kind === 'flow-sequence-start') return flowSequence(c);
  if (token.kind === 'flow-mapping-start') return flowMapping(c);
  if (token.kind === 'block-entry' && context.mayBeFlush) return flushSequence(c);
  if (context.inBlock && token.kind === 'block-sequence-start') return blockSequence(c);
  if (context.inBlock && (token.kind === 'block-mapping-start' || token.kind === 'first-key')) return blockMapping(c);
  if (context.mayBeEmpty) return scalar(c, '', tag === undefined, tag, context.start);
  throw new Problem('a value is missing', token.at);
}

function add(c: Composer, list: unknown[], at: number, value: unknown): void {
  if (c.marks !== undefined) mark(c, list, list.length, { key: at, value: at });
  list.push(value);
}

function blockSequence(c: Composer): unknown[] {
  const list: unknown[] = [];
  let token = next(c.scanner);
  while (token.kind === 'block-entry') {
    const { at } = (token = next(c.scanner));
    const isEmpty = token.kind === 'block-entry' || token.kind === 'block-end';
    add(c, list, at, isEmpty ? empty(c) : node(c, true, false));
    token = peek(c.scanner);
  }
  if (token.kind !== 'block-end') throw new Problem('a list item beginning with - should stand here', token.at);
  next(c.scanner);
  return list;
}

/** A list whose items stand in the column of the key above. */
function flushSequence(c: Composer): unknown[] {
  const list: unknown[] = [];
  let token = peek(c.scanner);
  while (token.kind === 'block-entry') {
    const { kind, at } = (token = next(c.scanner));
    const isEmpty = kind === 'block-entry' || kind === 'key' || kind === 'value' || kind === 'block-end';
    add(c, list, at, isEmpty ? empty(c) : node(c, true, false));
    token = peek(c.scanner);
  }
  return list;
}

function blockMapping(c: Composer): JsonMap {
  const making: Making = { map: {} };
  let token = peek(c.scanner);
  if (token.kind === 'first-key') token.kind = 'key';
  else token = next(c.scanner);
  while (token.kind === 'key') {
    blockEntry(c, making);
    token = peek(c.scanner);
  }
  if (token.kind !== 'block-end')
    throw new Problem('a key with the indentation of the others should stand here', token.at);
  next(c.scanner);
  return making.map;
}

const endsBlockPart = ({ kind }: Token): boolean => kind === 'key' || kind === 'value' || kind === 'block-end';

function blockEntry(c: Composer, making: Making): void {
  const first = next(c.scanner);
  const key = keyOf(c, first.at, endsBlockPart(first) ? empty(c) : node(c, true, true));
  let token = peek(c.scanner);
  if (token.kind === 'value') {
    token = next(c.scanner);
    if (!endsBlockPart(token)) return put(c, making, key, token, node(c, true, true));
  }
  put(c, making, key, token, empty(c));
}

function flowSequence(c: Composer): unknown[] {
  const list: unknown[] = [];
  let token = next(c.scanner);
  for (let first = true; token.kind !== 'flow-sequence-end'; first = false) {
    if (!first) {
      if (token.kind !== 'flow-entry') throw new Problem('a list in brackets needs , or ] here', token.at);
      token = next(c.scanner);
      if (token.kind === 'flow-sequence-end') break;
    }
    add(c, list, token.at, token.kind === 'key' ? pair(c) : node(c, false, false));
    token = peek(c.scanner);
  }
  next(c.scanner);
  return list;
}

/** `[a: b]` is a list of one map. */
function pair(c: Composer): JsonMap {
  const making: Making = { map: {} };
  c.nodes++;
  flowEntry(c, making, 'flow-sequence-end');
  return making.map;
}

function flowMapping(c: Composer): JsonMap {
  const making: Making = { map: {} };
  let token = next(c.scanner);
  for (let first = true; token.kind !== 'flow-mapping-end'; first = false) {
    if (!first) {
      if (token.kind !== 'flow-entry') throw new Problem('a map in braces needs , or } here', token.at);
      token = next(c.scanner);
      if (token.kind === 'flow-mapping-end') break;
    }
    if (token.kind === 'key') flowEntry(c, making, 'flow-mapping-end');
    else put(c, making, keyOf(c, token.at, node(c, false, false)), token, empty(c));
    token = peek(c.scanner);
  }
  next(c.scanner);
  return making.map;
}

function flowEntry(c: Composer, making: Making, end: 'flow-mapping-end' | 'flow-sequence-end'): void {
  const ends = ({ kind }: Token): boolean => kind === 'value' || kind === 'flow-entry' || kind === end;
  const first = next(c.scanner);
  const key = keyOf(c, first.at, ends(first) ? empty(c) : node(c, false, false));
  let token = peek(c.scanner);
  if (token.kind === 'value') {
    token = next(c.scanner);
    if (token.kind !== 'flow-entry' && token.kind !== end) return put(c, making, key, token, node(c, false, false));
  }
  put(c, making, key, token, empty(c));
}
