import { Problem } from './problem';

/** The state of a scan, and what every part of the scanner needs. */

export type TokenKind =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  /** The key that begins a block mapping: both at once. */
  | 'first-key'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'
  /** Whether what follows is a key is known only when a colon comes, or does not come. */
  | 'maybe-key'
  | 'no-key';

export interface Token {
  kind: TokenKind;
  /** Offset of its first character. */
  readonly at: number;
  /** Of a scalar, anchor, alias, tag or directive. */
  readonly text: string;
  /** A scalar without quotes that is no block. */
  readonly plain: boolean;
}

/** A place where a key may begin that is told only by the colon behind it. */
export interface MaybeKey {
  readonly token: Token;
  readonly lineStart: number;
  readonly column: number;
  /** In a block mapping nothing but a key can stand there. */
  readonly required: boolean;
}

export interface Scanner {
  /** Ends with a NUL, which stands nowhere else. */
  readonly text: string;
  at: number;
  lineStart: number;
  /** Scanned and not yet taken. */
  readonly tokens: Token[];
  /** Column of the innermost block collection; -1 outside all. */
  indent: number;
  readonly indents: number[];
  keyAllowed: boolean;
  /** One for the block level and one for each open flow collection. */
  readonly keys: (MaybeKey | undefined)[];
}

export const newScanner = (text: string, at: number): Scanner => ({
  text,
  at,
  lineStart: at,
  tokens: [],
  indent: -1,
  indents: [],
  keyAllowed: true,
  keys: [undefined],
});

export const column = (s: Scanner): number => s.at - s.lineStart;
export const inFlow = (s: Scanner): boolean => s.keys.length > 1;

export function push(s: Scanner, kind: TokenKind, at: number, text = '', plain = false): void {
  s.tokens.push({ kind, at, text, plain });
}

const [TAB, LF, CR, SPACE, NEL, LS, PS] = [0x09, 0x0a, 0x0d, 0x20, 0x85, 0x2028, 0x2029];

/** YAML 1.1 ends a line at three characters more than later versions do. */
export const isBreak = (c: number): boolean =>
  c === LF || c === CR || (c >= NEL && (c === NEL || c === LS || c === PS));
export const isBlank = (c: number): boolean => c === SPACE || c === TAB;
export const isEnd = (c: number): boolean => c === 0;
export const isBreakOrEnd = (c: number): boolean => c === 0 || isBreak(c);
export const isSpaceOrEnd = (c: number): boolean => c === SPACE || c === TAB || c === 0 || isBreak(c);

/** Takes one line break; what it means is a line feed, except for the two characters that mean themselves. */
export function takeBreak(s: Scanner): string {
  const c = s.text.charCodeAt(s.at++);
  if (c === CR && s.text.charCodeAt(s.at) === LF) s.at++;
  s.lineStart = s.at;
  return c === LS || c === PS ? String.fromCharCode(c) : '\n';
}

/** Whether `---` or `...` stands at the beginning of a line. */
export function atMarker(s: Scanner): boolean {
  if (s.at !== s.lineStart) return false;
  const { text, at } = s;
  return (text.startsWith('---', at) || text.startsWith('...', at)) && isSpaceOrEnd(text.charCodeAt(at + 3));
}

/** Blanks up to the next token, comments and empty lines. */
export function skipToToken(s: Scanner): void {
  for (;;) {
    const c = s.text.charCodeAt(s.at);
    if (c === SPACE || (c === TAB && (inFlow(s) || !s.keyAllowed))) s.at++;
    else if (c === 0x23) skipComment(s);
    else if (isBreak(c)) {
      takeBreak(s);
      if (!inFlow(s)) s.keyAllowed = true;
    } else return;
  }
}

export function skipComment(s: Scanner): void {
  while (!isBreakOrEnd(s.text.charCodeAt(s.at))) s.at++;
}

/**
 * Line breaks in running text, and the blanks around them: one break is a blank, several are one fewer. A tab before
 * column `indent` is not allowed.
 */
export function foldLines(s: Scanner, indent: number, first: string): string {
  let more = '';
  for (;;) {
    const c = s.text.charCodeAt(s.at);
    if (isBreak(c)) more += takeBreak(s);
    else if (!isBlank(c)) break;
    else if (c === TAB && column(s) < indent) throw new Problem('a tab stands where only spaces can indent', s.at);
    else s.at++;
  }
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}
