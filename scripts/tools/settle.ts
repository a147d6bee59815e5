import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { NAMED_BY, OWN_BIN, namedProgram, programOnPath } from './programs';

/** A program that the tests want in exactly one version. */
export interface PinnedProgram {
  readonly name: string;
  readonly version: string;
  /** What the program in a file says of its version; nothing when it is not there or another program. */
  versionOf(path: string): string | undefined;
  /** Leaves the program in `.tools/bin`. */
  install(): void;
}

/** Sees to it that the program is there in its version, and says in one line where it is. */
export function settle(program: PinnedProgram): string {
  const named = namedProgram(program.name);
  if (named !== undefined) return useNamed(program, named);
  const own = join(OWN_BIN, program.name);
  if (program.versionOf(own) === program.version)
    return `${program.name} ${program.version}: .tools/bin/${program.name}`;
  const found = programOnPath(program.name);
  if (found !== undefined && program.versionOf(found) === program.version) {
    linkOwn(program.name, found);
    return `${program.name} ${program.version}: ${found}`;
  }
  const passedOver = found === undefined ? '' : ` (${found} is ${program.versionOf(found) ?? 'of unknown version'})`;
  console.log(`${program.name} ${program.version}: installing into .tools${passedOver}`);
  program.install();
  const got = program.versionOf(own);
  if (got === program.version) return `${program.name} ${program.version}: .tools/bin/${program.name}`;
  throw new Error(`The installed ${program.name} reports version ${got ?? 'nothing'}, expected ${program.version}.`);
}

/** `.tools/bin/<name>` leads to the given file. */
export function linkOwn(name: string, target: string): void {
  mkdirSync(OWN_BIN, { recursive: true });
  rmSync(join(OWN_BIN, name), { force: true });
  symlinkSync(target, join(OWN_BIN, name));
}

/** The user's word counts, also for another version; but it is said, since the tests may then differ. */
function useNamed(program: PinnedProgram, path: string): string {
  const version = program.versionOf(path);
  const variable = NAMED_BY[program.name];
  if (version === undefined)
    throw new Error(`${variable} names ${path}, which is not a ${program.name} that can be run.`);
  const remark = version === program.version ? '' : `, not the pinned ${program.version}`;
  return `${program.name} ${version}: ${path} (${variable}${remark})`;
}
