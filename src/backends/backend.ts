import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Ir } from '../ir/ir';

/** A file of the output tree; `path` is relative to its root, with forward slashes. */
export interface Artifact {
  readonly path: string;
  readonly text: string;
}

/** One kind of output. It only renders: what it could not render is refused by `check`. */
export interface Backend {
  readonly name: string;
  /** `targets`: the names of all outputs that are to be written; absent when that is all there are. */
  check(ir: Ir, targets?: readonly string[]): readonly Diagnostic[];
  emit(ir: Ir): readonly Artifact[];
}
