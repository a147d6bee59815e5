/** How a service fares whose first endpoint dies and comes back, by requests that follow one another. */
export interface Failover {
  /** Who answered before, while the first was dead, and in the end. */
  readonly before: string;
  readonly meanwhile: string;
  readonly after: string;
  /** Milliseconds from the death to the next good answer, and from the return until the first answers again. */
  readonly untilGood: number;
  readonly untilFirst: number;
  /** Requests that were not answered, from the death on. */
  readonly lost: number;
  readonly answered: number;
}

export type FailoverResult = Readonly<Record<string, Failover>>;
