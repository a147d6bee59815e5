/** What was found wrong, in words; empty lists are good. */
export interface ManyServicesResult {
  readonly asked: number;
  readonly chains: number;
  /** Services that did not answer as they should, and how. */
  readonly wrong: readonly string[];
  /** Services whose counters say something else than one request or connection. */
  readonly miscounted: readonly string[];
  /** How connections end to a VIP that is nobody's, and to a port that a service does not have. */
  readonly nobody: string;
  readonly otherPort: string;
  /** Milliseconds from start until ready, and from there until each had answered. */
  readonly ready: number;
  readonly answered: number;
}
