import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Files, put } from '../cli/meshext';

export const ROOT = resolve(__dirname, '../..');
const CLI = join(ROOT, 'node_modules/.bin/cdk8s');

/** A project in a folder of its own, where meshext and cdk8s are installed. */
export function project(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-project-'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  symlinkSync(ROOT, join(folder, 'node_modules/meshext'));
  put(folder, files);
  return folder;
}

/** The same for as long as a test takes. */
export function inProject<T>(files: Files, use: (folder: string) => T): T {
  const folder = project(files);
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The real `cdk8s synth`, with the network off where that can be had. */
export function synth(folder: string, ...args: readonly string[]) {
  const command = [CLI, 'synth', ...args];
  const offline = spawnSync('unshare', ['--net', 'true']).status === 0;
  const [program, ...rest] = offline ? ['unshare', '--net', ...command] : command;
  const env = { ...process.env, CDK8S_CHECK_UPGRADE: 'false', MESHEXT_FROZEN_LOCK: '' };
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd: folder, encoding: 'utf8', env });
  return { status, stdout, stderr };
}
