import type { IConstruct } from 'constructs';

/** Throws what every construct of a tree finds wrong, all at once, each with its construct path. */
export const refuseErrors = (root: IConstruct): void =>
  refuse(root.node.findAll().flatMap((one) => one.node.validate().map((message) => `[${one.node.path}] ${message}`)));

export function refuse(messages: readonly string[]): void {
  if (messages.length === 0) return;
  const error = new Error(`Validation failed with the following errors:\n  ${messages.join('\n  ')}`);
  error.stack = error.message; // where in our code it was found helps nobody
  throw error;
}
