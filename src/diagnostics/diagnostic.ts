/** How bad a finding is: an error stops all writing, a warning and an info do not. */
export type Severity = 'error' | 'warning' | 'info';

/** Whose rule it is: `kuma` for a rule of the modelled Kuma release, `meshext` for one of our own. */
export type Authority = 'kuma' | 'meshext';

/** A position in an input file; document, line and column count from 1. */
export interface Source {
  readonly file: string;
  readonly document: number;
  readonly line: number;
  readonly column: number;
}

/** Where a finding belongs: a construct or a position in a file, the resource there, and the field of it. */
export interface Place {
  readonly construct?: string;
  readonly source?: Source;
  readonly kind?: string;
  readonly mesh?: string;
  readonly name?: string;
  readonly field?: string;
  /** Where it stands, when Kuma names another field or none. */
  readonly spot?: string;
}

/** What is wrong, where, and what to do about it. */
export interface Diagnostic {
  /** Stable for ever, in kebab case. */
  readonly code: string;
  readonly severity: Severity;
  readonly authority: Authority;
  readonly at: Place;
  /** What is wrong. Kuma's own text when the authority is `kuma`. */
  readonly message: string;
  /** What was found and what to do, in the imperative. */
  readonly hint?: string;
}

export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';
