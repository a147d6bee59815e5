import { tokenize } from './lex';
import { parsePipeline, parseTemplateName } from './parse-pipeline';
import {
  beginParsing,
  currentLine,
  expect,
  fault,
  nested,
  newScope,
  type Parsing,
  peek,
  refuse,
  take,
  unexpected,
} from './parsing';
import { isKeyword } from './token';
import type { Branch, Node } from './tree';
import type { Bytes } from './utf8';

/** What an action turns out to be: a node, the end of a list, or something that is checked and then forgotten. */
type Item = Node | { readonly kind: 'stop'; readonly word: Stop } | { readonly kind: 'dropped' };

type Stop = 'end' | 'else';

/** The template as a tree; throws a Failure. */
export function parse(source: Bytes): readonly Node[] {
  const parsing = beginParsing(tokenize(source));
  const nodes: Node[] = [];
  while (peek(parsing).kind !== 'eof') {
    const item = parseDefine(parsing) ?? parseItem(parsing);
    if (item.kind === 'stop') throw fault(parsing, `unexpected {{${item.word}}}`);
    if (item.kind !== 'dropped') nodes.push(item);
  }
  if (parsing.refused !== undefined) throw parsing.refused;
  return nodes;
}

/** Only the top level may define templates; everywhere else the word is unexpected. */
function parseDefine(parsing: Parsing): Item | undefined {
  const begin = parsing.next;
  if (take(parsing).kind !== 'left' || !isKeyword(take(parsing), 'define')) {
    parsing.next = begin;
    return undefined;
  }
  refuse(parsing, '{{ define }} is');
  inOwnScope(parsing, () => {
    parseTemplateName(parsing, 'define clause');
    expect(parsing, 'right', 'define clause');
    parseOwnList(parsing, 'define clause');
  });
  return { kind: 'dropped' };
}

function inOwnScope(parsing: Parsing, parseBody: () => void): void {
  const outer = parsing.scope;
  parsing.scope = newScope();
  parseBody();
  parsing.scope = outer;
}

function parseOwnList(parsing: Parsing, context: string, line?: number): void {
  const { stop } = parseList(parsing);
  if (stop !== 'end') throw fault(parsing, `unexpected {{${stop}}} in ${context}`, line);
}

/** Nodes up to the next `end` or `else` of this level. */
function parseList(parsing: Parsing): { readonly nodes: readonly Node[]; readonly stop: Stop } {
  const nodes: Node[] = [];
  while (peek(parsing).kind !== 'eof') {
    const item = parseItem(parsing);
    if (item.kind === 'stop') return { nodes, stop: item.word };
    if (item.kind !== 'dropped') nodes.push(item);
  }
  throw fault(parsing, 'unexpected EOF');
}

function parseItem(parsing: Parsing): Item {
  const token = take(parsing);
  if (token.kind === 'text') return { kind: 'text', text: token.text };
  if (token.kind !== 'left') throw unexpected(parsing, token, 'input');
  parsing.scope.actionLine = token.line;
  const item = parseAction(parsing);
  parsing.scope.actionLine = 0;
  return item;
}

function parseAction(parsing: Parsing): Item {
  const token = peek(parsing);
  const parseWord = token.kind === 'keyword' ? CONTROLS[token.text] : undefined;
  if (parseWord === undefined) return { kind: 'action', pipe: parsePipeline(parsing, 'command', 'right') };
  take(parsing);
  return parseWord(parsing);
}

const CONTROLS: Readonly<Record<string, (parsing: Parsing) => Item>> = {
  if: (parsing) => nested(parsing, () => parseBranch(parsing, 'if')),
  with: (parsing) => nested(parsing, () => parseBranch(parsing, 'with')),
  range: (parsing) => nested(parsing, () => parseRange(parsing)),
  else: parseElse,
  end: parseEnd,
  block: (parsing) => nested(parsing, () => parseBlock(parsing)),
  template: parseTemplateCall,
  break: (parsing) => parseJump(parsing, 'break'),
  continue: (parsing) => parseJump(parsing, 'continue'),
};

function parseEnd(parsing: Parsing): Item {
  expect(parsing, 'right', 'end');
  return { kind: 'stop', word: 'end' };
}

/** In `else if` and `else with` the second word is left for the branch that this belongs to. */
function parseElse(parsing: Parsing): Item {
  const token = peek(parsing);
  if (isKeyword(token, 'with')) refuse(parsing, '{{ else with }} (Go 1.23 and later) is');
  else if (!isKeyword(token, 'if')) expect(parsing, 'right', 'else');
  return { kind: 'stop', word: 'else' };
}

function parseBranch(parsing: Parsing, word: Branch['kind']): Branch {
  const { variables } = parsing.scope;
  const known = variables.length;
  const pipe = parsePipeline(parsing, word, 'right');
  const { nodes: then, stop } = parseList(parsing);
  const otherwise = stop === 'end' ? [] : parseOtherwise(parsing, word);
  variables.length = known;
  return { kind: word, pipe, then, otherwise };
}

function parseOtherwise(parsing: Parsing, word: Branch['kind'] | 'range'): readonly Node[] {
  if (word !== 'range' && isKeyword(peek(parsing), word)) {
    take(parsing);
    return [nested(parsing, () => parseBranch(parsing, word))];
  }
  const { nodes, stop } = parseList(parsing);
  if (stop !== 'end') throw fault(parsing, `expected end; found {{${stop}}}`);
  return nodes;
}

function parseRange(parsing: Parsing): Item {
  refuse(parsing, '{{ range }} is');
  const { scope } = parsing;
  const known = scope.variables.length;
  parsePipeline(parsing, 'range', 'right');
  scope.ranges++;
  const { stop } = parseList(parsing);
  scope.ranges--;
  if (stop === 'else') parseOtherwise(parsing, 'range');
  scope.variables.length = known;
  return { kind: 'dropped' };
}

function parseBlock(parsing: Parsing): Item {
  refuse(parsing, '{{ block }} is');
  parseTemplateName(parsing, 'block clause');
  parsePipeline(parsing, 'block clause', 'right');
  const line = currentLine(parsing); // Go blames the block clause, not the word that ends its body.
  inOwnScope(parsing, () => parseOwnList(parsing, 'block clause', line));
  return { kind: 'dropped' };
}

function parseTemplateCall(parsing: Parsing): Item {
  refuse(parsing, '{{ template }} is');
  parseTemplateName(parsing, 'template clause');
  if (peek(parsing).kind === 'right') take(parsing);
  else parsePipeline(parsing, 'template clause', 'right');
  return { kind: 'dropped' };
}

function parseJump(parsing: Parsing, word: 'break' | 'continue'): Item {
  const token = take(parsing);
  if (token.kind !== 'right') throw unexpected(parsing, token, `{{${word}}}`);
  if (parsing.scope.ranges === 0) throw fault(parsing, `{{${word}}} outside {{range}}`);
  refuse(parsing, `{{ ${word} }} is`);
  return { kind: 'dropped' };
}
