import type { IConstruct } from 'constructs';
import { readTooEarly } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';

interface Read {
  readonly construct: IConstruct;
  readonly what: string;
  readonly answer: string;
  /** What the answer is by now, in the same words. */
  readonly again: () => string;
}

/** The answers that were given before everything was declared: a later declaration must not change them. */
export class Reads {
  private readonly reads = new Map<string, Read>();

  /** Of several answers to one question the first is kept, unless another construct took the place of that one. */
  keep(construct: IConstruct, what: string, answer: string, again: () => string): void {
    const key = `${construct.node.path} ${what}`;
    if (this.reads.get(key)?.construct !== construct) this.reads.set(key, { construct, what, answer, again });
  }

  /** What is said of those that do not hold any more, where they were of what still stands. */
  late(stands: (construct: IConstruct) => boolean): Diagnostic[] {
    const reads = [...this.reads.values()].filter(({ construct }) => stands(construct));
    return reads.flatMap(({ construct, what, answer, again }) => {
      const now = again();
      return now === answer ? [] : [readTooEarly({ construct: construct.node.path }, what, answer, now)];
    });
  }
}
