import { isDeepStrictEqual } from 'node:util';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { ResourceMetadata } from './resource-metadata';
import { ResourceObject } from './resource-object';
import { DeclarationTree } from './tree';
import { manifestBroken } from '../diagnostics/catalog';
import { checkResource } from '../model/check';
import type { KumaVersion } from '../model/model';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Kind, type ResourceOf, readDocument } from '../model/read';

/** A string enum as the union of its values, and so on inwards: what the generated interfaces of `imports` hold. */
export type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

/** The value of a string enum, as a literal; what is no string stays as it is. */
export const literal = <E extends string>(value: E | undefined): `${E}` | undefined =>
  typeof value === 'string' ? `${value}` : value;

/** Only what was really set. */
export const given = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;

export const API_VERSION = 'kuma.io/v1alpha1';

interface Head {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Options extends Head {
  readonly kind: string;
  readonly namespace: string;
  /** Fields beside metadata and spec. */
  readonly fields?: object;
  readonly spec: () => object;
}

/** The custom resource of a construct. */
export const customResource = (
  scope: Construct,
  { kind, name, namespace, labels, fields, spec }: Options,
): ResourceObject =>
  new ResourceObject(
    scope,
    'Resource',
    { apiVersion: API_VERSION, kind, metadata: { name, namespace, labels: { 'kuma.io/origin': 'zone', ...labels } } },
    { fields, spec },
  );

/** One that belongs to no namespace, and to no zone. */
export const clusterResource = (
  scope: Construct,
  { kind, name, spec }: Pick<Options, 'kind' | 'name' | 'spec'>,
): ResourceObject =>
  new ResourceObject(
    scope,
    'Resource',
    { apiVersion: API_VERSION, kind, metadata: { name, isClusterScoped: true } },
    { spec },
  );

/** The metadata of a construct that has no resource; cdk8s only needs the construct to resolve values. */
export const metadataOf = (scope: Construct, { name, namespace, labels }: Head): ResourceMetadata =>
  new ResourceMetadata(scope as unknown as ApiObject, {
    name,
    labels,
    ...(namespace === undefined ? { isClusterScoped: true } : { namespace }),
  });

/** Reads a construct's declaration through the same door as a YAML document. */
export const declarationOf = <K extends Kind>(construct: Construct, document: object, kind: K): ResourceOf<K> =>
  declarationIn(construct, withoutNulls(document), kind);

/** The same of a document that is JSON already. */
export function declarationIn<K extends Kind>(construct: Construct, document: unknown, kind: K): ResourceOf<K> {
  const result = readDocument(document, { construct: construct.node.path });
  if (!result?.known || result.read.kind !== kind) throw new Error(`${construct.node.path} is no ${kind}`);
  return result.read.resource as ResourceOf<K>;
}

/** What is written of a resource, where that is what was declared; undefined where it has more than that, or cannot be written. */
export function unpatched(construct: Construct, resource: ResourceObject): object | undefined {
  if (resource.isPatched || resource.metadata.isLate) return undefined;
  try {
    return DeclarationTree.of(construct).manifest(resource);
  } catch {
    return undefined; // said where patches are judged
  }
}

/** What a patch or a Lazy made of the resource is judged like a document; without one there is nothing to add. */
export function patchFindings(
  construct: Construct,
  resource: ResourceObject,
  spec: object,
  release?: KumaVersion,
): readonly Diagnostic[] {
  const place = { construct: construct.node.path, kind: resource.kind, name: resource.name };
  try {
    const patched = DeclarationTree.of(construct).manifest(resource);
    if (!resource.metadata.isLate && isDeepStrictEqual(patched['spec'], withoutNulls(spec))) return [];
    const result = readDocument(patched, { construct: construct.node.path });
    return result?.known ? checkResource(result.read, release) : [];
  } catch (error) {
    return [manifestBroken(place, patchFailure(error))];
  }
}

/**
 * As JSON has it, but that cdk8s drops members that are null or undefined; items of a list stay. So does NaN, of which JSON
 * would make null: whoever reads it says so.
 */
export function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return isOfJson(value) ? value : asJson(value);
  if (Array.isArray(value)) return value.map((one: unknown) => withoutNulls(one) ?? null);
  if (!isPlainObject(value)) return withoutNulls(asJson(value));
  const kept = Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
    const left = withoutNulls(one) ?? undefined;
    return left === undefined ? [] : [[key, left]];
  });
  return Object.fromEntries(kept);
}

const isOfJson = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  value === null ||
  value === undefined ||
  (typeof value === 'number' && !Object.is(value, -0));

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !('toJSON' in value && isFunction(value.toJSON));
};

const isFunction = (value: unknown): boolean => typeof value === 'function';

const asJson = (value: unknown): unknown => {
  const text = JSON.stringify(value) as string | undefined; // none for what JSON has no word for
  return text === undefined ? undefined : JSON.parse(text);
};

/** Which patch failed and how. The library's own text holds the whole document, and secrets with it. */
export function patchFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  const [, code, index] = /name: ([A-Z_]+)\s+index: (\d+)/.exec(text) ?? [];
  return `a patch does not apply${code === undefined ? '' : ` (operation ${index}: ${code})`}`;
}
