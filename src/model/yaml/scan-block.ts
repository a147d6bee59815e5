import { Problem } from './problem';
import { type Scanner, column, isBlank, isBreak, isBreakOrEnd, isEnd, skipComment, takeBreak } from './scanner';

const HEADER = /[|>](?:([+-])([0-9])?|([0-9])([+-])?)?[ \t]*/y;

/** A literal (`|`) or folded (`>`) block. */
export function scanBlock(s: Scanner): string {
  const literal = s.text.charAt(s.at) === '|';
  const { chomping, increment } = takeHeader(s);
  const start = increment === 0 ? 0 : Math.max(s.indent, 0) + increment;
  const first = takeEmptyLines(s, start);
  const { indent } = first;
  let value = '';
  let lastBreak = '';
  let empty = first.breaks;
  let wasIndented = false;
  while (column(s) === indent && !isEnd(s.text.charCodeAt(s.at))) {
    const isIndented = isBlank(s.text.charCodeAt(s.at));
    const folds = !literal && lastBreak === '\n' && !wasIndented && !isIndented;
    const line = takeLine(s);
    value += (folds ? (empty === '' ? ' ' : '') : lastBreak) + empty + line;
    wasIndented = isIndented;
    lastBreak = isEnd(s.text.charCodeAt(s.at)) ? '' : takeBreak(s);
    empty = takeEmptyLines(s, indent).breaks;
  }
  if (chomping !== '-') value += lastBreak;
  return chomping === '+' ? value + empty : value;
}

function takeHeader(s: Scanner): { readonly chomping: string; readonly increment: number } {
  const start = s.at;
  HEADER.lastIndex = s.at;
  const [all = '', sign, digit, digitFirst, signLast] = HEADER.exec(s.text) ?? [];
  s.at += all.length;
  const increment = digit ?? digitFirst;
  if (increment === '0') throw new Problem('a block cannot be indented by 0', start);
  if (s.text.charAt(s.at) === '#') skipComment(s);
  if (!isBreakOrEnd(s.text.charCodeAt(s.at))) throw new Problem('the text of a block begins on the next line', s.at);
  if (!isEnd(s.text.charCodeAt(s.at))) takeBreak(s);
  return { chomping: sign ?? signLast ?? '', increment: Number(increment ?? 0) };
}

function takeLine(s: Scanner): string {
  const from = s.at;
  while (!isBreakOrEnd(s.text.charCodeAt(s.at))) s.at++;
  return s.text.slice(from, s.at);
}

/** Empty lines, and the indentation of the first one that is not. An indent of 0 is still to be found out. */
function takeEmptyLines(s: Scanner, indent: number): { readonly breaks: string; readonly indent: number } {
  let breaks = '';
  let deepest = 0;
  for (;;) {
    while ((indent === 0 || column(s) < indent) && s.text.charAt(s.at) === ' ') s.at++;
    deepest = Math.max(deepest, column(s));
    if ((indent === 0 || column(s) < indent) && s.text.charAt(s.at) === '\t')
      throw new Problem('a tab stands where only spaces can indent', s.at);
    if (!isBreak(s.text.charCodeAt(s.at))) break;
    breaks += takeBreak(s);
  }
  return { breaks, indent: indent === 0 ? Math.max(deepest, s.indent + 1, 1) : indent };
}
