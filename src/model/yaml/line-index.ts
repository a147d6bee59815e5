import { withoutMark } from './documents';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Lines and columns, both from 1 and as editors count them, of offsets in a text. Lines are counted when first asked. */
export function lineIndex(source: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(withoutMark(source));
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low] + 1 };
  };
}

/** The same where each offset is near the one before: counts from there, and remembers nothing else. */
export function lineCounter(source: string): (offset: number) => Position {
  const text = withoutMark(source);
  let known = { offset: 0, line: 1 };
  return (offset) => {
    const [from, to] = [Math.min(known.offset, offset), Math.max(known.offset, offset)];
    const between = lineEnds(text, from, to);
    known = { offset, line: known.line + (offset === to ? between : -between) };
    let start = offset;
    while (start > 0 && !endsLine(text, start - 1)) start--;
    return { line: known.line, column: offset - start + 1 };
  };
}

function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (endsLine(text, i)) count++;
  return count;
}

const [FEED, RETURN] = [0x0a, 0x0d];

function endsLine(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === FEED || (code === RETURN && text.charCodeAt(at + 1) !== FEED);
}

/** Character by character: `indexOf` from every line is quadratic once the engine has optimized it for two-byte texts. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) if (endsLine(text, i)) starts.push(i + 1);
  return starts;
}
