import { quote } from './quote';
import { type Bytes, firstRunes } from './utf8';

export type TokenKind =
  | 'error'
  | 'eof'
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'open'
  | 'close'
  | 'char'
  | 'bool'
  | 'number'
  | 'complex'
  | 'character'
  | 'string'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword';

/** A piece of the template: `text` is its spelling, or for an error what is wrong. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: Bytes;
  readonly offset: number;
  readonly line: number;
}

/** The dot alone counts as a keyword, too. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  '.',
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'nil',
  'range',
  'template',
  'with',
]);

export const isKeyword = (token: Token, word: string): boolean => token.kind === 'keyword' && token.text === word;

/** A token as Go's messages show it. */
export function showToken(token: Token): Bytes {
  if (token.kind === 'error') return token.text;
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'keyword') return `<${token.text}>`;
  return token.text.length > 10 ? `${quote(firstRunes(token.text, 10))}...` : quote(token.text);
}
