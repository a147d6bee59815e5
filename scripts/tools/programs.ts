import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');
export const OWN_BIN = join(ROOT, '.tools/bin');

/** Environment variables that name a binary; they win over everything else. */
export const NAMED_BY: Readonly<Record<string, string>> = { envoy: 'MESHEXT_ENVOY', coredns: 'MESHEXT_COREDNS' };

/** Where Debian keeps ip, nft and iptables; not on everyone's PATH. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin'];

/** The named one, else ours, else the one on PATH. */
export function findProgram(name: string): string | undefined {
  const named = namedProgram(name);
  if (named !== undefined) return isProgram(named) ? named : undefined;
  return isProgram(join(OWN_BIN, name)) ? join(OWN_BIN, name) : programOnPath(name);
}

export function namedProgram(name: string): string | undefined {
  const named = process.env[NAMED_BY[name] ?? ''] ?? '';
  return named === '' ? undefined : resolve(named);
}

export function programOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders, ...SYSTEM_FOLDERS].map((folder) => join(folder, name)).find(isProgram);
}

/** Runs to the end with our own standard error, and throws one sentence when it fails. */
export function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const path = command.includes('/') ? command : programOnPath(command);
  if (path === undefined) throw new Error(`${command} is missing and cannot be installed from here.`);
  const done = spawnSync(path, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (done.status === 0) return done.stdout;
  throw new Error(
    `"${[command, ...args].join(' ')}" failed (${done.error?.message ?? done.signal ?? `exit ${done.status}`}).`,
  );
}

/** What the program prints, or nothing when it cannot be run. */
export function outputOf(path: string, args: readonly string[]): string {
  return spawnSync(path, args, { encoding: 'utf8' }).stdout ?? '';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
