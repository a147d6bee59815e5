import { backends, emit } from '../backends';
import type { Artifact } from '../backends/backend';
import { compile } from '../compile/compile';
import { applyAllowances } from '../diagnostics/allow';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { distinct } from '../diagnostics/distinct';
import { sortFindings } from '../diagnostics/sort';
import type { Ir } from '../ir/ir';
import { applyOptions, atOption, checkOptions } from '../model/apply-options';
import type { Input, Loaded } from '../model/load';
import type { Lock } from '../model/lock';
import type { Model } from '../model/model';
import type { ReadOptions } from '../model/options';
import { withPositions } from '../model/positions';
import { type LockFile, lockFindings } from '../model/read-lock';
import { gatewayChecks, withGateways } from './gateways';

/** What was read for a run, and how it is to be judged. */
interface Read {
  readonly inputs: readonly Input[];
  readonly loaded: Loaded;
  readonly options: ReadOptions;
  readonly lockFile: LockFile;
  /** The names of the outputs; absent for all. */
  readonly targets?: readonly string[];
  /** In milliseconds. */
  readonly now: number;
}

/** What a run finds, and what it would write: everything but files, clock and environment. */
export interface JudgedModel {
  readonly ir: Ir;
  readonly lock: Lock;
  readonly diagnostics: readonly Diagnostic[];
  /** Renders the outputs; only when no finding is an error. */
  readonly artifacts: () => readonly Artifact[];
}

/** `settled` says what a control plane's environment adds to the model. */
export function judgeModel(
  { inputs, loaded, options, lockFile, targets, now }: Read,
  settled: (model: Model) => Model = (model) => model,
): JudgedModel {
  const model = applyOptions(settled(loaded.model), options);
  const chosen = backends.filter(({ name }) => targets?.includes(name) !== false);
  const names = chosen.map(({ name }) => name);
  const withoutKuma = !names.includes('kubernetes') && !names.includes('universal');
  const { ir, lock, diagnostics: found } = compile(model, { lock: lockFile.lock, now, withoutKuma });
  const all = [
    ...options.diagnostics,
    ...checkOptions(loaded.model, options),
    ...loaded.diagnostics,
    ...lockFindings(lockFile, lock),
    ...found,
    ...chosen.flatMap((backend) => backend.check(ir, names)),
    ...gatewayChecks(ir, names),
  ];
  const judged = applyAllowances(distinct(all), model.allowances).map((one) => atOption(one, options));
  return {
    ir,
    lock,
    diagnostics: withPositions(sortFindings(judged), inputs),
    artifacts: () => emit(chosen, ir, (files) => withGateways(ir, names, files)),
  };
}
