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

const [FEED, RETURN] = [0x0a, 0x0d];

/** Character by character: `indexOf` from every line is quadratic once the engine has optimized it for two-byte texts. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === FEED || (code === RETURN && text.charCodeAt(i + 1) !== FEED)) starts.push(i + 1);
  }
  return starts;
}
