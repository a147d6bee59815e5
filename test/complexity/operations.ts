import { Session } from 'node:inspector';

/** How often pieces of our code run, as V8 counts them: the same on every machine, whatever else that does. */

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** The runs of all blocks below src/ together while the work is done. */
export function operations(work: () => void): number {
  const session = new Session();
  session.connect();
  try {
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    work();
    let sum = 0;
    session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw error;
      const ours = (answer as Coverage).result.filter(({ url }) => /\/src\/[^?]*\.ts$/.test(url));
      for (const { functions } of ours)
        for (const { ranges } of functions) for (const { count } of ranges) sum += count;
    });
    session.post('Profiler.stopPreciseCoverage');
    return sum;
  } finally {
    session.disconnect();
  }
}
