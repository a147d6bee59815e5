import { spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { resolve } from 'node:path';

export const PROJECT_ROOT = resolve(__dirname, '../..');

/** How much longer than its own limit a program may take before it is killed. */
const GRACE_MS = 10_000;
const KEPT_ERROR_CHARACTERS = 8000;

/**
 * Runs a TypeScript program in network, mount and process namespaces of its own and gives back the one JSON value that it
 * prints. The program ends itself at the time limit and when this process is gone; with it dies all that it started.
 */
export async function runInNamespace<T>(
  program: string,
  limitMs: number,
  settings: NodeJS.ProcessEnv = {},
): Promise<T> {
  const environment = {
    ...process.env,
    ...settings,
    WORLD_LIMIT_MS: String(limitMs),
    WORLD_OUTER_NETWORK: readlinkSync('/proc/self/ns/net'),
    WORLD_OUTER_MOUNTS: readlinkSync('/proc/self/ns/mnt'),
  };
  const command = [...namespaceArguments(), process.execPath, '--import', 'tsx', program];
  return JSON.parse(await output(command, environment, limitMs + GRACE_MS)) as T;
}

/**
 * Runs a program with each of several settings, all at once, since most of the time they wait. To be called where tests are
 * declared; gives back what waits for the one with a setting, for a `beforeAll`.
 */
export function runTogether<T>(
  program: string,
  limitMs: number,
  variable: string,
  values: readonly string[],
): (value: string) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  beforeAll(() => {
    for (const value of values) {
      const one = runInNamespace<T>(program, limitMs, { [variable]: value });
      one.catch(() => undefined); // told to those who wait for it
      running.set(value, one);
    }
  });
  return async (value) => {
    const one = running.get(value);
    if (one === undefined) throw new Error(`${variable}=${value} was not run`);
    return one;
  };
}

function namespaceArguments(): string[] {
  const separate = ['--net', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child'];
  return process.getuid?.() === 0 ? separate : ['--map-root-user', ...separate];
}

function output(args: string[], env: NodeJS.ProcessEnv, limitMs: number): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn('unshare', args, { cwd: PROJECT_ROOT, env, stdio: 'pipe' });
    let printed = '';
    let errors = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => (errors = (errors + text).slice(-KEPT_ERROR_CHARACTERS)));
    child.on('error', (error) => {
      clearTimeout(timer);
      fail(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) done(printed);
      else fail(new Error(`The traffic program ended with ${signal ?? code} (limit ${limitMs} ms):\n${errors}`));
    });
  });
}
