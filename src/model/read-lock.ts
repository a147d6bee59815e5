import { lockFrozen, lockInvalid } from '../diagnostics/catalog';
import { type Diagnostic, isError } from '../diagnostics/diagnostic';
import { type Lock, type LockEntry, lockText, readValues } from './lock';

/** The text of `meshext.lock.yaml`, read line by line: what a merge leaves in it is not always YAML any more. */

/** A lock file as it was found. */
export interface LockFile {
  /** As findings name it. */
  readonly name: string;
  /** Undefined when there is none yet. */
  readonly text?: string;
  /** Every line of it, in its order. */
  readonly lock: Lock;
  /** What is wrong with single lines. */
  readonly diagnostics: readonly Diagnostic[];
  /** It may not change. */
  readonly frozen: boolean;
}

/** Reads the text of a lock; undefined when there is no file yet. */
export function readLock(name: string, text: string | undefined, frozen: boolean): LockFile {
  const lock: LockEntry[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [i, raw] of linesOf(text ?? '').entries()) {
    const line = trimmed(raw);
    if (line === '' || line.startsWith('#') || line === '---' || line === '{}') continue;
    const source = { file: name, document: 1, line: i + 1, column: 1 };
    const entry = readLine(line);
    if (typeof entry !== 'string') lock.push({ source, ...entry });
    else if (diagnostics.length < ENOUGH) diagnostics.push(lockInvalid(source, entry));
  }
  return { name, ...(text === undefined ? {} : { text }), lock, diagnostics, frozen };
}

/** The file's new text, if it has to change. Line ends alone are no change: Git may convert them. */
export function newLockText({ text, diagnostics }: LockFile, next: Lock): string | undefined {
  if (diagnostics.some(isError) || (text === undefined && next.length === 0)) return undefined;
  const written = lockText(next);
  return text !== undefined && linesOf(text).join('\n') === written ? undefined : written;
}

/** What is wrong with the file itself: its lines, and that it would have to change although it may not. */
export function lockFindings(file: LockFile, next: Lock): readonly Diagnostic[] {
  const text = file.frozen ? newLockText(file, next) : undefined;
  if (text === undefined) return file.diagnostics;
  const [before, after] = [linesOf(file.text ?? ''), linesOf(text)];
  const changes = [
    ...missingFrom(after, before).map((line) => `- ${line}`),
    ...missingFrom(before, after).map((line) => `+ ${line}`),
  ];
  return [...file.diagnostics, lockFrozen(file.name, changes)];
}

/** A file that is something else altogether is not to be shown line by line. */
const ENOUGH = 20;

/** Blanks as YAML knows them. By hand, because a search for blanks at the end takes too long in a long line. */
function trimmed(text: string): string {
  const isBlank = (i: number): boolean => text[i] === ' ' || text[i] === '\t';
  let [start, end] = [0, text.length];
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
}

const linesOf = (text: string): string[] => text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);

function missingFrom(kept: readonly string[], lines: readonly string[]): string[] {
  const all = new Set(kept);
  return lines.filter((line) => line !== '' && !all.has(line));
}

/** An entry, or what is wrong with the line. */
function readLine(line: string): LockEntry | string {
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line)) return 'it is a mark of a merge that is not finished';
  const end = endOfKey(line);
  if (end < 0) return `${shown(line)} is not of the form \`<mesh>/<display name>: <address>\``;
  const key = unquoted(trimmed(line.slice(0, end)));
  const value = unquoted(trimmed(withoutComment(line.slice(end + 1))));
  if (key === undefined || value === undefined) return 'its quotes cannot be read';
  if (!key.includes('/')) return `${shown(key)} is not of the form \`<mesh>/<display name>\``;
  const values = readValues(value.split(',').map(trimmed));
  if (values === undefined) return `${shown(value)} is not one IPv4 or IPv6 address, or one of each`;
  return { key, ...values };
}

/** Where the colon after the key is. */
function endOfKey(line: string): number {
  const quotes = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(line)?.[0].length ?? 0;
  const colon = line.slice(quotes).search(/:(?:[ \t]|$)/);
  return colon < 0 ? -1 : quotes + colon;
}

function withoutComment(value: string): string {
  const comment = value.search(/[ \t]#/);
  return comment < 0 ? value : value.slice(0, comment);
}

function unquoted(text: string): string | undefined {
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (!/^["']/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
