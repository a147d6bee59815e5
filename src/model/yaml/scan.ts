import { MAX_DEPTH, Problem } from './problem';
import { scanBlock } from './scan-block';
import { scanPlain } from './scan-plain';
import { scanDirective, scanName, scanTag } from './scan-properties';
import { scanQuoted } from './scan-quoted';
import {
  type Scanner,
  type Token,
  type TokenKind,
  atMarker,
  column,
  inFlow,
  isSpaceOrEnd,
  push,
  skipToToken,
} from './scanner';

/**
 * Text to tokens, in the way of the YAML 1.1 readers of the libyaml family, of which Kuma's is one: what a line means
 * is told by its indentation and by whether a colon follows.
 */

/** The next token, which stays. */
export function peek(s: Scanner): Token {
  for (;;) {
    const token: Token | undefined = s.tokens[0];
    if (token === undefined) fetch(s);
    else if (token.kind === 'no-key') s.tokens.shift();
    else if (token.kind !== 'maybe-key') return token;
    else if (!expire(s, token)) fetch(s);
  }
}

/** Takes the token that `peek` showed, and shows the next one. */
export function next(s: Scanner): Token {
  s.tokens.shift();
  return peek(s);
}

/** A key ends on its own line, within this many characters. */
const KEY_LENGTH = 1024;

const isStale = (s: Scanner, lineStart: number, at: number): boolean =>
  lineStart < s.lineStart || at + KEY_LENGTH < s.at;

/** Whether the token turns out to be no key since the text went on for too long. */
function expire(s: Scanner, token: Token): boolean {
  const level = s.keys.findIndex((key) => key?.token === token);
  const key = s.keys[level];
  if (key === undefined || !isStale(s, key.lineStart, token.at)) return false;
  refuse(s, level);
  return true;
}

/** What could have been a key at this level is none. */
function refuse(s: Scanner, level: number): void {
  const key = s.keys[level];
  if (key === undefined) return;
  if (key.required) throw new Problem('a colon and a blank should follow this key', key.token.at);
  key.token.kind = 'no-key';
  s.keys[level] = undefined;
}

const refuseKey = (s: Scanner): void => refuse(s, s.keys.length - 1);

/** What begins here may be a key. */
function allowKey(s: Scanner): void {
  if (!s.keyAllowed) return;
  refuseKey(s);
  const token: Token = { kind: 'maybe-key', at: s.at, text: '', plain: false };
  s.tokens.push(token);
  const required = !inFlow(s) && s.indent === column(s);
  s.keys[s.keys.length - 1] = { token, lineStart: s.lineStart, column: column(s), required };
}

function checkDepth(s: Scanner): void {
  if (s.indents.length + s.keys.length > MAX_DEPTH)
    throw new Problem(`the document is nested more than ${MAX_DEPTH} levels deep`, s.at);
}

/** Begins a block collection when the column is deeper than that of the one around it. */
function indentTo(s: Scanner, to: number): boolean {
  if (inFlow(s) || s.indent >= to) return false;
  s.indents.push(s.indent);
  s.indent = to;
  checkDepth(s);
  return true;
}

/** Ends the block collections that are deeper than the column. */
function unindentTo(s: Scanner, to: number): void {
  while (!inFlow(s) && s.indent > to) {
    push(s, 'block-end', s.at);
    s.indent = s.indents.pop() ?? -1;
  }
}

/** Scans one more token. */
function fetch(s: Scanner): void {
  skipToToken(s);
  unindentTo(s, column(s));
  const c = s.text.charAt(s.at);
  if (c === '\0') return fetchEnd(s);
  if (s.at === s.lineStart && c === '%') return fetchDocument(s, 'directive');
  if (atMarker(s)) return fetchDocument(s, c === '-' ? 'document-start' : 'document-end');
  const alone = isSpaceOrEnd(s.text.charCodeAt(s.at + 1));
  const flow = inFlow(s);
  if (c === '[' || c === '{') return openFlow(s, c === '[' ? 'flow-sequence-start' : 'flow-mapping-start');
  if (c === ']' || c === '}') return closeFlow(s, c === ']' ? 'flow-sequence-end' : 'flow-mapping-end');
  if (c === ',') return fetchIndicator(s, 'flow-entry', true);
  if (c === '-' && alone) return fetchEntry(s);
  if (c === '?' && (flow || alone)) return fetchKey(s);
  if (c === ':' && (flow || alone)) return fetchValue(s);
  if ((c === '|' || c === '>') && !flow) return fetchBlock(s);
  fetchNode(s, c, alone);
}

/** What may be a key: scalars, aliases, and what stands before them. */
function fetchNode(s: Scanner, c: string, alone: boolean): void {
  const scan =
    c === '*' || c === '&' ? scanName : c === '!' ? scanTag : c === '"' || c === "'" ? scanQuoted : scanPlain;
  if (c === '\t') throw new Problem('a tab stands where only spaces can indent', s.at);
  if (scan === scanPlain && (NEVER_PLAIN.includes(c) || (PLAIN_IF_JOINED.includes(c) && alone)))
    throw new Problem(`no value can begin with ${JSON.stringify(c)}; quote it`, s.at);
  allowKey(s);
  const at = s.at;
  s.keyAllowed = false;
  const text = scan(s);
  push(s, KINDS[c] ?? 'scalar', at, text, scan === scanPlain);
}

const NEVER_PLAIN = ',[]{}#&*!|>\'"%@`';
const PLAIN_IF_JOINED = '-?:';
const KINDS: Readonly<Record<string, TokenKind>> = { '*': 'alias', '&': 'anchor', '!': 'tag' };

function fetchEnd(s: Scanner): void {
  unindentTo(s, -1);
  s.keys.forEach((_, level) => refuse(s, level)); // no colon will come
  s.keyAllowed = false;
  push(s, 'stream-end', s.at);
}

function fetchDocument(s: Scanner, kind: 'directive' | 'document-start' | 'document-end'): void {
  unindentTo(s, -1);
  refuseKey(s);
  s.keyAllowed = false;
  const at = s.at;
  const text = kind === 'directive' ? scanDirective(s) : '';
  if (kind !== 'directive') s.at += 3;
  push(s, kind, at, text);
}

function fetchIndicator(s: Scanner, kind: TokenKind, keyAllowed: boolean): void {
  refuseKey(s);
  s.keyAllowed = keyAllowed;
  push(s, kind, s.at++);
}

function openFlow(s: Scanner, kind: TokenKind): void {
  allowKey(s);
  s.keys.push(undefined);
  checkDepth(s);
  s.keyAllowed = true;
  push(s, kind, s.at++);
}

function closeFlow(s: Scanner, kind: TokenKind): void {
  refuseKey(s);
  if (inFlow(s)) s.keys.pop();
  s.keyAllowed = false;
  push(s, kind, s.at++);
}

function fetchEntry(s: Scanner): void {
  if (!inFlow(s) && !s.keyAllowed) throw new Problem('a list item cannot begin here', s.at);
  if (indentTo(s, column(s))) push(s, 'block-sequence-start', s.at);
  fetchIndicator(s, 'block-entry', true);
}

function fetchKey(s: Scanner): void {
  if (!inFlow(s) && !s.keyAllowed) throw new Problem('a key cannot begin here', s.at);
  if (indentTo(s, column(s))) push(s, 'block-mapping-start', s.at);
  fetchIndicator(s, 'key', !inFlow(s));
}

/** A colon: it makes a key of what stands before it on its line, or ends a key that `?` began. */
function fetchValue(s: Scanner): void {
  const level = s.keys.length - 1;
  const key = s.keys[level];
  if (key !== undefined && !isStale(s, key.lineStart, key.token.at)) {
    key.token.kind = indentTo(s, key.column) ? 'first-key' : 'key';
    s.keys[level] = undefined;
    s.keyAllowed = false;
  } else {
    refuse(s, level);
    if (!inFlow(s) && !s.keyAllowed) throw new Problem('a colon with a blank stands inside a value; quote it', s.at);
    if (indentTo(s, column(s))) push(s, 'block-mapping-start', s.at);
    s.keyAllowed = !inFlow(s);
  }
  push(s, 'value', s.at++);
}

function fetchBlock(s: Scanner): void {
  refuseKey(s);
  s.keyAllowed = true;
  const at = s.at;
  push(s, 'scalar', at, scanBlock(s));
}
