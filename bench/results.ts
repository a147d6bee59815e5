import type { Contest, Measurement, Row } from './row';

/** What every run of one contestant at one size took. */
export interface Result {
  readonly row: string;
  readonly size: number;
  readonly name: string;
  readonly runs: readonly Measurement[];
}

export type Measure = Exclude<keyof Measurement, 'stopped'>;

export async function contest(row: Row, size: number, { contestants }: Contest, count: number): Promise<Result[]> {
  const results = contestants.map(({ name, run }) => ({ row: row.name, size, name, run, runs: [] as Measurement[] }));
  for (const one of results) {
    const first = await one.run(); // what is read from disk is in memory for all that count
    if (first.stopped === true) one.run = () => first; // it would be stopped again
  }
  for (let round = 0; round < count; round++) {
    for (const { run, runs } of results) runs.push(await run());
  }
  return results.map(({ row, size, name, runs }) => ({ row, size, name, runs }));
}

/** The values of all runs that know the measure. */
export const valuesOf = ({ runs }: Result, measure: Measure): number[] => runs.flatMap((run) => run[measure] ?? []);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the ratios, run by run: runs of one number were neighbours in time. */
export const ratioOf = (ours: Result, theirs: Result, measure: Measure): number =>
  median(ours.runs.map((run, i) => (run[measure] ?? NaN) / (theirs.runs[i]?.[measure] ?? NaN)));
