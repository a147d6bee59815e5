import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { programOnPath } from '../scripts/tools/programs';
import type { Measurement } from './row';

/** GNU time, which asks the system what a process and its children have taken. */
const TIME = programOnPath('time');

interface Settings {
  readonly status?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The file that standard output is written to. */
  readonly output?: string;
  /** Seconds, after which it is stopped. */
  readonly limit?: number;
}

/** What `timeout` says of a program that it has stopped. */
const STOPPED = 124;

/** Runs a program to its end, or to its limit. */
export function measure(
  folder: string,
  command: string,
  args: readonly string[],
  { status = 0, env = {}, output = '/dev/null', limit }: Settings = {},
): Measurement {
  if (TIME === undefined) throw new Error('GNU time is missing; on Debian it is the package time.');
  const report = resolve(folder, '.time');
  const limited = limit === undefined ? [] : ['timeout', String(limit)];
  const stdout = openSync(resolve(folder, output), 'w');
  const start = process.hrtime.bigint();
  const done = spawnSync(TIME, ['--quiet', '-f', '%U %S %M', '-o', report, ...limited, command, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'pipe'],
    maxBuffer: Infinity,
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  closeSync(stdout);
  const stopped = limit !== undefined && done.status === STOPPED;
  if (done.status !== status && !stopped)
    throw new Error(`${command} ${args.join(' ')}: ${done.stderr.slice(0, 2000)}`);
  const [user, system, kibibytes] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  rmSync(report);
  return { wall, cpu: (user + system) * 1000, memory: kibibytes / 1024, ...(stopped ? { stopped } : {}) };
}
