import type { Command } from 'commander';
import { backends } from '../backends';
import { compile } from '../compile/compile';
import { type Diagnostic, isError } from '../diagnostics/diagnostic';
import { renderText } from '../diagnostics/render';
import { load } from '../model/load';
import { writeTree } from '../write';
import { readInputs } from './inputs';

/** `meshext compile` */
export const addCompile = (program: Command): Command =>
  program
    .command('compile')
    .description('Write the output tree for Kuma YAML, Kubernetes and Universal form mixed.')
    .argument('<path...>', 'files or folders; - is standard input')
    .option('--out <dir>', 'the folder to write to', 'dist')
    .action((paths: readonly string[], { out }: { readonly out: string }) => {
      process.exitCode = run(paths, out);
    });

function run(paths: readonly string[], out: string): number {
  try {
    const { model, diagnostics } = load(readInputs(paths));
    const { ir, diagnostics: found } = compile(model);
    const all = [...diagnostics, ...found, ...backends.flatMap((backend) => backend.check(ir))];
    report(all);
    if (all.some(isError)) return 1;
    const refused = writeTree(
      out,
      backends.flatMap((backend) => backend.emit(ir)),
    );
    report(refused);
    return refused.some(isError) ? 1 : 0;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    process.stderr.write(`meshext: ${error.message}\n`);
    return 2;
  }
}

/** A path that cannot be opened or written; anything else that is thrown is a bug of ours. */
const isSystemError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

function report(findings: readonly Diagnostic[]): void {
  for (const one of findings) process.stderr.write(`${renderText(one)}\n`);
}
