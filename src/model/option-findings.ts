import { optionInvalid, optionUnknown } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { nearest } from '../diagnostics/nearest';
import type { OptionSchema } from './options-schema';
import { type Violation, typeOf } from './schema';

/** What options look like once judged: findings in words, and values without what did not fit. */

/** What did not fit has left holes. */
export function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(withoutHoles);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutHoles(one)]));
}

const shown = (values: readonly unknown[]): string => values.map((one) => JSON.stringify(one)).join(', ');

/** What is wrong with an option, wherever it was given. */
export function optionFinding({ field, problem, schema, found, known = [] }: Violation, at: Place): Diagnostic {
  const { type = 'object', enum: words = [], properties = {}, minimum, maximum }: OptionSchema = schema;
  const key = field.split('.').at(-1) ?? field;
  switch (problem) {
    case 'unknown':
      return optionUnknown(at, key, known);
    case 'required':
      return optionInvalid(at, 'it is missing.', `Add ${key}.`);
    case 'one-key': {
      const count = Object.keys(found as object).length; // the rest of it may have no end
      return optionInvalid(
        at,
        `it has ${count} keys instead of one.`,
        `Give it one of ${shown(Object.keys(properties))}.`,
      );
    }
    case 'enum':
      return optionInvalid(at, `${shown([found])} is none of ${shown(words)}.`, nearest(String(found), words));
    case 'type':
      return optionInvalid(at, `expected ${wordFor(type)}, found ${described(found)}.`, hintOf(type, found));
    case 'minimum':
    case 'maximum':
      return optionInvalid(
        at,
        `${shown([found])} is outside of ${minimum} to ${maximum}.`,
        'Give it a whole number of that range, or remove the key.',
      );
    default:
      return Array.isArray(found)
        ? optionInvalid(at, 'the list is empty.', 'Give it an item, or remove the key.')
        : optionInvalid(at, `${shown([found])} is too short.`, 'Give it a value, or remove the key.');
  }
}

const WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  object: 'a map',
  string: 'a string',
};
const wordFor = (type: string): string => WORDS[type] ?? type;

/** A short value says more than its type; what a program has beside JSON has a type alone. */
function described(found: unknown): string {
  if (found === null || found === undefined) return 'nothing';
  if (typeof found === 'object') return wordFor(typeOf(found));
  if (typeof found === 'string') return `the string ${shown([found])}`;
  if (typeof found === 'number') return `the number ${found}`; // JSON has no NaN
  return typeof found === 'boolean' ? String(found) : `a ${typeof found}`;
}

const hintOf = (type: string, found: unknown): string =>
  type === 'string' && (typeof found === 'number' || typeof found === 'boolean')
    ? `Put it in quotes: ${shown([String(found)])}.`
    : `Write ${wordFor(type)} there; schemas/meshext.schema.json shows the shape.`;
