import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import { isFile } from './on-disk';
import { filePortions, hash, holds, textPortions } from './portions';

/** What a text is beside the file at its place. */
export interface Compared {
  readonly hash: string;
  readonly isThere: boolean;
}

/**
 * Compares a text with the file at its place, and writes it to the path that `stage` gives when it is not there already. So it is
 * made only once: as far as both are the same, it is copied from the file.
 */
export function compared(pieces: Iterable<string>, place: string, stage?: () => string): Compared {
  const file = isFile(place) ? openSync(place, 'r') : undefined;
  let same = 0;
  let isThere = true;
  let staged: number | undefined;
  const part = (): void => {
    isThere = false;
    if (stage === undefined) return;
    staged = openSync(stage(), 'w');
    if (file !== undefined) for (const portion of filePortions(file, same)) writeFileSync(staged, portion);
  };
  function* followed(): Generator<Buffer> {
    for (const portion of textPortions(pieces)) {
      if (isThere && (file === undefined || !holds(file, same, portion))) part();
      if (isThere) same += portion.length;
      else if (staged !== undefined) writeFileSync(staged, portion);
      yield portion;
    }
    if (isThere && (file === undefined || fstatSync(file).size > same)) part(); // the text is empty, or the file goes on
  }
  try {
    return { hash: hash(followed()), isThere };
  } finally {
    for (const one of [file, staged]) if (one !== undefined) closeSync(one);
  }
}
