import type { Tally } from '../load';

/** One exchange of all files under load. */
export interface Swap extends Tally {
  readonly what: string;
  readonly applied: boolean;
  /** Milliseconds until the change showed. */
  readonly took: number;
}

export interface ReloadResult {
  readonly swaps: readonly Swap[];
  readonly rotation: Tally & {
    /** The certificates that the server saw: before, after the pair was exchanged, after its certificate alone was. */
    readonly before?: string;
    readonly both?: string;
    readonly certificateAlone?: string;
    /** Pairs that Envoy did not take. */
    readonly failed: number;
    /** The certificates of both pairs. */
    readonly pairs: readonly string[];
  };
}
