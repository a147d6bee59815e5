import type { Diagnostic } from './diagnostic';

/** What several found alike, once: what is in several zones is declared in one place. */
export const distinct = (found: readonly Diagnostic[]): Diagnostic[] => [
  ...new Map(found.map((one) => [JSON.stringify(one), one])).values(),
];
