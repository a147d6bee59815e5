import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { compiler } from './compiler';
import { type Flags, takesFrozenLock } from './flags';
import { run, statusOf, usageError } from './run';
import { show } from './terminal';

interface PruneFlags extends Flags {
  readonly dist: string;
}

/** `meshext lock prune` */
export function addLock(program: Command): Command {
  const lock = program.command('lock').description('Look after meshext.lock.yaml.');
  takesFrozenLock(lock.command('prune'))
    .description('Drop the entries that no service has any more, so that their addresses can be given again.')
    .argument('[path...]', 'all Kuma YAML that the lock is for; - is standard input (default: the written tree)')
    .option('--options <file>', 'a file of options (default: meshext.yaml in the working directory, if there)')
    .option('--dist <dir>', 'the written tree', 'dist')
    .action((paths: readonly string[], flags: PruneFlags) => {
      run(() => prune(paths, flags));
    });
  return lock;
}

/** What an app declared stands in the tree that it wrote. */
function writtenServices(dist: string): string {
  const folder = ['universal', 'kubernetes'].map((name) => join(dist, name)).find((path) => existsSync(path));
  if (folder === undefined)
    throw usageError(`${dist} holds no written services: name the files of all services, or the tree with --dist.`);
  return folder;
}

function prune(paths: readonly string[], flags: PruneFlags): number {
  const isWritten = paths.length === 0;
  const from = isWritten ? [writtenServices(flags.dist)] : paths;
  const { removed, diagnostics } = compiler().pruneLockFile(from, isWritten, flags);
  show(process.stderr, diagnostics);
  for (const line of removed) process.stdout.write(`${line}\n`);
  return statusOf(diagnostics);
}
