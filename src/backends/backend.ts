import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Ir } from '../ir/ir';

/** A file of the output tree; `path` is relative to its root, with forward slashes. */
export interface Artifact {
  readonly path: string;
  /**
   * Its text bit by bit, made when it is asked for and the same each time: all of it may be more than one string holds, and
   * all files together more than memory does. No character is divided between two pieces.
   */
  readonly pieces: () => Iterable<string>;
}

/** The text of a file as one string, for what is known to be short. */
export const whole = ({ pieces }: Pick<Artifact, 'pieces'>): string => [...pieces()].join('');

/** One kind of output. It only renders: what it could not render is refused by `check`. */
export interface Backend {
  readonly name: string;
  /** `targets`: the names of all outputs that are to be written; absent when that is all there are. */
  check(ir: Ir, targets?: readonly string[]): readonly Diagnostic[];
  emit(ir: Ir): readonly Artifact[];
}
