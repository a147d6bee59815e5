import { countsOf, steepBlocks } from './operations';

/**
 * With ten times as much every piece of code runs ten times as often, where it is about sorting 16 times; what costs the square
 * runs a hundred times as often. Each is looked at alone: in the sum of all, one loop in a loop would be lost.
 */
const GROWTH = 20;

const [FEW, MANY] = [60, 600];

/** So many runs for each item are none to begin with: some things are looked for only among many. */
const NONE = 20;

/** What grows faster than the work. */
export function steep(work: (size: number) => () => void): string[] {
  work(FEW)(); // what is made once and kept is made before
  return steepBlocks(countsOf(work(FEW)), countsOf(work(MANY)), GROWTH, NONE * FEW);
}

export const range = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
