import type { Command } from 'commander';
import { compiler } from './compiler';
import { type Flags, takesFrozenLock, takesPaths, takesTargets } from './flags';
import { outputOf } from './output';
import { run, statusOf } from './run';
import { show } from './terminal';

interface CompileFlags extends Flags {
  readonly out: string;
  readonly dryRun?: boolean;
}

/** `meshext compile` */
export const addCompile = (program: Command): Command =>
  takesFrozenLock(
    takesTargets(takesPaths(program.command('compile').description('Write the output tree, and the lock of VIPs.'))),
  )
    .option(
      '--out <dir>',
      'the folder to write to; what meshext wrote there before and is not wanted now is removed',
      'dist',
    )
    .option('--dry-run', 'print what would change, and write nothing')
    .action((paths: readonly string[], flags: CompileFlags) => {
      run(() => compile(paths, flags));
    });

function compile(paths: readonly string[], flags: CompileFlags): number {
  const { judge, planTree, writeTree } = compiler();
  const judged = judge(paths, flags);
  const { lock, progress } = judged;
  const { files, diagnostics } = outputOf(judged, paths);
  if (statusOf(diagnostics) !== 0) {
    progress.end();
    show(process.stderr, diagnostics);
    return 1;
  }
  progress.step(`Writing ${files.length} files`);
  const plan = flags.dryRun === true ? planTree(flags.out, files, [lock]) : undefined;
  const refused = plan?.diagnostics ?? writeTree(flags.out, files, [lock]);
  progress.end();
  show(process.stderr, [...diagnostics, ...refused]);
  process.stdout.write((plan?.changes ?? []).map((one) => `${one}\n`).join(''));
  return statusOf(refused);
}
