import { describeRune, quote } from './quote';
import { KEYWORDS, type Token, type TokenKind } from './token';
import { type Bytes, runeAt } from './utf8';

export type Piece = Omit<Token, 'line'>;

export interface Scanned {
  readonly piece: Piece;
  readonly end: number;
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
const SIGNS: Readonly<Record<string, TokenKind>> = { '=': 'assign', '|': 'pipe', '(': 'open', ')': 'close' };
const WORD = /^[\p{L}\p{Nd}_]$/u;

/** Scans one token between the delimiters. */
export function scanAction(source: Bytes, offset: number): Scanned {
  const char = source[offset];
  if (char === undefined) return failed(offset, 'unclosed action');
  const spaces = spaceWidth(source, offset);
  if (spaces > 0) return scanned(source, 'space', offset, spaceEnd(source, offset + spaces));
  const sign = SIGNS[char];
  if (sign !== undefined) return scanned(source, sign, offset, offset + 1);
  if (char === ':')
    return source[offset + 1] === '=' ? scanned(source, 'declare', offset, offset + 2) : failed(offset, 'expected :=');
  if (char === '"') return scanQuoted(source, offset, 'string', 'unterminated quoted string');
  if (char === "'") return scanQuoted(source, offset, 'character', 'unterminated character constant');
  if (char === '`') return scanRaw(source, offset);
  if (char === '$') return scanName(source, offset, 'variable');
  if (char === '.' && /^[^0-9]/s.test(source.slice(offset + 1, offset + 2))) return scanName(source, offset, 'field');
  if (/[-+.0-9]/.test(char)) return scanNumber(source, offset);
  if (isWordAt(source, offset)) return scanWord(source, offset);
  if (char >= ' ' && char <= '~') return scanned(source, 'char', offset, offset + 1);
  return failed(offset, `unrecognized character in action: ${describeRune(runeAt(source, offset)?.code ?? 0)}`);
}

const failed = (offset: number, text: Bytes): Scanned => ({ piece: { kind: 'error', text, offset }, end: offset });

const scanned = (source: Bytes, kind: TokenKind, offset: number, end: number): Scanned => ({
  piece: { kind, text: source.slice(offset, end), offset },
  end,
});

/** How many ASCII blanks stand here. */
export function spaceWidth(source: Bytes, offset: number): number {
  SPACE.lastIndex = offset;
  return SPACE.exec(source)?.[0].length ?? 0;
}

/** The last blank before `-}}` belongs to that mark. */
const spaceEnd = (source: Bytes, end: number): number => (source.startsWith('-}}', end) ? end - 1 : end);

function isWordAt(source: Bytes, offset: number): boolean {
  const rune = runeAt(source, offset);
  return rune !== undefined && rune.valid && WORD.test(String.fromCodePoint(rune.code));
}

function wordEnd(source: Bytes, offset: number): number {
  let end = offset;
  while (isWordAt(source, end)) end += runeAt(source, end)?.size ?? 1;
  return end;
}

/** What may follow a name: nothing else, so that `$x+2` stays an error. */
function endsName(source: Bytes, offset: number): boolean {
  const char = source[offset];
  return char === undefined || ' \t\r\n.,|:)('.includes(char) || source.startsWith('}}', offset);
}

function scanName(source: Bytes, offset: number, kind: 'field' | 'variable'): Scanned {
  const end = endsName(source, offset + 1) ? offset + 1 : wordEnd(source, offset + 1);
  if (!endsName(source, end)) return badCharacter(source, offset, end);
  return scanned(source, kind === 'field' && end === offset + 1 ? 'keyword' : kind, offset, end);
}

function scanWord(source: Bytes, offset: number): Scanned {
  const end = wordEnd(source, offset);
  if (!endsName(source, end)) return badCharacter(source, offset, end);
  const word = source.slice(offset, end);
  const kind = KEYWORDS.has(word) ? 'keyword' : word === 'true' || word === 'false' ? 'bool' : 'identifier';
  return scanned(source, kind, offset, end);
}

const badCharacter = (source: Bytes, offset: number, end: number): Scanned =>
  failed(offset, `bad character ${describeRune(runeAt(source, end)?.code ?? 0)}`);

function scanQuoted(source: Bytes, offset: number, kind: TokenKind, message: string): Scanned {
  const mark = source[offset];
  for (let end = offset + 1; end < source.length && source[end] !== '\n'; end++) {
    if (source[end] === mark) return scanned(source, kind, offset, end + 1);
    if (source[end] === '\\' && source[++end] === '\n') break;
  }
  return failed(offset, message);
}

function scanRaw(source: Bytes, offset: number): Scanned {
  const end = source.indexOf('`', offset + 1);
  return end < 0 ? failed(offset, 'unterminated raw quoted string') : scanned(source, 'string', offset, end + 1);
}

/** Takes more than is a number, as Go does; what the digits mean is seen later. */
function scanNumber(source: Bytes, offset: number): Scanned {
  const first = numberEnd(source, offset);
  if (first.bad) return badNumber(source, offset, first.end);
  if (source[first.end] !== '+' && source[first.end] !== '-') return scanned(source, 'number', offset, first.end);
  const second = numberEnd(source, first.end);
  if (second.bad || source[second.end - 1] !== 'i') return badNumber(source, offset, second.end);
  return scanned(source, 'complex', offset, second.end);
}

const badNumber = (source: Bytes, offset: number, end: number): Scanned =>
  failed(offset, `bad number syntax: ${quote(source.slice(offset, end))}`);

function numberEnd(source: Bytes, offset: number): { readonly end: number; readonly bad: boolean } {
  NUMBER.lastIndex = offset;
  const end = offset + (NUMBER.exec(source)?.[0].length ?? 0);
  const bad = isWordAt(source, end);
  return { end: bad ? end + (runeAt(source, end)?.size ?? 1) : end, bad };
}
