import { type Scanner, atMarker, column, foldLines, inFlow, isBreak, isSpaceOrEnd, takeBreak } from './scanner';

const [TAB, SPACE, HASH, COLON] = [0x09, 0x20, 0x23, 0x3a];

/** `,` `?` `[` `]` `{` `}`: inside a flow collection they end a text without quotes. */
const isFlowIndicator = (c: number): boolean =>
  c === 0x2c || c === 0x3f || c === 0x5b || c === 0x5d || c === 0x7b || c === 0x7d;

/** Text without quotes, possibly over several lines. */
export function scanPlain(s: Scanner): string {
  const flow = inFlow(s);
  let value = '';
  let separator = '';
  for (;;) {
    const end = takeLine(s, flow);
    if (end.from === end.to) break;
    value += separator + s.text.slice(end.from, end.to);
    separator = '';
    if (!isBreak(s.text.charCodeAt(s.at))) break;
    separator = foldLines(s, s.indent + 1, takeBreak(s));
    if ((!flow && column(s) <= s.indent) || atMarker(s) || s.text.charCodeAt(s.at) === HASH) break;
  }
  if (separator !== '') s.keyAllowed = true; // it ended on a new line
  return value;
}

/** The rest of a line as far as it is text; the scanner stands behind the blanks that follow. */
function takeLine(s: Scanner, flow: boolean): { readonly from: number; readonly to: number } {
  const { text, at: from } = s;
  let to = from;
  let i = from;
  for (; ; i++) {
    const c = text.charCodeAt(i);
    if (c === SPACE || c === TAB) continue;
    if (c === 0 || isBreak(c)) break;
    if (c === COLON && isSpaceOrEnd(text.charCodeAt(i + 1))) break;
    if (c === HASH && i > to) break;
    if (flow && isFlowIndicator(c)) break;
    to = i + 1;
  }
  s.at = i;
  return { from, to };
}
