import { type Artifact, wholeFiles } from '../backends/backend';
import { CONFIG_MAP_ROOM } from '../backends/coredns/cluster';
import { configMapLarge, configMapTooLarge } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';

/** A ConfigMap that is about to be written. */
export interface SizedConfigMap {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Kubernetes' own limit of what a ConfigMap holds, keys and values together (`MaxSecretSize`). */
const MAX_DATA_BYTES = 1024 * 1024;
/** All annotations of an object together; `kubectl apply` keeps the object, as JSON, in one of them. */
const MAX_ANNOTATION_BYTES = 256 * 1024;
/** What stands in that annotation beside the data. */
const HEAD = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { annotations: {}, labels: {}, namespace: '' } };

/** Each ConfigMap takes what follows as long as it has room. */
export function packed<T>(items: readonly T[], bytesIn: (item: T) => number): T[][] {
  const groups: T[][] = [];
  let room = 0;
  for (const one of items) {
    const size = bytesIn(one);
    if (size > room) {
      groups.push([]);
      room = CONFIG_MAP_ROOM;
    }
    groups.at(-1)?.push(one);
    room -= size;
  }
  return groups;
}

/** What is too much in a ConfigMap. `wayOut` says what to do where it cannot be applied at all. */
export function configMapFindings(at: Place, map: SizedConfigMap, wayOut: string): Diagnostic[] {
  const bytes = Object.entries(map.data).reduce((sum, [key, text]) => sum + key.length + Buffer.byteLength(text), 0);
  if (bytes > MAX_DATA_BYTES) return [configMapTooLarge(at, map.name, bytes, wayOut)];
  const asResource = resourceBytes(map);
  return asResource > MAX_ANNOTATION_BYTES ? [configMapLarge(at, map.name, asResource)] : [];
}

/** The same for files; undefined data, where one is longer than a string can be, is too much all the more. */
export function filesFindings(at: Place, name: string, files: readonly Artifact[], wayOut: string): Diagnostic[] {
  const data = dataOf(files);
  if (data === undefined) return [configMapTooLarge(at, name, bytesOf(files), wayOut)];
  return configMapFindings(at, { name, data }, wayOut);
}

/** How large files are together. */
export function bytesOf(files: readonly Artifact[]): number {
  let bytes = 0;
  for (const { path, pieces } of files) {
    bytes += path.length;
    for (const piece of pieces()) bytes += Buffer.byteLength(piece);
  }
  return bytes;
}

/**
 * Files as the data of a ConfigMap; undefined where one is longer than a string can be. JSON is indented, for those who read it,
 * only as long as any way of applying it takes it so.
 */
export function dataOf(files: readonly Artifact[]): SizedConfigMap['data'] | undefined {
  const texts = wholeFiles(files);
  if (texts === undefined) return undefined;
  const data = Object.fromEntries(texts.map(({ path, text }) => [path, text]));
  if (resourceBytes({ name: '', data }) <= MAX_ANNOTATION_BYTES) return data;
  return Object.fromEntries(
    texts.map(({ path, text }) => [path, path.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text]),
  );
}

const resourceBytes = (map: SizedConfigMap): number => Buffer.byteLength(JSON.stringify({ ...HEAD, ...map }));
