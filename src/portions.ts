import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';

/** Texts and files as bytes, a portion at a time: neither has to be in memory as a whole. */

const ROOM = 1 << 18;
// Each holds the portion that was given out last: portions of their own would pile up until they are collected.
const ofText = Buffer.allocUnsafe(ROOM);
const ofFile = Buffer.allocUnsafe(ROOM);
const encoder = new TextEncoder();

export function* textPortions(pieces: Iterable<string>): Generator<Buffer> {
  let used = 0;
  for (const piece of pieces) {
    for (let rest = piece; rest !== '';) {
      const { read, written } = encoder.encodeInto(rest, ofText.subarray(used)); // cuts no character
      used += written;
      rest = rest.slice(read);
      if (rest === '') break;
      yield ofText.subarray(0, used);
      used = 0;
    }
  }
  if (used > 0) yield ofText.subarray(0, used);
}

/** Of an open file, from its beginning to its end or to a number of bytes. */
export function* filePortions(file: number, end = Infinity): Generator<Buffer> {
  for (let start = 0; start < end;) {
    const length = readSync(file, ofFile, 0, Math.min(ROOM, end - start), start);
    if (length === 0) return;
    yield ofFile.subarray(0, length);
    start += length;
  }
}

/** Whether an open file has a portion at a place. */
export const holds = (file: number, start: number, portion: Buffer): boolean =>
  readSync(file, ofFile, 0, portion.length, start) === portion.length &&
  portion.equals(ofFile.subarray(0, portion.length));

export function hash(portions: Iterable<Buffer>): string {
  const sum = createHash('sha256');
  for (const portion of portions) sum.update(portion);
  return `sha256:${sum.digest('hex')}`;
}

export const hashOfText = (text: string): string => hash(textPortions([text]));
