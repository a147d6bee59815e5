import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { ROOT } from '../scripts/tools/programs';

/** What the bench runs. */

/** The command as it is published. */
export const COMMAND = join(ROOT, 'lib/cli/main.js');

const OUT = join(ROOT, 'out/bench'); // below the package, so that programs there find it by its name

/** The programs of bench/apps as JavaScript: nobody should measure how long TypeScript takes to become it. */
export function builtApp(name: string): string {
  for (const one of ['services', name]) {
    const text = readFileSync(join(__dirname, 'apps', `${one}.ts`), 'utf8');
    const { outputText } = transpileModule(text, {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
    });
    mkdirSync(OUT, { recursive: true });
    writeFileSync(join(OUT, `${one}.js`), outputText);
  }
  return join(OUT, `${basename(name)}.js`);
}
