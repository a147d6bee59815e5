import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { parse } from 'yaml';
import type { KumaVersion } from '../../src/model/model';

/** The manifests that the examples and the golden cases have. */

export const ROOT = resolve(__dirname, '../..');

export interface Document {
  readonly text: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly object: Readonly<Record<string, unknown>>;
}

/** Folders called `kubernetes` that were written, relative to the root. */
export const manifestFolders = (): string[] =>
  ['dist', 'examples', 'test/cases']
    .flatMap((top) => readdirSync(join(ROOT, top), { recursive: true, withFileTypes: true }))
    .filter((one) => one.isDirectory() && one.name === 'kubernetes')
    .map((one) => relative(ROOT, join(one.parentPath, one.name)).split(sep).join('/'))
    .sort();

/** Every document of a folder, as it is written. */
export const documentsIn = (folder: string): Document[] =>
  readdirSync(join(ROOT, folder), { encoding: 'utf8' })
    .sort()
    .flatMap((name) => documentsOf(readFileSync(join(ROOT, folder, name), 'utf8')));

/** Our writer indents everything below a key, so a line of hyphens is always a divider. */
export const documentsOf = (text: string): Document[] =>
  text.split(/^---\n/m).map((one) => {
    const object = parse(one, { version: '1.1' }) as Document;
    return {
      text: one,
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: object.metadata,
      object: { ...object },
    };
  });

/** The release of Kuma that a folder of a golden case is for. */
export function releaseOf(folder: string): KumaVersion {
  const options = join(ROOT, folder, '../../meshext.yaml');
  const said = existsSync(options)
    ? (parse(readFileSync(options, 'utf8')) as { readonly kumaVersion?: KumaVersion }).kumaVersion
    : undefined;
  return said ?? '2.8';
}
