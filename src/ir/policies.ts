import type { Declared } from './ir';

export type PassthroughMode = 'All' | 'None' | 'Matched';

/** A policy on what may leave the mesh. What it means is in the proxies. */
export interface Passthrough extends Declared {
  /** Absent where it leaves that to others. */
  readonly mode?: PassthroughMode;
  /** Where it was declared, if it says so. */
  readonly namespace?: string;
}

/** A policy on who may reach whom. */
export interface TrafficPermission extends Declared {
  /** Where it was declared, if it says so. */
  readonly namespace?: string;
}
