import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESTINATION } from '../destination';
import { appFailed } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { compiler } from './compiler';
import { usageError } from './run';

const CONFIG = 'cdk8s.yaml';

/** What cdk8s.yaml says of an app. */
export interface AppConfig {
  readonly command: string;
  /** The folder that `cdk8s synth` empties, and the app writes manifests to. */
  readonly outdir: string;
  /** Whether validation plugins are to know which construct a manifest comes from. */
  readonly recordsMetadata: boolean;
}

interface Config {
  readonly app?: unknown;
  readonly output?: unknown;
  readonly validations?: unknown;
  readonly synthConfig?: { readonly format?: unknown } | null;
}

export function readAppConfig(): AppConfig {
  if (!existsSync(CONFIG)) throw usageError(`name files or folders of Kuma YAML, or run this beside a ${CONFIG}.`);
  const { app, output, validations, synthConfig } = parsed();
  if (typeof app !== 'string') throw usageError(`${CONFIG} has no app: the command that runs the program.`);
  const folder = typeof output === 'string' ? output : 'dist';
  return {
    command: app,
    outdir: synthConfig?.format === 'helm' ? join(folder, 'templates') : folder,
    recordsMetadata: Array.isArray(validations) ? validations.length > 0 : typeof validations === 'string',
  };
}

function parsed(): Config {
  try {
    return { ...(compiler().fromYaml(readFileSync(CONFIG, 'utf8')) as Config | null) };
  } catch (error) {
    if (error instanceof Error && 'linePos' in error) throw usageError(`${CONFIG}: ${error.message}`);
    throw error;
  }
}

/** Runs an app as `cdk8s synth` does, but everything is written below `folder`, under its whole path. */
export function runApp({ command, outdir, recordsMetadata }: AppConfig, folder: string): Diagnostic[] {
  const { status, signal, error } = spawnSync(command, {
    shell: true,
    stdio: ['ignore', 2, 'inherit'], // standard output is for findings
    env: {
      ...process.env,
      [DESTINATION]: folder,
      CDK8S_OUTDIR: join(folder, process.cwd(), outdir),
      CDK8S_RECORD_CONSTRUCT_METADATA: process.env['CDK8S_RECORD_CONSTRUCT_METADATA'] ?? String(recordsMetadata),
    },
  });
  if (status === 0) return [];
  return [appFailed(CONFIG, command, error?.message ?? `ended with ${signal ?? `exit status ${status}`}`)];
}
