/** What is lost when something on the way dies, by requests that follow one another. */
export interface Loss {
  /** Milliseconds from the death to the next good answer. */
  readonly untilGood: number;
  /** Requests that were not answered, from the death on. */
  readonly lost: number;
  readonly answered: number;
  /** What became of those that were lost. */
  readonly reasons: readonly string[];
}
export type FailoverResult = Readonly<Record<string, Loss>>;
