import type { Tally } from '../load';

/** One exchange of all files while services have connections open. */
export interface Change extends Tally {
  readonly what: string;
  /** Whether the change showed. */
  readonly applied: boolean;
  /** What came of connections that were open before, after the time in which Envoy closes those of a chain that is gone. */
  readonly tcp: 'open' | 'closed';
  readonly http: 'open' | 'closed';
}
export interface SharedChainResult {
  readonly changes: readonly Change[];
  /** The same connection to a service whose settings changed, and to one that was taken away. */
  readonly changed: 'open' | 'closed';
  readonly removed: 'open' | 'closed';
}
