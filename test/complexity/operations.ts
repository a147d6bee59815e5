import { Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';

/** How often each piece of our code runs, as V8 counts it: the same on every machine, whatever else that does. */

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
interface Script {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly Range[] }[];
}

/** Ranges of each function; the first is the whole of it, and the others are the blocks in it that run otherwise. */
export type Counts = ReadonlyMap<string, readonly Range[]>;

setFlagsFromString('--no-opt'); // what V8 has optimized, it does not count

// V8 counts blocks only in code that it reads after this, so this module has to be the first that is imported.
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** The runs of all blocks below src/ while the work is done. */
export function countsOf(work: () => void): Counts {
  taken();
  work();
  return taken();
}

/** The counts since they were taken before. */
function taken(): Counts {
  const counts = new Map<string, readonly Range[]>();
  session.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error !== null) throw error;
    const ours = (answer.result as readonly Script[]).filter(({ url }) => /\/src\/[^?]*\.ts$/.test(url));
    for (const { url, functions } of ours)
      for (const { functionName, ranges } of functions)
        counts.set(`${url.replace(/^.*\/src\//, '')} ${functionName} ${ranges[0].startOffset}`, ranges);
  });
  return counts;
}

/** The blocks that ran more than `limit` times as often, as `<file> <function>: <before> -> <now>`; `few` runs are no runs. */
export function steepBlocks(before: Counts, now: Counts, limit: number, few: number): string[] {
  return [...now].flatMap(([name, ranges]) => {
    const known = before.get(name) ?? [];
    return ranges.flatMap((range) => {
      const least = Math.max(countAt(known, range), few);
      return range.count > limit * least ? [`${name}: ${countAt(known, range)} -> ${range.count}`] : [];
    });
  });
}

/** Inner ranges stand behind outer ones, and only where their count differs. */
const countAt = (ranges: readonly Range[], { startOffset, endOffset }: Range): number =>
  ranges.findLast((one) => one.startOffset <= startOffset && endOffset <= one.endOffset)?.count ?? 0;
