import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { compiler } from './compiler';
import type { Flags } from './flags';
import { run, statusOf, usageError } from './run';
import { show } from './terminal';

interface PruneFlags extends Flags {
  readonly out: string;
}

/** `meshext lock prune` */
export function addLock(program: Command): Command {
  const lock = program.command('lock').description('Look after meshext.lock.yaml.');
  lock
    .command('prune')
    .description('Drop the entries that no service has any more, so that their addresses can be given again.')
    .argument('[path...]', 'all Kuma YAML that the lock is for; - is standard input (default: the written tree)')
    .option('--options <file>', 'a file of options (default: meshext.yaml in the working directory, if there)')
    .option('--out <dir>', 'the written tree', 'dist')
    .option('--frozen-lock', 'fail instead of writing (default: whether MESHEXT_FROZEN_LOCK is 1)')
    .action((paths: readonly string[], flags: PruneFlags) => {
      run(() => prune(paths.length === 0 ? [writtenServices(flags.out)] : paths, flags));
    });
  return lock;
}

/** What an app declared stands in the tree that it wrote. */
function writtenServices(out: string): string {
  const folder = ['universal', 'kubernetes'].map((name) => join(out, name)).find((path) => existsSync(path));
  if (folder === undefined)
    throw usageError(`${out} holds no written services: name the files of all services, or the tree with --out.`);
  return folder;
}

function prune(paths: readonly string[], flags: PruneFlags): number {
  const { removed, diagnostics } = compiler().pruneLockFile(paths, flags);
  show(process.stderr, diagnostics);
  for (const line of removed) process.stdout.write(`${line}\n`);
  return statusOf(diagnostics);
}
