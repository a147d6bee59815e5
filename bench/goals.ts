import { type Measure, type Result, median, ratioOf, valuesOf } from './results';

/** What a row is to reach. */
export interface Goal {
  readonly text: string;
  /** Undefined where what it speaks of was not measured this time. */
  readonly value: (results: readonly Result[]) => number | undefined;
  readonly atMost: number;
}

const find = (results: readonly Result[], name: string, size: number): Result | undefined =>
  results.find((one) => one.name === name && one.size === size);

/** How much of what `theirs` takes `ours` takes. */
export const ratio = (measure: Measure, size: number, ours: string, theirs: string, atMost: number): Goal => ({
  text: `${measure} of ${ours} / ${theirs}${at(size)}`,
  value: (results) => {
    const [one, other] = [find(results, ours, size), find(results, theirs, size)];
    return one === undefined || other === undefined ? undefined : ratioOf(one, other, measure);
  },
  atMost,
});

/** How much more it takes with more services. */
export const growth = (name: string, from: number, to: number, atMost: number): Goal => ({
  text: `wall of ${name}${at(to)} / ${from}`,
  value: (results) => {
    const [few, many] = [find(results, name, from), find(results, name, to)];
    return few === undefined || many === undefined ? undefined : middle(many, 'wall') / middle(few, 'wall');
  },
  atMost,
});

/** How much it takes, in MiB or milliseconds. */
export const limit = (measure: Measure, size: number, name: string, atMost: number): Goal => ({
  text: `${measure} of ${name}${at(size)}`,
  value: (results) => {
    const one = find(results, name, size);
    return one === undefined ? undefined : middle(one, measure);
  },
  atMost,
});

/** How many milliseconds later than `theirs`. */
export const later = (size: number, ours: string, theirs: string, atMost: number): Goal => ({
  text: `wall of ${ours} - ${theirs}${at(size)}`,
  value: (results) => {
    const [one, other] = [find(results, ours, size), find(results, theirs, size)];
    return one === undefined || other === undefined ? undefined : middle(one, 'wall') - middle(other, 'wall');
  },
  atMost,
});

const middle = (result: Result, measure: Measure): number => median(valuesOf(result, measure));
const at = (size: number): string => (size === 0 ? '' : `, ${size}`);
