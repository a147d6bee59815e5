import { type Command, Option } from 'commander';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { diagnosticJson } from '../diagnostics/json';
import { renderOneline } from '../diagnostics/oneline';
import { sarifLog } from '../diagnostics/sarif';
import { compiler } from './compiler';
import { type Flags, takesPaths, takesTargets } from './flags';
import { run, statusOf } from './run';
import { show } from './terminal';
import { version } from './package';

const FORMATS = ['text', 'oneline', 'json', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

/** `meshext check` */
export const addCheck = (program: Command): Command =>
  takesTargets(takesPaths(program.command('check').description('Say what compile would find; nothing is written.')))
    .addOption(new Option('--format <format>', 'how findings are printed').choices(FORMATS).default('text'))
    .action((paths: readonly string[], flags: Flags & { readonly format: Format }) => {
      run(() => {
        const { diagnostics, progress } = compiler().judge(paths, flags);
        progress.end();
        print(diagnostics, flags.format);
        return statusOf(diagnostics);
      });
    });

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
