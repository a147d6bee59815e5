import { unsupported } from './failure';
import { isBuiltin, isRefused } from './functions';
import { readNumber } from './number';
import { expect, fault, nested, type Parsing, peek, peekAny, refuse, take, takeAny, unexpected } from './parsing';
import { formatFault } from './printf-format';
import { quote, unquote } from './quote';
import { isKeyword, type Token, type TokenKind } from './token';
import { type Command, type Pipe, show, type Term } from './tree';
import type { Bytes } from './utf8';

/** Kinds that only the first command of a pipeline may begin with. */
const LITERALS: ReadonlySet<Term['kind']> = new Set<Term['kind']>(['bool', 'dot', 'nil', 'number', 'string']);
const TERMS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'character',
  'complex',
  'number',
  'field',
  'identifier',
  'string',
  'variable',
  'open',
]);

const beginsTerm = (token: Token): boolean => TERMS.has(token.kind) || isKeyword(token, '.') || isKeyword(token, 'nil');

/** `$x := command | command`, and the token that ends it. */
export function parsePipeline(parsing: Parsing, context: string, end: 'right' | 'close'): Pipe {
  const { offset } = peek(parsing);
  const { target, assigns } = parseTarget(parsing, context);
  const commands: Command[] = [];
  for (;;) {
    const token = peek(parsing);
    if (token.kind === end) break;
    if (!beginsTerm(token)) throw unexpected(parsing, token, context);
    commands.push(parseCommand(parsing));
  }
  parsing.next++;
  checkCommands(parsing, commands, context);
  return { kind: 'pipe', offset, target, assigns, commands };
}

interface Target {
  readonly target: Bytes | undefined;
  readonly assigns: boolean;
}

function parseTarget(parsing: Parsing, context: string): Target {
  for (let count = 1; ; count++) {
    const variable = peek(parsing);
    if (variable.kind !== 'variable') return { target: undefined, assigns: false };
    const before = parsing.next++;
    const sign = peek(parsing);
    const comma = sign.kind === 'char' && sign.text === ',';
    if (!comma && sign.kind !== 'assign' && sign.kind !== 'declare') {
      parsing.next = before;
      return { target: undefined, assigns: false };
    }
    parsing.next++;
    parsing.scope.variables.push(variable.text);
    if (!comma) return { target: variable.text, assigns: sign.kind === 'assign' };
    if (context !== 'range' || count > 1) throw fault(parsing, `too many declarations in ${context}`);
    if (!['variable', 'right', 'close'].includes(peek(parsing).kind))
      throw fault(parsing, 'range can only initialize variables');
  }
}

function checkCommands(parsing: Parsing, commands: readonly Command[], context: string): void {
  if (commands.length === 0) throw fault(parsing, `missing value for ${context}`);
  const stray = commands.findIndex(({ head }, index) => index > 0 && LITERALS.has(head.kind));
  if (stray > 0) throw fault(parsing, `non executable command in pipeline stage ${stray + 1}`);
}

/** Terms up to a `|`, which is taken, or up to the end of the pipeline, which is not. */
function parseCommand(parsing: Parsing): Command {
  const { offset } = peek(parsing);
  const terms: Term[] = [];
  for (;;) {
    peek(parsing);
    const term = parseOperand(parsing);
    if (term !== undefined) terms.push(term);
    const token = peekAny(parsing);
    if (token.kind === 'right' || token.kind === 'close') break;
    parsing.next++;
    if (token.kind === 'pipe') break;
    if (token.kind !== 'space') throw unexpected(parsing, token, 'operand');
  }
  const [head, ...args] = terms;
  if (head === undefined) throw fault(parsing, 'empty command');
  checkPrintf(parsing, head, args);
  return { kind: 'command', offset, head, args };
}

/** Every verb must be known before anything is rendered. */
function checkPrintf(parsing: Parsing, head: Term, args: readonly Term[]): void {
  if (head.kind !== 'identifier' || head.name !== 'printf') return;
  const format = args[0];
  if (format?.kind !== 'string') return refuse(parsing, 'printf without a literal format is');
  const wrong = formatFault(format.value);
  if (wrong !== undefined) refuse(parsing, wrong);
}

/** A term and the fields behind it. */
function parseOperand(parsing: Parsing): Term | undefined {
  const term = parseTerm(parsing);
  if (term === undefined || peekAny(parsing).kind !== 'field') return term;
  const { offset } = peekAny(parsing);
  const names: Bytes[] = [];
  while (peekAny(parsing).kind === 'field') names.push(takeAny(parsing).text.slice(1));
  if (LITERALS.has(term.kind)) throw fault(parsing, `unexpected . after term ${quote(show(term))}`);
  if (term.kind === 'field' || term.kind === 'variable') return { ...term, offset, names: [...term.names, ...names] };
  return { kind: 'chain', offset, on: term, names };
}

/** `undefined` when the next token begins no term. */
function parseTerm(parsing: Parsing): Term | undefined {
  const token = peek(parsing);
  if (!beginsTerm(token)) return undefined;
  take(parsing);
  const { kind, offset, text } = token;
  switch (kind) {
    case 'identifier':
      return identifier(parsing, token);
    case 'variable':
      return variable(parsing, token);
    case 'field':
      return { kind: 'field', offset, names: [text.slice(1)] };
    case 'bool':
      return { kind: 'bool', offset, value: text === 'true' };
    case 'string':
      return string(parsing, token);
    case 'open':
      return nested(parsing, () => parsePipeline(parsing, 'parenthesized pipeline', 'close'));
    case 'keyword':
      if (text === 'nil') refuse(parsing, 'nil is');
      return { kind: text === 'nil' ? 'nil' : 'dot', offset };
    default:
      return number(parsing, token);
  }
}

function identifier(parsing: Parsing, { offset, text }: Token): Term {
  if (isRefused(text)) refuse(parsing, `function ${text} is`);
  else if (!isBuiltin(text)) throw fault(parsing, `function ${quote(text)} not defined`);
  return { kind: 'identifier', offset, name: text };
}

function variable(parsing: Parsing, { offset, text }: Token): Term {
  if (!parsing.scope.variables.includes(text)) throw fault(parsing, `undefined variable ${quote(text)}`);
  return { kind: 'variable', offset, name: text, names: [] };
}

function string(parsing: Parsing, { offset, text }: Token): Term {
  return { kind: 'string', offset, value: parseString(parsing, text), spelling: text };
}

function parseString(parsing: Parsing, literal: Bytes): Bytes {
  const value = unquote(literal);
  if (value === undefined) throw fault(parsing, 'invalid syntax');
  return value;
}

function number(parsing: Parsing, token: Token): Term {
  // Go reads these with another scanner, so what it takes and what it refuses is not known here.
  if (token.kind === 'complex') throw unsupported(`the number ${token.text} is`);
  const literal = readNumber(token);
  if (literal.kind === 'wrong') throw fault(parsing, literal.message);
  if (literal.kind === 'float') refuse(parsing, `the number ${token.text} is`);
  const value = literal.kind === 'int' ? literal.value : undefined;
  return { kind: 'number', offset: token.offset, value, spelling: token.text };
}

/** The name behind `define`, `template` and `block`; such templates are refused, so nobody asks for it. */
export function parseTemplateName(parsing: Parsing, context: string): void {
  parseString(parsing, expect(parsing, 'string', context).text);
}
