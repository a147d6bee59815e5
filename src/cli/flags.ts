import { type Command, Option } from 'commander';
import type { KumaVersion } from '../model/model';
import { optionsSchema } from '../model/options-schema';
import { TARGETS, type Target, parseTargets } from './targets';

/** What several commands are told in the same words. */

export interface Flags {
  readonly options?: string;
  readonly kuma?: KumaVersion;
  readonly target?: readonly Target[];
  readonly strict?: boolean;
  /** Only where the command has the option; else the environment decides. */
  readonly frozenLock?: boolean;
}

const VERSIONS = optionsSchema.properties.kumaVersion.enum;

export const takesPaths = (command: Command, need: 'required' | 'optional' = 'required'): Command =>
  command
    .argument(
      need === 'required' ? '<path...>' : '[path...]',
      'files or folders of Kuma YAML, Kubernetes and Universal form mixed; - is standard input',
    )
    .option('--options <file>', 'a file of options (default: meshext.yaml in the working directory, if there)')
    .addOption(
      new Option(
        '--kuma <version>',
        'the release of Kuma whose rules hold (default: kumaVersion of the options, else 2.8)',
      ).choices(VERSIONS),
    );

export const takesTargets = (command: Command): Command =>
  command
    .addOption(
      new Option('--target <list>', 'outputs, divided by commas (default: all)')
        .choices(TARGETS)
        .argParser(parseTargets),
    )
    .option('--strict', 'make warnings errors');

export const takesFrozenLock = (command: Command): Command =>
  command.option('--frozen-lock', 'fail when the lock would change (default: whether MESHEXT_FROZEN_LOCK is 1)');
