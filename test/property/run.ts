import { backends } from '../../src/backends';
import type { Artifact } from '../../src/backends/backend';
import { compile } from '../../src/compile/compile';
import { applyAllowances } from '../../src/diagnostics/allow';
import { type Diagnostic, isError } from '../../src/diagnostics/diagnostic';
import { sortFindings } from '../../src/diagnostics/sort';
import type { Ir } from '../../src/ir/ir';
import { applyOptions, atOption, unusedOptions } from '../../src/model/apply-options';
import { type Input, load } from '../../src/model/load';
import { type Lock, lockText } from '../../src/model/lock';
import { readOptions } from '../../src/model/options';
import { withPositions } from '../../src/model/positions';
import { readLock } from '../../src/model/read-lock';
import { sharedPaths } from '../../src/write';
import { textOf } from './values';
import { type World, inputsOf } from './worlds';

/** What a run of the command makes of a world, without its files. */
export interface Result {
  readonly ir: Ir;
  readonly lock: Lock;
  readonly diagnostics: readonly Diagnostic[];
  /** None when a finding is an error. */
  readonly artifacts: readonly Artifact[];
}

const OPTIONS = 'meshext.yaml';
const NOW = Date.UTC(2024, 5, 7);

/** The same steps as in cli/judge.ts; `lock` is the text of a lock that is there already. */
export function run(inputs: readonly Input[], optionsText: string, lock?: string): Result {
  const options = readOptions(OPTIONS, optionsText);
  const loaded = load(inputs);
  const model = applyOptions(loaded.model, options);
  const open = readLock('meshext.lock.yaml', lock, false);
  const compiled = compile(model, { lock: open.lock, now: NOW });
  const all = [
    ...options.diagnostics,
    ...unusedOptions(loaded.model, options),
    ...loaded.diagnostics,
    ...open.diagnostics,
    ...compiled.diagnostics,
    ...backends.flatMap((backend) => backend.check(compiled.ir)),
  ];
  const judged = applyAllowances(all, model.allowances).map((one) => atOption(one, options));
  const artifacts = judged.some(isError) ? [] : backends.flatMap((backend) => backend.emit(compiled.ir));
  const diagnostics = [...withPositions(sortFindings(judged), inputs), ...sharedPaths(artifacts)];
  return { ...compiled, diagnostics, artifacts: diagnostics.some(isError) ? [] : artifacts };
}

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
