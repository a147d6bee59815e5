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

function lineStarts(text: string): number[] {
  const starts = [0];
  const onlyFeeds = !text.includes('\r');
  for (let i = 0; i < text.length;) {
    const next = onlyFeeds ? text.indexOf('\n', i) : nextBreak(text, i);
    if (next < 0) break;
    i = text.startsWith('\r\n', next) ? next + 2 : next + 1;
    starts.push(i);
  }
  return starts;
}

const BREAK = /[\r\n]/g;

function nextBreak(text: string, from: number): number {
  BREAK.lastIndex = from;
  return BREAK.exec(text)?.index ?? -1;
}
