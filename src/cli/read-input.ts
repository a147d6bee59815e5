import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { fileUnreadable, yamlInvalid } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Input } from '../model/load';

const MEBIBYTE = 1024 * 1024;
/** 64 MiB is about 90,000 services. Read, a text takes some ten times its size of memory. */
export const MAX_FILE = 64 * MEBIBYTE;
/** Of all files together. */
export const MAX_TOTAL = 128 * MEBIBYTE;

/** What has been read so far. */
export interface Budget {
  bytes: number;
}

/**
 * Reads a file, or what is to be read there: a pipe ends, and of a device no more is taken than a file may have.
 *
 * @throws the system's error when it cannot be opened or read
 */
export function readInput(file: string, source: string | 0, budget: Budget): Input {
  const bytes = readUpTo(source, MAX_FILE + 1);
  budget.bytes += bytes.length;
  if (bytes.length > MAX_FILE) return refused(file, tooLarge(file, `it is larger than ${MAX_FILE / MEBIBYTE} MiB.`));
  if (budget.bytes > MAX_TOTAL)
    return refused(file, tooLarge(file, `with it the files are larger than ${MAX_TOTAL / MEBIBYTE} MiB together.`));
  const wrong = wrongEncoding(file, bytes);
  return wrong === undefined ? { file, text: bytes.toString('utf8') } : refused(file, wrong);
}

const refused = (file: string, why: Diagnostic): Input => ({ file, text: '', refused: why });

const tooLarge = (file: string, problem: string): Diagnostic =>
  fileUnreadable(file, problem, 'Divide it, and run meshext once for each mesh or folder.');

function readUpTo(source: string | 0, limit: number): Buffer {
  const descriptor = source === 0 ? 0 : openSync(source, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let length = 0; length < limit;) {
      const chunk = Buffer.allocUnsafe(Math.min(limit - length, chunks.length === 0 ? CHUNK : MEBIBYTE));
      const count = readChunk(descriptor, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      length += count;
    }
    return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  } finally {
    if (source !== 0) closeSync(descriptor);
  }
}

/** Most files are smaller. */
const CHUNK = 64 * 1024;

/** Standard input may be a pipe that has nothing yet, or a terminal that somebody has closed. */
function readChunk(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk, 0, chunk.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); // let the writer write
    }
  }
}

/** YAML of Kuma is UTF-8. */
function wrongEncoding(file: string, bytes: Buffer): Diagnostic | undefined {
  if (isUtf8(bytes)) return undefined;
  const start = { file, document: 1, line: 1, column: 1 };
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return yamlInvalid({ source: start }, 'the file is UTF-16; save it as UTF-8');
  const at = firstNotUtf8(bytes);
  const before = bytes
    .subarray(0, at)
    .toString('utf8')
    .split(/\r\n|\r|\n/);
  const source = { ...start, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const found = `0x${bytes[at].toString(16).padStart(2, '0')}`;
  return yamlInvalid({ source }, `the byte ${found} is not UTF-8; is this a binary file?`);
}

/** What could not be decoded is not what it was when it is encoded again. */
function firstNotUtf8(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'), 'utf8');
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at++;
  return Math.min(at, bytes.length - 1);
}
