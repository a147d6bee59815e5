import { type Command, Option } from 'commander';
import { diagnosticJson } from '../diagnostics/json';
import { compiler } from './compiler';
import { type Flags, takesPaths } from './flags';
import { secretRows, serviceRows } from './rows';
import { run, statusOf } from './run';
import { table } from './table';
import { show } from './terminal';

const FORMATS = ['table', 'json', 'yaml'] as const;

interface ListFlags extends Flags {
  readonly format: (typeof FORMATS)[number];
  readonly secrets?: boolean;
}

/** `meshext list` */
export const addList = (program: Command): Command =>
  takesPaths(program.command('list').description('Show every service with its hostnames, VIP and endpoints.'))
    .addOption(new Option('--format <format>', 'how the rows are printed').choices(FORMATS).default('table'))
    .option('--secrets', 'show the secrets that each dataplane needs instead, and where their files are expected')
    .action((paths: readonly string[], flags: ListFlags) => {
      run(() => list(paths, flags));
    });

function list(paths: readonly string[], flags: ListFlags): number {
  const { filesNeeded, judge, toYaml } = compiler();
  const { ir, diagnostics, progress } = judge(paths, flags);
  progress.end();
  show(process.stderr, diagnostics);
  const rows = flags.secrets === true ? secretRows(filesNeeded(ir)) : serviceRows(ir);
  const data = {
    [flags.secrets === true ? 'secrets' : 'services']: rows,
    diagnostics: diagnostics.map(diagnosticJson),
  };
  const text = {
    table: () => table(rows),
    json: () => `${JSON.stringify(data, null, 2)}\n`,
    yaml: () => toYaml(data),
  };
  process.stdout.write(text[flags.format]());
  return statusOf(diagnostics);
}
