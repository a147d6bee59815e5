import { execFileSync } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** What a claim saw, or why it could not be tried; one failing claim leaves the others standing. */
export type Part<T> = { readonly value: T } | { readonly failed: string };

/** The inside of a namespace that `runInNamespace` made, with a folder for its files that nothing outside sees. */
export class World {
  private constructor(readonly folder: string) {}

  /** Refuses to start anywhere but in fresh namespaces: outside, its mounts would change the machine. */
  static enter(): World {
    if (!isFresh('net', 'WORLD_OUTER_NETWORK') || !isFresh('mnt', 'WORLD_OUTER_MOUNTS')) {
      throw new Error('This program runs only inside runInNamespace.');
    }
    execFileSync('ip', ['link', 'set', 'lo', 'up']);
    return new World(memoryFolder());
  }

  /** Puts other content in front of a file of the system, seen in this namespace only. */
  cover(path: string, content: string): void {
    const substitute = join(this.folder, `cover-${basename(path)}`);
    writeFileSync(substitute, content);
    execFileSync('mount', ['--bind', substitute, path]);
  }

  /** The names of all interfaces with an address; only `lo` means that nothing outside can be reached. */
  interfaces(): string[] {
    return Object.keys(networkInterfaces());
  }
}

/** Runs a program of the world: prints its result as JSON and ends the process, in bounded time. */
export function runWorld(program: (world: World) => Promise<unknown>): void {
  const limitMs = Number(setting('WORLD_LIMIT_MS'));
  setTimeout(() => end(1, `no result within ${limitMs} ms`), limitMs);
  process.stdin.once('end', () => end(1, 'the process that wants the result is gone')).resume();
  Promise.resolve()
    .then(() => program(World.enter()))
    .then((result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)))
    .catch((error: unknown) => end(1, error instanceof Error ? (error.stack ?? error.message) : String(error)));
}

export async function attempt<T>(claim: () => Promise<T>): Promise<Part<T>> {
  try {
    return { value: await claim() };
  } catch (error) {
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The value of a claim; throws the reason when the claim could not be tried. */
export function valueOf<T>(part: Part<T>): T {
  if ('failed' in part) throw new Error(part.failed);
  return part.value;
}

function isFresh(kind: string, outer: string): boolean {
  const before = process.env[outer];
  return before !== undefined && before !== readlinkSync(`/proc/self/ns/${kind}`);
}

/** A temporary folder in memory: it is gone with the namespace, and its empty mount point with this process. */
function memoryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-traffic-'));
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  process.once('exit', () => {
    execFileSync('umount', ['--lazy', folder]);
    rmdirSync(folder);
  });
  return folder;
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: this program runs only inside runInNamespace.`);
  return value;
}

function end(code: number, message: string): void {
  process.stderr.write(`${message}\n`, () => process.exit(code));
}
