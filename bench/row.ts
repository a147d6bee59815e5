import type { Goal } from './goals';

/** A line of the table is a file in bench/rows whose default export is a Row. */
export interface Row {
  /** What selects it: `npm run bench -- NAME`. */
  readonly name: string;
  /** The numbers of services that it is measured with, unless `--sizes` says otherwise; none where there is nothing to vary. */
  readonly sizes: readonly number[];
  /** How often, unless `--runs` says otherwise. */
  readonly runs?: number;
  /** Makes ready what is not measured: programs, files. `folder` is empty, and removed afterwards. */
  readonly prepare: (size: number, folder: string) => Contest | Promise<Contest>;
  readonly goals: readonly Goal[];
}

/** Who is compared. All run once unmeasured, then in turn, so that what else the machine does hits all alike. */
export interface Contest {
  readonly contestants: readonly Contestant[];
  /** Stops what `prepare` started. */
  readonly end?: () => void | Promise<void>;
}

export interface Contestant {
  readonly name: string;
  /** Does the work once. Throws when it was not done, or not done right. */
  readonly run: () => Measurement | Promise<Measurement>;
}

export interface Measurement {
  /** Milliseconds. */
  readonly wall: number;
  /** Milliseconds of user and system together, where that is known. */
  readonly cpu?: number;
  /** MiB: the most that was resident at once. */
  readonly memory?: number;
  /** It was stopped at its limit of time: to its end it would have taken more than this. */
  readonly stopped?: boolean;
}
