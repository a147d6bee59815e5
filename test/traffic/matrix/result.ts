import type { Agreement } from './agreement';
import type { Seen } from './servers';

export const MODES = ['ports', 'bound', 'local-route', 'redirect', 'redirect-iptables', 'redirect-crowd'] as const;
export type Mode = (typeof MODES)[number];

/** What came of one try. */
export interface Outcome {
  /** How each request ended for the client. */
  readonly endings: readonly string[];
  readonly seen: readonly Seen[];
  readonly logged: readonly Logged[];
  /** The servers' own errors of handshakes that failed. */
  readonly serverErrors: readonly string[];
  readonly agreement: Agreement;
}
/** The fields of an access log that say why. */
export interface Logged {
  readonly service: string | null;
  readonly flags: string | null;
  readonly failure: string | null;
  /** Of requests only. */
  readonly details?: string | null;
}
/** By row, in the order of its tries. */
export type Outcomes = Readonly<Record<string, readonly Outcome[]>>;

/** How a connection ends that no row is about. */
export interface ProbeResult {
  readonly option: string;
  /** By what is declared: `reached`, `refused`, `unknown`, `undeclared`. */
  readonly declared: string;
  /** `answered`, `refused`, `unknown`, or the code of the error. */
  readonly live: string;
}
/** What came of the thousand others, where there are any. */
export interface CrowdResult {
  /** Connections that came to them although nobody asked for them, and when one of them was asked for. */
  readonly astray: number;
  readonly asked: number;
  /** The filter chains of one service alone, and how many services the shared one has that has fewest. */
  readonly alone: readonly string[];
  readonly fewest: number;
}
export interface MatrixResult {
  readonly outcomes: Outcomes;
  readonly probes: readonly ProbeResult[];
  readonly crowd?: CrowdResult;
}
