import { quote } from './quote';
import type { Command, Node, Pipe, Term } from './tree';
import type { Bytes } from './utf8';
import { FIELD_NAMES } from './value';

/** Whether `.` may be the struct here, or is what `with` made of it. */
interface Place {
  readonly isRoot: boolean;
  readonly found: Set<Bytes>;
}

/** Fields and labels that some branch reads, in the order of their first use; `label` alone when the key is computed. */
export function findReads(nodes: readonly Node[]): readonly Bytes[] {
  const found = new Set<Bytes>();
  visitNodes({ isRoot: true, found }, nodes);
  return [...found];
}

function visitNodes(place: Place, nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    visitPipe(place, node.pipe);
    if (node.kind === 'action') continue;
    visitNodes(node.kind === 'with' ? { ...place, isRoot: false } : place, node.then);
    visitNodes(place, node.otherwise);
  }
}

function visitPipe(place: Place, pipe: Pipe): void {
  pipe.commands.forEach((command, i) => {
    const { head, args } = command;
    if (head.kind === 'identifier' && head.name === 'label') visitLabel(place, args[0], pipe.commands[i - 1]);
    for (const term of [head, ...args]) visitTerm(place, term);
  });
}

function visitLabel({ found }: Place, key: Term | undefined, before: Command | undefined): void {
  const given = key ?? (before?.args.length === 0 ? before.head : undefined);
  found.add(given?.kind === 'string' ? `label ${quote(given.value)}` : 'label');
}

function visitTerm(place: Place, term: Term): void {
  const { isRoot, found } = place;
  if (term.kind === 'pipe') visitPipe(place, term);
  else if (term.kind === 'chain') visitTerm(place, term.on);
  else if (term.kind === 'field') addField(found, term.names);
  else if (term.kind === 'dot' && isRoot) addAll(found);
  else if (term.kind === 'variable' && term.names.length > 0) addField(found, term.names);
  else if (term.kind === 'variable' && term.name === '$') addAll(found);
}

const addField = (found: Set<Bytes>, [name]: readonly Bytes[]): unknown => name !== undefined && found.add(`.${name}`);

function addAll(found: Set<Bytes>): void {
  for (const name of FIELD_NAMES) found.add(`.${name}`);
}
