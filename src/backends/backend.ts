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

/** How many characters a string can have. */
export const LONGEST_TEXT = 2 ** 29 - 24; // in V8 on 64 bits

/** The text of a file as one string; undefined where it is longer than one can be. */
export function whole({ pieces }: Pick<Artifact, 'pieces'>, longest = LONGEST_TEXT): string | undefined {
  const all: string[] = [];
  let length = 0;
  for (const piece of pieces()) {
    length += piece.length;
    if (length > longest) return undefined;
    all.push(piece);
  }
  return all.join('');
}

/** A file with its text as one string. */
export interface WholeFile {
  readonly path: string;
  readonly text: string;
}

/** Files with their texts; undefined where one has none that a string can hold. */
export function wholeFiles(files: readonly Artifact[]): readonly WholeFile[] | undefined {
  const all: WholeFile[] = [];
  for (const one of files) {
    const text = whole(one);
    if (text === undefined) return undefined;
    all.push({ path: one.path, text });
  }
  return all;
}

/** One kind of output. It only renders: what it could not render is refused by `check`. */
export interface Backend {
  readonly name: string;
  /** `targets`: the names of all outputs that are to be written; absent when that is all there are. */
  check(ir: Ir, targets?: readonly string[]): readonly Diagnostic[];
  emit(ir: Ir): readonly Artifact[];
}
