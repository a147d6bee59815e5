import { Failure } from './failure';
import { type Command, show, type Term } from './tree';
import type { Bytes } from './utf8';
import type { Fields, Value } from './value';

/** The mutable data of one rendering. */
export interface Execution {
  readonly source: Bytes;
  readonly label: (key: Bytes) => Bytes | undefined;
  readonly variables: { readonly name: Bytes; value: Value }[];
  /** The part that was evaluated last: Go's messages name it, even when it is not the one at fault. */
  at: Term | Command | undefined;
  budget: number;
}

/** Bytes that functions may take and give in one rendering. Variables that double each other would otherwise fill the memory. */
const BUDGET = 1024 * 1024;

export function begin(source: Bytes, data: Fields, label: Execution['label']): Execution {
  return { source, label, variables: [{ name: '$', value: data }], at: undefined, budget: BUDGET };
}

/** The text, when it is still paid for. */
export function spend(execution: Execution, text: Bytes): Bytes {
  execution.budget -= text.length;
  if (execution.budget < 0) throw new Failure('error', 'the template works on more than 1 MiB of text');
  return text;
}

/** A fault in Go's words, at the place that Go names. */
export function stop(execution: Execution, message: Bytes): Failure {
  const { source, at } = execution;
  if (at === undefined) return new Failure('error', `template: : ${message}`);
  const before = source.slice(0, at.offset);
  const line = before.split('\n').length;
  const column = at.offset - (before.lastIndexOf('\n') + 1);
  return new Failure('error', `template: :${line}:${column}: executing "" at <${show(at)}>: ${message}`);
}
