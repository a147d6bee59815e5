import { type Command, Option } from 'commander';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { diagnosticJson } from '../diagnostics/json';
import { renderOneline } from '../diagnostics/oneline';
import { sarifLog } from '../diagnostics/sarif';
import { compiler } from './compiler';
import { type Flags, takesFrozenLock, takesPaths, takesTargets } from './flags';
import { compareApp, compareCompiled, refuseNoFolder } from './dist';
import { outputOf } from './output';
import { run, statusOf, usageError } from './run';
import { show } from './terminal';
import { version } from './package';

const FORMATS = ['text', 'oneline', 'json', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

interface CheckFlags extends Flags {
  readonly dist?: string;
  readonly format: Format;
}

/** `meshext check` */
export const addCheck = (program: Command): Command =>
  takesFrozenLock(
    takesTargets(
      takesPaths(program.command('check').description('Say what compile would find; nothing is written.'), 'optional'),
    ),
  )
    .option(
      '--dist <dir>',
      'compare a written tree with what would be written now, without PATH by the app of cdk8s.yaml',
    )
    .addOption(new Option('--format <format>', 'how findings are printed').choices(FORMATS).default('text'))
    .action((paths: readonly string[], flags: CheckFlags) => {
      run(() => {
        const found = paths.length === 0 ? checkApp(flags) : checkPaths(paths, flags);
        print(found, flags.format);
        return statusOf(found);
      });
    });

function checkPaths(paths: readonly string[], flags: CheckFlags): readonly Diagnostic[] {
  if (flags.dist !== undefined) refuseNoFolder(flags.dist);
  const judged = compiler().judge(paths, flags);
  const { files, diagnostics } = outputOf(judged, paths);
  const isWritten = flags.dist !== undefined && statusOf(diagnostics) === 0;
  const differing = isWritten ? compareCompiled(flags.dist, files, judged.lock) : [];
  judged.progress.end();
  return [...diagnostics, ...differing];
}

/** An app says itself what these say of files. */
const OF_FILES = {
  options: '--options',
  kuma: '--kuma',
  target: '--target',
  strict: '--strict',
  frozenLock: '--frozen-lock',
} as const;

function checkApp(flags: CheckFlags): readonly Diagnostic[] {
  if (flags.dist === undefined)
    throw usageError('name files or folders of Kuma YAML, or a tree that the app of cdk8s.yaml has written (--dist).');
  const [, alien] = Object.entries(OF_FILES).find(([name]) => flags[name as keyof typeof OF_FILES] !== undefined) ?? [];
  if (alien !== undefined)
    throw usageError(`${alien} is for files of Kuma YAML: name some, or say it in the app of cdk8s.yaml.`);
  return compareApp(flags.dist);
}

function print(findings: readonly Diagnostic[], format: Format): void {
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  switch (format) {
    case 'text':
      return show(process.stdout, findings);
    case 'oneline':
      return void process.stdout.write(findings.map((one) => `${renderOneline(one)}\n`).join(''));
    case 'json':
      return void process.stdout.write(json({ diagnostics: findings.map(diagnosticJson) }));
    case 'sarif':
      return void process.stdout.write(json(sarifLog(findings, version())));
  }
}
