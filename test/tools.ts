import { spawnSync } from 'node:child_process';
import { NAMED_BY, findProgram } from '../scripts/tools/programs';

/** Being installed is not enough for these: a container may forbid what they do. */
const PROBES: Readonly<Record<string, readonly string[]>> = { unshare: ['--net', 'true'] };

export type Register = (title: string, run: jest.ProvidesCallback, timeout?: number) => void;

/** The path of a program that a test runs; throws when it is not there. */
export function tool(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is missing. ${remedy(name)}`);
  return path;
}

/**
 * `test` when all programs are there. Otherwise a skipped test that says which one is missing; in CI (`CI=true`) a failing
 * one, so that no run is green only because nothing was tried.
 */
export function testWith(tools: readonly string[]): Register {
  const missing = tools.filter((name) => !usable(name));
  if (missing.length === 0) return (title, run, timeout) => test(title, run, timeout);
  const reason = missing.map((name) => `${name} is missing: ${remedy(name)}`).join(' ');
  if (process.env['CI'] !== 'true') return (title, run) => test.skip(`${title} [${reason}]`, run);
  return (title) =>
    test(title, () => {
      throw new Error(reason);
    });
}

function usable(name: string): boolean {
  const path = findProgram(name);
  if (path === undefined) return false;
  const probe = PROBES[name];
  return probe === undefined || spawnSync(path, probe).status === 0;
}

function remedy(name: string): string {
  const named = NAMED_BY[name];
  if (named !== undefined) return `Run "npm run tools", or name the binary in ${named}.`;
  return `Run "npm run tools", which installs it on Debian as root${name in PROBES ? ' (it must also be allowed here)' : ''}.`;
}
