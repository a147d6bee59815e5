import type { Bytes } from './utf8';

/** Every part knows its byte offset, because Go's messages tell it. */
interface Part {
  readonly offset: number;
}

export interface Pipe extends Part {
  readonly kind: 'pipe';
  /** The variable that takes the value, with its `$`. */
  readonly target: Bytes | undefined;
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export interface Command extends Part {
  readonly kind: 'command';
  readonly head: Term;
  readonly args: readonly Term[];
}

export interface Identifier extends Part {
  readonly kind: 'identifier';
  readonly name: Bytes;
}

/** `(pipeline).Field`. */
export interface Chain extends Part {
  readonly kind: 'chain';
  readonly on: Term;
  readonly names: readonly Bytes[];
}

export type Term =
  | Pipe
  | Identifier
  | Chain
  | (Part & { readonly kind: 'dot' | 'nil' })
  | (Part & { readonly kind: 'bool'; readonly value: boolean })
  | (Part & { readonly kind: 'number'; readonly value: bigint | undefined; readonly spelling: Bytes })
  | (Part & { readonly kind: 'string'; readonly value: Bytes; readonly spelling: Bytes })
  | (Part & { readonly kind: 'field'; readonly names: readonly Bytes[] })
  | (Part & { readonly kind: 'variable'; readonly name: Bytes; readonly names: readonly Bytes[] });

export interface Branch {
  readonly kind: 'if' | 'with';
  readonly pipe: Pipe;
  readonly then: readonly Node[];
  readonly otherwise: readonly Node[];
}

export type Node =
  { readonly kind: 'text'; readonly text: Bytes } | { readonly kind: 'action'; readonly pipe: Pipe } | Branch;

/** The part as Go writes it again in its messages. */
export function show(part: Term | Command): Bytes {
  switch (part.kind) {
    case 'pipe':
      return showPipe(part);
    case 'command':
      return [part.head, ...part.args].map(showNested).join(' ');
    case 'identifier':
      return part.name;
    case 'chain':
      return showNested(part.on) + dotted(part.names);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(part.value);
    case 'number':
    case 'string':
      return part.spelling;
    case 'field':
      return dotted(part.names);
    case 'variable':
      return part.name + dotted(part.names);
  }
}

const dotted = (names: readonly Bytes[]): Bytes => names.map((name) => `.${name}`).join('');

const showNested = (term: Term): Bytes => (term.kind === 'pipe' ? `(${showPipe(term)})` : show(term));

function showPipe(pipe: Pipe): Bytes {
  const target = pipe.target === undefined ? '' : `${pipe.target} ${pipe.assigns ? '=' : ':='} `;
  return target + pipe.commands.map(show).join(' | ');
}
