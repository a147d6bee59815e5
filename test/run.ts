import { backends, emit } from '../src/backends';
import { type WholeFile, wholeFiles } from '../src/backends/backend';
import { gatewayChecks, withGateways } from '../src/cli/gateways';
import { compile } from '../src/compile/compile';
import { applyAllowances } from '../src/diagnostics/allow';
import { type Diagnostic, isError } from '../src/diagnostics/diagnostic';
import { distinct } from '../src/diagnostics/distinct';
import { sortFindings } from '../src/diagnostics/sort';
import type { Ir } from '../src/ir/ir';
import { applyOptions, atOption, checkOptions } from '../src/model/apply-options';
import { type Input, load } from '../src/model/load';
import type { Lock } from '../src/model/lock';
import { readOptions } from '../src/model/options';
import { withPositions } from '../src/model/positions';
import { readLock } from '../src/model/read-lock';
import { sharedPaths } from '../src/shared-paths';

/** What a run of the command makes of texts, without its files. */
export interface Result {
  readonly ir: Ir;
  readonly lock: Lock;
  readonly diagnostics: readonly Diagnostic[];
  /** None when a finding is an error. */
  readonly artifacts: readonly WholeFile[];
}

export const OPTIONS = 'meshext.yaml';
const NOW = Date.UTC(2027, 0, 1); // when the certificates of the cases are valid

/** The same steps as in cli/judge.ts; `lock` is the text of a lock that is there already. */
export function run(
  inputs: readonly Input[],
  optionsText: string,
  lock?: string,
  targets: readonly string[] = backends.map(({ name }) => name),
): Result {
  const chosen = backends.filter(({ name }) => targets.includes(name));
  const withoutKuma = !targets.includes('kubernetes') && !targets.includes('universal');
  const options = readOptions(OPTIONS, optionsText);
  const loaded = load(inputs);
  const model = applyOptions(loaded.model, options);
  const open = readLock('meshext.lock.yaml', lock, false);
  const compiled = compile(model, { lock: open.lock, now: NOW, withoutKuma });
  const all = [
    ...options.diagnostics,
    ...checkOptions(loaded.model, options),
    ...loaded.diagnostics,
    ...open.diagnostics,
    ...compiled.diagnostics,
    ...chosen.flatMap((backend) => backend.check(compiled.ir, targets)),
    ...gatewayChecks(compiled.ir, targets),
  ];
  const judged = applyAllowances(distinct(all), model.allowances).map((one) => atOption(one, options));
  const artifacts = judged.some(isError)
    ? []
    : emit(chosen, compiled.ir, (files) => withGateways(compiled.ir, targets, files));
  const diagnostics = [...withPositions(sortFindings(judged), inputs), ...sharedPaths(artifacts)];
  const written = diagnostics.some(isError) ? [] : artifacts;
  return { ...compiled, diagnostics, artifacts: wholeFiles(written) ?? [] };
}
