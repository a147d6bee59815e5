import type { JsonMap } from './composer';
import { resolvePlain } from './scalar';
import { ENDED, type Lines, giveUp, isItem, nextLine, skipSpaces } from './usual-lines';
import { usualScalar } from './usual-scalar';
import { type Shape, newShape } from './usual-shape';

/**
 * The style that nearly all documents have, read line by line: maps and lists in blocks, a key or an item on each line,
 * values that end on it, ASCII. Of all else nothing is known here, not even whether it is right: then the document is
 * read from its beginning by the scanner, whose rules hold for these lines too.
 */
export interface UsualDocument {
  /** Offset of its content. */
  readonly at: number;
  readonly value: unknown;
  /** Offset of the marker behind it, or the end of the text. */
  readonly end: number;
}

interface Usual extends Lines {
  /** Of an empty document, and how many were made. */
  root: Shape;
  shapes: number;
}

/** So many keys that differ are remembered. */
const MAX_SHAPES = 10_000;

/** Reads the document that begins with the line at an offset; undefined when there is anything unusual in it. */
export function usualReader(text: string): (from: number) => UsualDocument | undefined {
  const usual: Usual = { text, at: 0, end: 0, column: 0, root: newShape(''), shapes: 0 };
  return (from) => {
    if (usual.shapes > MAX_SHAPES) Object.assign(usual, { root: newShape(''), shapes: 0 });
    usual.end = text.startsWith('---\n', from) ? from + 3 : from - 1;
    nextLine(usual);
    const { at, column, root } = usual;
    if (column < 0) return undefined;
    const value = isItem(usual) ? listAt(usual, column, root) : mapAt(usual, column, root);
    return usual.column === ENDED ? { at, value, end: usual.at } : undefined;
  };
}

function mapAt(usual: Usual, column: number, empty: Shape): JsonMap {
  const map: JsonMap = {};
  let shape = empty;
  while (usual.column === column) {
    const longer = takeKey(usual, shape, map);
    if (longer === undefined) giveUp(usual);
    else {
      shape = longer;
      map[shape.key] = valueAt(usual, column, shape);
    }
    if (usual.column > column) giveUp(usual);
  }
  return map;
}

function listAt(usual: Usual, column: number, shape: Shape): unknown[] {
  const list: unknown[] = [];
  while (usual.column === column && isItem(usual)) {
    const { at } = usual;
    usual.at++;
    skipSpaces(usual);
    usual.column += usual.at - at;
    list.push(colonOf(usual) < 0 ? takeValue(usual, shape) : mapAt(usual, usual.column, shape));
    if (usual.column > column) giveUp(usual);
  }
  return list;
}

/** What stands behind a key, or below it. */
function valueAt(usual: Usual, column: number, shape: Shape): unknown {
  if (usual.at < usual.end) {
    skipSpaces(usual);
    return takeValue(usual, shape);
  }
  nextLine(usual);
  if (usual.column < column) return null;
  const below = (shape.below ??= newShape(''));
  if (isItem(usual)) return listAt(usual, usual.column, below); // not indented in some styles
  return usual.column === column ? null : mapAt(usual, usual.column, below);
}

const [SPACE, COLON] = [0x20, 0x3a];
const isLetter = (c: number): boolean => (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a);
/** Letters, digits, and what stands between them in names: `-` `.` `/` `_`. */
const isOfName = (c: number): boolean => isLetter(c) || (c >= 0x2d && c <= 0x39) || c === 0x5f;

/** Where the colon of the key is that begins here; -1 when none does. */
function colonOf({ text, at, end }: Usual): number {
  if (!isLetter(text.charCodeAt(at))) return -1;
  let colon = at + 1;
  while (colon < end && isOfName(text.charCodeAt(colon))) colon++;
  return isColon(text, colon, end) ? colon : -1;
}

const isColon = (text: string, at: number, end: number): boolean =>
  at < end && text.charCodeAt(at) === COLON && (at + 1 === end || text.charCodeAt(at + 1) === SPACE);

/** Longer ones may be none to the scanner. */
const MAX_KEY = 1000;

/** The map with one key more; undefined when no key stands here, or one that is known to the map or not known to be a text. */
function takeKey(usual: Usual, shape: Shape, map: JsonMap): Shape | undefined {
  const { text, at, end } = usual;
  const { likely } = shape;
  if (likely !== undefined && text.startsWith(likely.key, at) && isColon(text, at + likely.key.length, end)) {
    usual.at = at + likely.key.length + 1;
    return likely;
  }
  const colon = colonOf(usual);
  if (colon < 0 || colon - at > MAX_KEY) return undefined;
  const key = text.slice(at, colon);
  usual.at = colon + 1;
  shape.likely = shape.more.get(key) ?? longer(usual, shape, key, map);
  return shape.likely;
}

function longer(usual: Usual, shape: Shape, key: string, map: JsonMap): Shape | undefined {
  if (Object.hasOwn(map, key) || resolvePlain(key) !== key || usual.shapes++ > MAX_SHAPES) return undefined;
  const made = newShape(key);
  shape.more.set(key, made);
  return made;
}

/** The rest of the line, which is one value. */
function takeValue(usual: Usual, shape: Shape): unknown {
  const { text, at, end } = usual;
  const isAgain = end - at === shape.written.length && text.startsWith(shape.written, at);
  const value = isAgain ? shape.value : valueOf(text.slice(at, end), shape);
  if (value === undefined) return giveUp(usual);
  nextLine(usual);
  return value;
}

function valueOf(written: string, shape: Shape): unknown {
  if (written === '[]') return [];
  if (written === '{}') return {};
  const value = usualScalar(written);
  if (value === undefined) return undefined;
  shape.written = written;
  shape.value = value;
  return value;
}
