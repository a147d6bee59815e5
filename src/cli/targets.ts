import { InvalidArgumentError } from 'commander';
import { nearest } from '../diagnostics/nearest';

/** The names of the backends, so that help does not have to load them. */
export const TARGETS = ['kubernetes', 'universal', 'envoy', 'coredns', 'hosts'] as const;
export type Target = (typeof TARGETS)[number];

const isTarget = (word: string): word is Target => (TARGETS as readonly string[]).includes(word);

/** `kubernetes,envoy`, and what an earlier `--target` has said. */
export function parseTargets(value: string, before: readonly Target[] = []): readonly Target[] {
  const words = value.split(',').map((one) => one.trim());
  for (const word of words) {
    if (!isTarget(word))
      throw new InvalidArgumentError(`${JSON.stringify(word)} is no target. ${nearest(word, TARGETS)}`);
  }
  return [...before, ...words.filter(isTarget)];
}
