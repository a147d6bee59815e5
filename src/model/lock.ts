/** The addresses that services have, as `meshext.lock.yaml` records them. */

/** One line: `<mesh>/<display name>: <v4>`, `<v6>` or `<v4>, <v6>`. */
export interface LockEntry {
  readonly key: string;
  readonly addresses: readonly string[];
  /** Its line in the file, from 1; none for an entry that is new. */
  readonly line?: number;
}

/** Sorted by key. */
export type Lock = readonly LockEntry[];
