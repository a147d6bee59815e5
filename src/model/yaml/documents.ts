import { node } from './compose';
import { type Composer, type Marks, newComposer } from './composer';
import { forbiddenIn } from './forbidden';
import { Problem } from './problem';
import { next, peek } from './scan';
import { type Scanner, type Token, newScanner } from './scanner';
import { usualReader } from './usual';

export interface YamlDocument {
  /** From 1. */
  readonly number: number;
  /** Offset of its content, or of what is wrong. */
  readonly at: number;
  readonly value: unknown;
  /** Why there is no value. */
  readonly problem?: string;
  /** Where the parts of the value stand, in a document that was to be marked. */
  readonly marks?: Marks;
}

const BYTE_ORDER_MARK = '\ufeff';

/** What offsets count in: a byte order mark at the beginning is no part of a text. */
export const withoutMark = (text: string): string => (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);

/**
 * The documents of a text, each as the JSON that Kuma's reader (sigs.k8s.io/yaml) makes of it; other readers of YAML 1.1
 * differ in numbers, words, merges and tabs (test/model/yaml compares with Go). Where that reader is lax
 * (it takes a key twice) or JSON lacks a value, the document is refused. One that cannot be read does not hide those
 * behind it. Only of a document that `isMarked` names it is remembered where its parts stand.
 */
export function* readYaml(source: string, isMarked: (document: number) => boolean = noneIs): Generator<YamlDocument> {
  const plain = withoutMark(source);
  const text = `${plain.slice(0, endOf(plain))}\0`; // the scanner knows the end by its NUL
  const isBinary = text.length <= plain.length;
  const readUsual = isBinary ? () => undefined : usualReader(plain);
  const forbidden = forbiddenIn(plain);
  let number = 1;
  for (let from = 0; from < Math.min(text.length, plain.length);) {
    const usual = isMarked(number) ? undefined : readUsual(from);
    if (usual !== undefined) {
      from = usual.end;
      yield { number: number++, at: usual.at, value: usual.value };
      continue;
    }
    const scanner = newScanner(text, from);
    try {
      do {
        const composer = newComposer(scanner, isMarked(number) ? new Map() : undefined);
        const content = readDocument(composer, from === 0);
        const end = restOf(scanner);
        const wrong = forbidden(from, end + 1);
        if (wrong !== undefined) throw wrong;
        if (content === undefined) return;
        yield { number: number++, ...content, ...(composer.marks === undefined ? {} : { marks: composer.marks }) };
        from = end;
      } while (scanner.tokens[0]?.kind !== 'document-start');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { at, message } = forbidden(from, scanner.at + 1) ?? error;
      yield { number: number++, at, value: undefined, problem: message };
      from = nextMarker(text, from);
    }
  }
}

const noneIs = (): boolean => false;

/** Behind a NUL nothing is read: it stands in no text, and in binary files millions of them may. */
function endOf(text: string): number {
  const end = text.indexOf('\0');
  return end < 0 ? text.length : end;
}

/** Where reading goes on: scanned tokens may wait. */
const restOf = (s: Scanner): number => s.tokens[0]?.at ?? s.at;

const MARKER = /^(?:---|\.\.\.)(?=[\s\x85\0])/gm;

/** The beginning or end of a document behind the one that begins at an offset. */
function nextMarker(text: string, begin: number): number {
  MARKER.lastIndex = begin;
  const isOwn = MARKER.exec(text)?.index === begin;
  MARKER.lastIndex = begin + (isOwn ? 3 : 0);
  return MARKER.exec(text)?.index ?? text.length;
}

type Content = Pick<YamlDocument, 'at' | 'value'>;

function readDocument(c: Composer, mayBeBare: boolean): Content | undefined {
  const s = c.scanner;
  let token = peek(s);
  while (!mayBeBare && token.kind === 'document-end') token = next(s);
  if (token.kind === 'stream-end') return undefined;
  const isBare = mayBeBare && token.kind !== 'directive' && token.kind !== 'document-start';
  if (!isBare) token = takeStart(s, token);
  const isEmpty = !isBare && BETWEEN.includes(token.kind);
  const content = { at: token.at, value: isEmpty ? null : node(c, true, false) };
  if (peek(s).kind === 'document-end') next(s);
  return content;
}

const BETWEEN: readonly Token['kind'][] = ['directive', 'document-start', 'document-end', 'stream-end'];

function takeStart(s: Scanner, first: Token): Token {
  let token = first;
  for (let count = 0; token.kind === 'directive'; count++) {
    if (count > 0) throw new Problem('the %YAML directive stands twice', token.at);
    token = next(s);
  }
  if (token.kind !== 'document-start')
    throw new Problem(
      'the document ends before this; check quotes and indentation, or write --- between documents',
      token.at,
    );
  return next(s);
}
