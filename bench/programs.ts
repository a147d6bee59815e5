import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { goProgram } from '../scripts/tools/go-program';
import { ROOT, programOnPath, run } from '../scripts/tools/programs';

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
  return join(OUT, `${name}.js`);
}

/** A Go program of bench/go, built from source. */
export function builtGo(name: string): string {
  const program = join(OUT, name);
  run('go', ['-C', join(__dirname, 'go', name), 'build', '-o', program, '.'], GO);
  return program;
}

const GO = { GOTOOLCHAIN: 'local', GOWORK: 'off' };

/** A Go program that others publish, in exactly this version; it is taken from the PATH where it is there. */
export function installedGo(
  name: string,
  module: { readonly module: string; readonly version: string; readonly below: string },
): string {
  const program = goProgram(name, module);
  const own = join(OUT, name);
  const found = [own, programOnPath(name) ?? own].find((path) => program.versionOf(path) === module.version);
  if (found !== undefined) return found;
  run('go', ['install', `${module.module}${module.below}@v${module.version}`], { GOBIN: OUT });
  return own;
}
