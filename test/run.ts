import { type WholeFile, wholeFiles } from '../src/backends/backend';
import { judgeModel } from '../src/cli/judge-model';
import { type Diagnostic, isError } from '../src/diagnostics/diagnostic';
import type { Ir } from '../src/ir/ir';
import { type Input, load } from '../src/model/load';
import type { Lock } from '../src/model/lock';
import { readOptions } from '../src/model/options';
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

/** `lock` is the text of a lock that is there already. */
export function run(inputs: readonly Input[], optionsText: string, lock?: string, targets?: readonly string[]): Result {
  const judged = judgeModel({
    inputs,
    loaded: load(inputs),
    options: readOptions(OPTIONS, optionsText),
    lockFile: readLock('meshext.lock.yaml', lock, false),
    targets,
    now: NOW,
  });
  const artifacts = judged.diagnostics.some(isError) ? [] : judged.artifacts();
  const diagnostics = [...judged.diagnostics, ...sharedPaths(artifacts)];
  const written = diagnostics.some(isError) ? [] : artifacts;
  return { ir: judged.ir, lock: judged.lock, diagnostics, artifacts: wholeFiles(written) ?? [] };
}
