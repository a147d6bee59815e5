import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Whether a program by hand has written what ours has. Order counts, but for clusters and for the records of a zone. */

/** What a folder holds, by path. */
export type Files = ReadonlyMap<string, string>;

export const filesBelow = (folder: string): Files =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .map((path) => [relative(folder, path), readFileSync(path, 'utf8')]),
  );

/** Start scripts, firewall rules, a list for kustomize and our own records: nobody else is asked for these. */
const OURS_ALONE = /^\.meshext\/|^kustomization\.yaml$|\.sh$|\/capture\.\w+$/;

/** Throws where one of the others has no such file, or one that says something else. */
export function checkSame(ours: Files, theirs: Readonly<Record<string, Files>>): void {
  const wanted = [...ours.keys()].filter((path) => !OURS_ALONE.test(path));
  for (const path of wanted) {
    const expected = meaning(path, ours.get(path));
    for (const [name, files] of Object.entries(theirs)) {
      const text = files.get(path);
      if (text === undefined) throw new Error(`${name} does not write ${path}`);
      const place = difference(meaning(path, text), expected);
      if (place !== undefined) throw new Error(`${name} says something else in ${path} at ${place}`);
    }
  }
  for (const [name, files] of Object.entries(theirs)) {
    const alien = [...files.keys()].find((path) => !wanted.includes(path));
    if (alien !== undefined) throw new Error(`${name} writes ${alien}, which ours does not`);
  }
}

function meaning(path: string, text = ''): unknown {
  if (path.endsWith('.yaml')) return documents(text);
  if (path.endsWith('.zone')) return text.trimEnd().split('\n').map(withoutSerial).sort();
  return path.endsWith('.json') ? JSON.parse(text, clustersSorted) : text.trimEnd();
}

/** Theirs are JSON, which is read much faster. */
const documents = (text: string): unknown[] =>
  text.startsWith('{')
    ? text.split('\n---\n').map((one) => JSON.parse(one) as unknown)
    : parseAllDocuments(text).map((one) => one.toJS() as unknown);

/** It follows from the order of records, which is free. */
const withoutSerial = (line: string): string => line.replace(/( IN SOA \S+ \S+) \d+ /, '$1 ');

const clustersSorted = (key: string, value: unknown): unknown =>
  key === 'clusters' ? (value as { readonly name: string }[]).sort((a, b) => (a.name < b.name ? -1 : 1)) : value;

/** Where two values first differ. */
function difference(one: unknown, other: unknown, place = ''): string | undefined {
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other))
    return one === other ? undefined : `${place}: ${shown(one)}, not ${shown(other)}`;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = difference(one[key], other[key], `${place}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
