import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { programOnPath } from '../scripts/tools/programs';
import type { Measurement } from './row';

/** GNU time, which asks the system what a process and its children have taken. */
const TIME = programOnPath('time');

/** Runs a program to its end; `input` is a file that it reads as standard input, `output` one that it writes to. */
export function measure(
  folder: string,
  command: string,
  args: readonly string[],
  { status = 0, env = {} }: { readonly status?: number; readonly env?: Readonly<Record<string, string>> } = {},
): Measurement {
  if (TIME === undefined) throw new Error('GNU time is missing; on Debian it is the package time.');
  const report = join(folder, '.time');
  const start = process.hrtime.bigint();
  const done = spawnSync(TIME, ['--quiet', '-f', '%U %S %M', '-o', report, command, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: Infinity,
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (done.status !== status) throw new Error(`${command} ${args.join(' ')}: ${done.stderr.slice(0, 2000)}`);
  const [user, system, kibibytes] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  rmSync(report);
  return { wall, cpu: (user + system) * 1000, memory: kibibytes / 1024 };
}
