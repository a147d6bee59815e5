import { Failure, MAX_DEPTH, unsupported } from './failure';
import { showToken, type Token, type TokenKind } from './token';
import type { Bytes } from './utf8';

/** Where the parser stands. The only mutable data of the parser. */
export interface Parsing {
  readonly tokens: readonly Token[];
  next: number;
  /** The furthest token that was looked at: Go reports its line, whatever the fault is about. */
  seen: number;
  depth: number;
  /** Construct that Go accepts and we do not; reported only when Go has no fault to find in the rest. */
  refused: Failure | undefined;
  scope: Scope;
}

/** A template or a `define` in it: variables and loops of one do not reach the other. */
export interface Scope {
  readonly variables: Bytes[];
  /** Line of the action that is being read; 0 outside of actions. */
  actionLine: number;
  ranges: number;
}

export const newScope = (): Scope => ({ variables: ['$'], actionLine: 0, ranges: 0 });

export const beginParsing = (tokens: readonly Token[]): Parsing => ({
  tokens,
  next: 0,
  seen: 0,
  depth: 0,
  refused: undefined,
  scope: newScope(),
});

const NOTHING: Token = { kind: 'eof', text: '', offset: 0, line: 1 };

/** The next token, spaces included, which stays the next one. */
export function peekAny(parsing: Parsing): Token {
  const last = parsing.tokens.length - 1;
  const index = Math.min(parsing.next, last);
  parsing.seen = Math.max(parsing.seen, index);
  return parsing.tokens[index] ?? NOTHING;
}

export function takeAny(parsing: Parsing): Token {
  const token = peekAny(parsing);
  parsing.next++;
  return token;
}

/** The next token that is not space, which stays the next one; the space before it is gone. */
export function peek(parsing: Parsing): Token {
  while (peekAny(parsing).kind === 'space') parsing.next++;
  return peekAny(parsing);
}

export function take(parsing: Parsing): Token {
  const token = peek(parsing);
  parsing.next++;
  return token;
}

export function expect(parsing: Parsing, kind: TokenKind, context: string): Token {
  const token = take(parsing);
  if (token.kind !== kind) throw unexpected(parsing, token, context);
  return token;
}

/** The line that Go gives to a fault that is found now. */
export const currentLine = (parsing: Parsing): number => parsing.tokens[parsing.seen]?.line ?? 1;

/** A fault in Go's words. */
export function fault(parsing: Parsing, message: Bytes, line = currentLine(parsing)): Failure {
  return new Failure('invalid', `template: :${line}: ${message}`);
}

export function unexpected(parsing: Parsing, token: Token, context: string): Failure {
  if (token.kind !== 'error') return fault(parsing, `unexpected ${showToken(token)} in ${context}`);
  const { actionLine } = parsing.scope;
  if (actionLine === 0 || actionLine === token.line) return fault(parsing, token.text);
  const place = `${token.text.endsWith(' action') ? '' : ' in action'} started at :${actionLine}`;
  return fault(parsing, token.text + place);
}

/** Remembers that a construct is not supported and goes on, since Go may find a fault behind it. */
export function refuse(parsing: Parsing, what: string): void {
  parsing.refused ??= unsupported(what);
}

/** Guards the stack: runs one level deeper. */
export function nested<T>(parsing: Parsing, parse: () => T): T {
  if (parsing.depth >= MAX_DEPTH) throw unsupported(`nesting deeper than ${MAX_DEPTH} levels is`);
  parsing.depth++;
  const result = parse();
  parsing.depth--;
  return result;
}
