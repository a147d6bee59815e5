import type { Command } from 'commander';
import { nothingDeclared } from '../diagnostics/catalog';
import type { Ir } from '../ir/ir';
import { compiler } from './compiler';
import { type Flags, takesFrozenLock, takesPaths, takesTargets } from './flags';
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
  const { ir, diagnostics: found, artifacts, lock, progress } = judge(paths, flags);
  // An empty tree would remove all that was written before, for a mistaken path too.
  const diagnostics = isEmpty(ir) && statusOf(found) === 0 ? [...found, nothingDeclared(paths)] : found;
  if (statusOf(diagnostics) !== 0) {
    progress.end();
    show(process.stderr, diagnostics);
    return 1;
  }
  const files = artifacts();
  progress.step(`Writing ${files.length} files`);
  const plan = flags.dryRun === true ? planTree(flags.out, files, [lock]) : undefined;
  const refused = plan?.diagnostics ?? writeTree(flags.out, files, [lock]);
  progress.end();
  show(process.stderr, [...diagnostics, ...refused]);
  process.stdout.write((plan?.changes ?? []).map((one) => `${one}\n`).join(''));
  return statusOf(refused);
}

const isEmpty = ({ meshes, generators, zoneEgresses }: Ir): boolean =>
  [...generators, ...zoneEgresses, ...meshes.flatMap(contents)].length === 0;

const contents = ({ resource, services, passthroughs, trafficPermissions, proxies }: Ir['meshes'][number]) => [
  ...(resource === undefined ? [] : [resource]),
  ...services,
  ...passthroughs,
  ...trafficPermissions,
  ...proxies,
];
