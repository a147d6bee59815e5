import type fc from 'fast-check';

/**
 * Every run tries the same cases unless the environment asks for others: `FUZZ_SEED` (any integer) for other ones, and
 * `FUZZ_RUNS` for as many of each property (`npm run fuzz` takes 10,000). fast-check prints the seed of a failure.
 */
function integerOf(name: string, usual: number): number {
  const text = process.env[name] ?? '';
  if (text === '') return usual;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new Error(`${name} is ${JSON.stringify(text)}, which is no integer.`);
}

const SEED = integerOf('FUZZ_SEED', 20240607);
const USUAL_TIMEOUT_MS = 300_000;

/** How often a property is tried, and how long that may take. */
export interface Tries {
  readonly parameters: fc.Parameters<unknown> & { readonly numRuns: number };
  readonly timeout: number;
}

export function tries(usual: number): Tries {
  const numRuns = integerOf('FUZZ_RUNS', usual);
  return { parameters: { seed: SEED, numRuns }, timeout: USUAL_TIMEOUT_MS * Math.max(1, Math.ceil(numRuns / usual)) };
}
