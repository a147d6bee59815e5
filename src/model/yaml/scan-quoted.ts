import { Problem } from './problem';
import { type Scanner, atMarker, foldLines, isBlank, isBreak, takeBreak } from './scanner';

const [DOUBLE, SINGLE, BACKSLASH] = [0x22, 0x27, 0x5c];

/** Text in single or double quotes, possibly over several lines. */
export function scanQuoted(s: Scanner): string {
  const start = s.at;
  const quote = s.text.charCodeAt(s.at++);
  let value = '';
  for (;;) {
    const part = takePart(s, quote);
    const c = s.text.charCodeAt(s.at);
    if (c === 0) throw new Problem('the quote is never closed', start);
    if (isBreak(c)) {
      value += withoutBlanksAtEnd(part) + foldLines(s, 0, takeBreak(s));
      if (atMarker(s)) throw new Problem('the quote is not closed before the document ends', start);
    } else if (c === BACKSLASH) {
      value += part + takeEscape(s);
    } else if (quote === SINGLE && s.text.charCodeAt(s.at + 1) === SINGLE) {
      value += `${part}'`;
      s.at += 2;
    } else {
      s.at++;
      return value + part;
    }
  }
}

/** Up to what means more than itself. */
function takePart(s: Scanner, quote: number): string {
  const from = s.at;
  for (;;) {
    const c = s.text.charCodeAt(s.at);
    if (c === 0 || c === quote || (c === BACKSLASH && quote === DOUBLE) || isBreak(c)) break;
    s.at++;
  }
  return s.text.slice(from, s.at);
}

/** By hand: a regular expression would look at each blank many times. */
function withoutBlanksAtEnd(part: string): string {
  let end = part.length;
  while (end > 0 && isBlank(part.charCodeAt(end - 1))) end--;
  return part.slice(0, end);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What a backslash and the characters behind it mean. */
function takeEscape(s: Scanner): string {
  const start = s.at++;
  if (isBreak(s.text.charCodeAt(s.at))) {
    takeBreak(s);
    return foldLines(s, 0, '');
  }
  const name = s.text.charAt(s.at++);
  const digits = HEX[name];
  if (digits !== undefined) return takeHex(s, start, digits);
  const meaning = ESCAPES.get(name);
  if (meaning === undefined)
    throw new Problem(`Kuma's YAML reader knows no escape \\${name === '\0' ? '' : name}`, start);
  return meaning;
}

function takeHex(s: Scanner, start: number, digits: number): string {
  const hex = s.text.slice(s.at, s.at + digits);
  if (hex.length < digits || !/^[0-9a-fA-F]*$/.test(hex))
    throw new Problem(`an escape needs ${digits} hexadecimal digits`, start);
  s.at += digits;
  const code = parseInt(hex, 16);
  // JSON writes one character as two halves here; Kuma's reader takes no halves.
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw new Problem(`the escape ${hex} is no character of its own`, start);
  return String.fromCodePoint(code);
}
