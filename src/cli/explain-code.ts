import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { OWN_CODES } from '../diagnostics/codes';
import { KUMA_CODES } from '../diagnostics/kuma';
import { nearest } from '../diagnostics/nearest';
import { PACKAGE } from './package';
import { run, usageError } from './run';

/** `meshext explain-code` */
export const addExplainCode = (program: Command): Command =>
  program
    .command('explain-code')
    .description('Explain a code of a finding: what it means, why, and what to do.')
    .argument('<code>', 'for instance hostname-taken')
    .action((code: string) => {
      run(() => {
        process.stdout.write(pageOf(code));
        return 0;
      });
    });

function pageOf(code: string): string {
  const codes: readonly string[] = [...Object.keys(OWN_CODES), ...KUMA_CODES];
  if (!codes.includes(code))
    throw usageError(`no finding has the code ${JSON.stringify(code)}. ${nearest(code, codes)}`);
  return readFileSync(join(PACKAGE, 'docs', 'diagnostics', `${code}.md`), 'utf8');
}
