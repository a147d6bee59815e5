import { type Diagnostic, isError } from '../../src/diagnostics/diagnostic';
import { lockText } from '../../src/model/lock';
import { OPTIONS, type Result, run } from '../run';
import { textOf } from './values';
import { type World, inputsOf } from './worlds';

export const runWorld = (world: World): Result => run(inputsOf(world), textOf(world.options));

export interface Accepted {
  readonly world: World;
  readonly result: Result;
}

/** A world without what is wrong in it; undefined when that cannot be said of single documents. */
export function accepted(world: World): Accepted | undefined {
  let rest = world;
  for (;;) {
    const result = runWorld(rest);
    const errors = result.diagnostics.filter(isError);
    if (errors.length === 0) return { world: rest, result };
    const next = without(rest, errors);
    if (next === undefined) return undefined;
    rest = next;
  }
}

/** Counted from 1, as findings do. */
const isBlamed = (errors: readonly Diagnostic[], file: string, document: number): boolean =>
  errors.some(({ at: { source } }) => source?.file === file && source.document === document);

function without({ files, options }: World, errors: readonly Diagnostic[]): World | undefined {
  const hasBadOption = errors.some(({ at }) => at.source?.file === OPTIONS) && Object.keys(options).length > 0;
  const kept = files.map((all, i) => all.filter((_, j) => !isBlamed(errors, `${i}.yaml`, j + 1)));
  const isSame = kept.every((all, i) => all.length === files[i].length);
  return isSame && !hasBadOption ? undefined : { files: kept, options: hasBadOption ? {} : options };
}

export const lockOf = ({ lock }: Result): string => lockText(lock);
