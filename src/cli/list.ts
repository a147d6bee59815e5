import { type Command, Option } from 'commander';
import { diagnosticJson } from '../diagnostics/json';
import { compiler } from './compiler';
import { type Flags, takesPaths } from './flags';
import type { Row } from './table';
import { run, statusOf } from './run';
import { table } from './table';
import { show } from './terminal';

const FORMATS = ['table', 'json', 'yaml'] as const;

interface ListFlags extends Flags {
  readonly format: (typeof FORMATS)[number];
  readonly secrets?: boolean;
  readonly matrix?: boolean;
}

type View = 'services' | 'secrets' | 'matrix';

/** `meshext list` */
export const addList = (program: Command): Command =>
  takesPaths(program.command('list').description('Show every service with its hostnames, VIP and endpoints.'))
    .addOption(new Option('--format <format>', 'how the rows are printed').choices(FORMATS).default('table'))
    .option('--secrets', 'show the secrets that each dataplane needs instead, and where their files are expected')
    .addOption(
      new Option(
        '--matrix',
        'show for each zone, dataplane and service whether it is reached instead, how, or why not',
      ).conflicts('secrets'),
    )
    .action((paths: readonly string[], flags: ListFlags) => {
      run(() => list(paths, flags));
    });

function list(paths: readonly string[], flags: ListFlags): number {
  const { judge, matrixRows, secretRows, serviceRows, toYaml } = compiler();
  const { ir, diagnostics, progress } = judge(paths, flags);
  progress.end();
  show(process.stderr, diagnostics);
  const views: Readonly<Record<View, () => readonly Row[]>> = {
    services: () => serviceRows(ir),
    secrets: () => secretRows(ir),
    matrix: () => matrixRows(ir),
  };
  const view = flags.matrix === true ? 'matrix' : flags.secrets === true ? 'secrets' : 'services';
  const rows = views[view]();
  const data = { [view]: rows, diagnostics: diagnostics.map(diagnosticJson) };
  const text = {
    table: () => table(rows),
    json: () => `${JSON.stringify(data, null, 2)}\n`,
    yaml: () => toYaml(data),
  };
  process.stdout.write(text[flags.format]());
  return statusOf(diagnostics);
}
