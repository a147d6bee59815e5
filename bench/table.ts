import type { Goal } from './goals';
import { type Measure, type Result, median, valuesOf } from './results';

const HEAD = ['row', 'size', 'who', 'wall ms', 'spread', 'CPU ms', 'peak MiB'];

/** The results as lines of a table: medians, and from the least to the most. */
export function table(results: readonly Result[]): string {
  const rows = results.map((one) => [
    one.row,
    one.size === 0 ? '' : String(one.size),
    one.name,
    shown(one, 'wall'),
    spread(one),
    shown(one, 'cpu'),
    shown(one, 'memory'),
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  return [HEAD, ...rows]
    .map((row) =>
      row.map((cell, i) => (LEFT.has(HEAD[i]) ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
    )
    .join('\n');
}

const LEFT = new Set(['row', 'who']);

function spread(one: Result): string {
  const values = valuesOf(one, 'wall');
  return `${whole(Math.min(...values))}-${whole(Math.max(...values))}`;
}

function shown(one: Result, measure: Measure): string {
  const values = valuesOf(one, measure);
  const more = one.runs.some(({ stopped }) => stopped === true) ? '>' : '';
  return values.length === 0 ? '' : more + whole(median(values));
}

const whole = (value: number): string => value.toFixed(0);

/** Each goal that could be judged, in words. */
export const verdicts = (goals: readonly Goal[], results: readonly Result[]): readonly Verdict[] =>
  goals.flatMap(({ text, value, atMost }) => {
    const found = value(results);
    return found === undefined ? [] : [{ text, value: found, atMost, reached: found <= atMost }];
  });

export interface Verdict {
  readonly text: string;
  readonly value: number;
  readonly atMost: number;
  readonly reached: boolean;
}

export const verdictLine = ({ text, value, atMost, reached }: Verdict): string =>
  `${reached ? 'reached' : 'MISSED '}  ${text}: ${Number(value.toPrecision(3))} (goal: at most ${atMost})`;
