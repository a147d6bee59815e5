import type { Diagnostic, Place, Source } from '../diagnostics/diagnostic';
import { entry, member } from './field-path';
import { type Item, itemsOf } from './lists';
import type { Input } from './load';
import { LABEL } from './metadata';
import { formOf, isObject, kindOf } from './read';
import { type Marks } from './yaml/composer';
import { type YamlDocument, readYaml } from './yaml/documents';
import { type Position, lineIndex } from './yaml/line-index';

/** Where in a file the field of a finding stands. The files are read again for this, and only when there is a finding. */

/** The same findings, each at the field that it names, or at the nearest of its parents that is there. */
export function withPositions(found: readonly Diagnostic[], inputs: readonly Input[]): Diagnostic[] {
  const wanted = byDocument(found);
  const positions = new Map<Diagnostic, Position>();
  for (const { file, text } of inputs) {
    const documents = wanted.get(file);
    if (documents === undefined) continue;
    const positionOf = lineIndex(text);
    for (const document of readYaml(text, (number) => documents.has(number))) {
      if (document.problem !== undefined) continue;
      const resourceAt = resourcesIn(document, positionOf);
      for (const one of documents.get(document.number) ?? [])
        positions.set(one, positionOf(offsetOf(one.at, resourceAt(one.at.source), document.marks)));
      documents.delete(document.number);
      if (documents.size === 0) break;
    }
  }
  return found.map((one) => moved(one, positions.get(one)));
}

const moved = (one: Diagnostic, position: Position | undefined): Diagnostic =>
  position === undefined || one.at.source === undefined
    ? one
    : { ...one, at: { ...one.at, source: { ...one.at.source, ...position } } };

/** Findings about a field, by file and number of the document. */
function byDocument(found: readonly Diagnostic[]): Map<string, Map<number, Diagnostic[]>> {
  const files = new Map<string, Map<number, Diagnostic[]>>();
  for (const one of found) {
    const { source } = one.at;
    if (source === undefined || pathOf(one.at) === '') continue;
    const documents = files.get(source.file) ?? new Map<number, Diagnostic[]>();
    files.set(source.file, documents);
    const there = documents.get(source.document);
    if (there === undefined) documents.set(source.document, [one]);
    else there.push(one);
  }
  return files;
}

/** Finds the resource of a document by where it begins; a document may hold a list of them. */
function resourcesIn(
  document: YamlDocument,
  positionOf: (offset: number) => Position,
): (source: Source | undefined) => Item {
  const items = itemsOf(document);
  const key = ({ line, column }: Position): string => `${line}:${column}`;
  const known = new Map([...items].reverse().map((one) => [key(positionOf(one.offset)), one])); // the first counts
  const first = items[0] ?? { item: undefined, offset: document.at };
  return (source) => (source === undefined ? undefined : known.get(key(source))) ?? first;
}

function offsetOf(at: Place, { item: root, offset }: Item, marks: Marks | undefined): number {
  for (const path of pathsOf(at, root)) {
    const found = marks && follow(root, path, marks);
    if (found !== undefined) return found;
  }
  return offset;
}

const pathOf = ({ field = '', spot = field }: Place): string => spot;

const IN_METADATA = /^(name|namespace|labels|annotations)\b/;

/** What a field of Kuma's can be in the document: its own words for a resource's head differ from those of Kubernetes. */
function pathsOf(at: Place, root: unknown): readonly string[] {
  const field = pathOf(at);
  if (!isObject(root)) return [];
  const kind = kindOf(root);
  if (formOf(root) === 'universal') return field === 'mesh' && kind === 'Mesh' ? ['name'] : [field];
  if (IN_METADATA.test(field)) return [member('metadata', field)];
  if (field !== 'mesh') return [field, member('spec', field)];
  return kind === 'Dataplane' ? ['mesh'] : kind === 'Mesh' ? ['metadata.name'] : [entry('metadata.labels', LABEL.mesh)];
}

/** The offset of what a path leads to, or of the last part of it that is there; undefined when nothing is. */
function follow(root: unknown, path: string, marks: Marks): number | undefined {
  let value = root;
  let rest = path;
  let found: number | undefined;
  while (rest !== '' && typeof value === 'object' && value !== null) {
    const step = stepInto(value, rest);
    const mark = step && marks.get(value)?.get(step.key);
    if (step === undefined || mark === undefined) break;
    value = (value as Readonly<Record<string | number, unknown>>)[step.key];
    rest = rest.slice(step.length).replace(/^\./, '');
    found = typeof value === 'object' && value !== null ? mark.key : mark.value;
  }
  return found;
}

interface Step {
  readonly key: string | number;
  /** How much of the path says so. */
  readonly length: number;
}

/** The part of a map or list that a path begins with; the longest one, since a key may look like a path itself. */
function stepInto(value: object, path: string): Step | undefined {
  if (Array.isArray(value)) {
    const [text, index] = /^\[(\d+)\]/.exec(path) ?? [];
    return text === undefined ? undefined : { key: Number(index), length: text.length };
  }
  const { keys, lengths } = namesOf(value, path.startsWith('["') ? ENTRIES : MEMBERS);
  for (const length of lengths) {
    if (length !== path.length && !['.', '['].includes(path[length] ?? '')) continue;
    const key = keys.get(path.slice(0, length));
    if (key !== undefined) return { key, length };
  }
  return undefined;
}

/** What paths call the keys of a map. */
interface Names {
  readonly keys: ReadonlyMap<string, string>;
  /** How long these names are, the longest first. */
  readonly lengths: readonly number[];
}
interface Naming {
  readonly name: (key: string) => string;
  /** Remembered, because each of many keys may have a finding. */
  readonly known: WeakMap<object, Names>;
}
const ENTRIES: Naming = { name: (key) => entry('', key), known: new WeakMap() };
const MEMBERS: Naming = { name: (key) => key, known: new WeakMap() };

function namesOf(value: object, { name, known }: Naming): Names {
  const before = known.get(value);
  if (before !== undefined) return before;
  const keys = new Map(Object.keys(value).map((key) => [name(key), key]));
  const lengths = [...new Set([...keys.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  known.set(value, { keys, lengths });
  return { keys, lengths };
}
