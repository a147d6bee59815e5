import { type Execution, spend, stop } from './execution';
import { builtin } from './functions';
import { type Command, type Identifier, type Pipe, show, type Term } from './tree';
import type { Bytes } from './utf8';
import { isTrue, ofBool, ofInt, ofString, typeOf, type Value } from './value';

/** What stands behind a function or field: further terms, and the value that a pipeline hands on. */
interface Given {
  readonly args: readonly Term[];
  readonly piped: Value | undefined;
}

const NOTHING: Given = { args: [], piped: undefined };

/** The value of a pipeline. Its variable stays until the list that it stands in ends. */
export function evaluatePipe(execution: Execution, dot: Value, pipe: Pipe): Value {
  execution.at = pipe;
  let value: Value | undefined;
  for (const command of pipe.commands) value = evaluateCommand(execution, dot, command, value);
  if (value === undefined) throw stop(execution, 'empty pipeline');
  if (pipe.target === undefined) return value;
  if (pipe.assigns) findVariable(execution, pipe.target).value = value;
  else execution.variables.push({ name: pipe.target, value });
  return value;
}

function findVariable(execution: Execution, name: Bytes): Execution['variables'][number] {
  for (let i = execution.variables.length - 1; i >= 0; i--) {
    const variable = execution.variables[i];
    if (variable?.name === name) return variable;
  }
  throw stop(execution, `undefined variable: ${name}`);
}

function evaluateCommand(execution: Execution, dot: Value, command: Command, piped: Value | undefined): Value {
  const { head, args } = command;
  const given: Given = { args, piped };
  switch (head.kind) {
    case 'field':
    case 'chain':
      return evaluateFields(execution, dot, head, given);
    case 'identifier':
      return evaluateCall(execution, dot, head, command, given);
    case 'pipe':
      checkPlain(execution, head, given);
      return evaluatePipe(execution, dot, head);
    case 'variable':
      return evaluateVariable(execution, head, given);
    default:
      execution.at = head;
      checkPlain(execution, head, given);
      return evaluateLiteral(execution, dot, head);
  }
}

function checkPlain(execution: Execution, head: Term, { args, piped }: Given): void {
  if (args.length > 0 || piped !== undefined)
    throw stop(execution, `can't give argument to non-function ${show(head)}`);
}

function evaluateLiteral(execution: Execution, dot: Value, term: Term): Value {
  execution.at = term;
  if (term.kind === 'bool') return ofBool(term.value);
  if (term.kind === 'string') return ofString(term.value);
  if (term.kind !== 'number') return dot;
  if (term.value === undefined) throw stop(execution, `${term.spelling} overflows int`);
  return ofInt(term.value);
}

type OfKind<K extends Term['kind']> = Extract<Term, { readonly kind: K }>;

function evaluateVariable(execution: Execution, term: OfKind<'variable'>, given: Given): Value {
  execution.at = term;
  const { value } = findVariable(execution, term.name);
  if (term.names.length > 0) return walkFields(execution, value, term.names, given);
  checkPlain(execution, { ...term, names: [] }, given);
  return value;
}

function evaluateFields(execution: Execution, dot: Value, term: OfKind<'field' | 'chain'>, given: Given): Value {
  execution.at = term;
  const receiver = term.kind === 'field' ? dot : evaluateTerm(execution, dot, term.on);
  return walkFields(execution, receiver, term.names, given);
}

function walkFields(execution: Execution, receiver: Value, names: readonly Bytes[], given: Given): Value {
  let value = receiver;
  names.forEach((name, i) => {
    const field = value.kind === 'fields' ? value.fields.get(name) : undefined;
    if (field === undefined) throw stop(execution, `can't evaluate field ${name} in type ${typeOf(value)}`);
    if (i === names.length - 1 && (given.args.length > 0 || given.piped !== undefined))
      throw stop(execution, `${name} has arguments but cannot be invoked as function`);
    value = ofString(field);
  });
  return value;
}

/** A term that stands alone: an argument, or what fields are asked of. */
function evaluateTerm(execution: Execution, dot: Value, term: Term): Value {
  execution.at = term;
  switch (term.kind) {
    case 'field':
    case 'chain':
      return evaluateFields(execution, dot, term, NOTHING);
    case 'variable':
      return evaluateVariable(execution, term, NOTHING);
    case 'pipe':
      return evaluatePipe(execution, dot, term);
    case 'identifier':
      return evaluateCall(execution, dot, term, term, NOTHING);
    default:
      return evaluateLiteral(execution, dot, term);
  }
}

/** Calls a function; `place` is what Go names when the function fails. */
function evaluateCall(execution: Execution, dot: Value, head: Identifier, place: Command | Term, given: Given): Value {
  execution.at = head;
  const { name } = head;
  if (name === 'label') return callLabel(execution, dot, place, given);
  if (name === 'and' || name === 'or') return callLogic(execution, dot, name, given);
  const found = builtin(name);
  if (found === undefined) throw stop(execution, `${name} is not a defined function`);
  checkCount(execution, name, given, found);
  const args = given.args.map((arg, i) => evaluateArgument(execution, dot, arg, name === 'printf' && i === 0));
  const values = given.piped === undefined ? args : [...args, given.piped];
  // Before the call: many long arguments together could exceed what a JavaScript string can hold.
  for (const value of values) if (value.kind === 'string') spend(execution, value.text);
  const outcome = found.call(values);
  if (!('ok' in outcome)) throw failedCall(execution, name, place, outcome.error);
  if (outcome.ok.kind === 'string') spend(execution, outcome.ok.text);
  return outcome.ok;
}

function failedCall(execution: Execution, name: Bytes, place: Command | Term, message: Bytes): Error {
  execution.at = place;
  return stop(execution, `error calling ${name}: ${message}`);
}

interface Count {
  readonly least: number;
  readonly variadic: boolean;
}

function checkCount(execution: Execution, name: Bytes, { args, piped }: Given, { least, variadic }: Count): void {
  const count = args.length + (piped === undefined ? 0 : 1);
  if (variadic ? count >= least : count === least) return;
  const wanted = variadic ? `at least ${least} got ${args.length}` : `${least} got ${count}`;
  throw stop(execution, `wrong number of args for ${name}: want ${wanted}`);
}

function callLabel(execution: Execution, dot: Value, place: Command | Term, given: Given): Value {
  checkCount(execution, 'label', given, { least: 1, variadic: false });
  const [key] = given.args;
  const value = key === undefined ? given.piped : evaluateArgument(execution, dot, key, true);
  const text = requireString(execution, value ?? ofString(''));
  const found = execution.label(text);
  if (found === undefined) throw failedCall(execution, 'label', place, `label ${text} not found`);
  return ofString(found);
}

function evaluateArgument(execution: Execution, dot: Value, term: Term, mustBeString: boolean): Value {
  if (!mustBeString) return evaluateTerm(execution, dot, term);
  execution.at = term;
  if (term.kind === 'bool' || term.kind === 'number') throw stop(execution, `expected string; found ${show(term)}`);
  const value = evaluateTerm(execution, dot, term);
  requireString(execution, value);
  return value;
}

function requireString(execution: Execution, value: Value): Bytes {
  if (value.kind === 'string') return value.text;
  throw stop(execution, `wrong type for value; expected string; got ${typeOf(value)}`);
}

/** Stops at the first argument that decides; the piped value comes last. */
function callLogic(execution: Execution, dot: Value, name: 'and' | 'or', given: Given): Value {
  checkCount(execution, name, given, { least: 1, variadic: true });
  let value = ofBool(false);
  for (const arg of given.args) {
    value = evaluateTerm(execution, dot, arg);
    if (isTrue(value) === (name === 'or')) return value;
  }
  return given.piped ?? value;
}
