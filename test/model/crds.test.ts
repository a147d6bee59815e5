import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  type Schema,
  hostnameGeneratorSpec,
  meshExternalServiceSpec,
  meshPassthroughSpec,
  meshTrafficPermissionSpec,
} from '../../src/model/schemas';
import { dataplaneSpec, meshSpec, zoneEgressSpec } from '../../src/model/schemas-messages';

interface Property {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: Property;
  readonly items?: Property;
  readonly [keyword: string]: unknown;
}

interface Crd {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: Readonly<Record<string, unknown>>;
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: Property };
    }[];
  };
}

const FILE = resolve(__dirname, '../../crds/kuma.io.yaml');
const KINDS: readonly (readonly [kind: string, plural: string, spec: Schema])[] = [
  ['Dataplane', 'dataplanes', dataplaneSpec],
  ['HostnameGenerator', 'hostnamegenerators', hostnameGeneratorSpec],
  ['Mesh', 'meshes', meshSpec],
  ['MeshExternalService', 'meshexternalservices', meshExternalServiceSpec],
  ['MeshPassthrough', 'meshpassthroughs', meshPassthroughSpec],
  ['MeshTrafficPermission', 'meshtrafficpermissions', meshTrafficPermissionSpec],
  ['ZoneEgress', 'zoneegresses', zoneEgressSpec],
];

const crds = parseAllDocuments(readFileSync(FILE, 'utf8')).map((document) => document.toJS() as Crd);
const crd = (plural: string): Crd => crds.find(({ metadata }) => metadata.name === `${plural}.kuma.io`) as Crd;
const rootOf = ({ spec }: Crd): Property => spec.versions[0].schema.openAPIV3Schema;

/** A CRD's property as our own schema says it. */
function asSchema(property: Property): Schema {
  const {
    'x-kubernetes-preserve-unknown-fields': preserve,
    properties,
    additionalProperties,
    items,
    ...plain
  } = property;
  const keywords = Object.entries(plain).filter(([keyword]) => keyword !== 'description');
  return {
    ...Object.fromEntries(keywords),
    ...(preserve === undefined ? {} : { preserveUnknownFields: preserve as true }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, asSchema) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: asSchema(additionalProperties) }),
    ...(items === undefined ? {} : { items: asSchema(items) }),
  };
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** The paths of the properties that do not say what they mean. */
function undescribed(property: Property, path: string): string[] {
  const inside = Object.entries(property.properties ?? {}).flatMap(([name, child]) => [
    ...(isSentence(child.description) ? [] : [`${path}.${name}`]),
    ...undescribed(child, `${path}.${name}`),
  ]);
  if (property.items !== undefined) inside.push(...undescribed(property.items, `${path}[]`));
  if (property.additionalProperties !== undefined)
    inside.push(...undescribed(property.additionalProperties, `${path}{}`));
  return inside;
}

const isSentence = (text: string | undefined): boolean => text !== undefined && text.length > 5 && text.endsWith('.');

/** What the API server refuses to take as a structural schema, as far as these files could break it. */
function unstructural(property: Property, path: string): string[] {
  const children = [
    ...Object.entries(property.properties ?? {}).map(([name, child]) => [`${path}.${name}`, child] as const),
    ...(property.items === undefined ? [] : [[`${path}[]`, property.items] as const]),
    ...(property.additionalProperties === undefined ? [] : [[`${path}{}`, property.additionalProperties] as const]),
  ];
  const typed = property.type !== undefined || property['x-kubernetes-preserve-unknown-fields'] === true;
  const known =
    (property.required as string[] | undefined)?.every((name) => name in (property.properties ?? {})) ?? true;
  const either = property.properties === undefined || property.additionalProperties === undefined;
  const filled = property.type !== 'array' || property.items !== undefined;
  const allowed =
    property.default === undefined || ((property.enum as unknown[] | undefined)?.includes(property.default) ?? true);
  return [
    ...(typed && known && either && filled && allowed ? [] : [path]),
    ...children.flatMap(([at, child]) => unstructural(child, at)),
  ];
}

test('there is one definition for each resource', () => {
  expect(crds.map(({ metadata }) => metadata.name)).toEqual(KINDS.map(([, plural]) => `${plural}.kuma.io`));
});

describe.each(KINDS)('%s', (kind, plural, spec) => {
  test('is named, grouped and versioned as in Kuma 2.8', () => {
    const found = crd(plural);
    expect(found).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.kuma.io` },
      spec: {
        group: 'kuma.io',
        scope: kind === 'Mesh' ? 'Cluster' : 'Namespaced',
        versions: [{ name: 'v1alpha1', served: true, storage: true }],
      },
    });
    expect(found.spec.names).toEqual({
      categories: ['kuma'],
      kind,
      listKind: `${kind}List`,
      plural,
      singular: kind.toLowerCase(),
    });
    expect(found.spec.versions).toHaveLength(1);
  });

  test('has the spec that src/model has', () => {
    const root = rootOf(crd(plural));
    expect(root.required).toBeUndefined();
    expect(asSchema(root.properties?.['spec'] ?? {})).toEqual(spec);
  });

  test('describes every property but the metadata', () => {
    const root = rootOf(crd(plural));
    expect(isSentence(root.description)).toBe(true);
    expect(undescribed(root, '')).toEqual(['.metadata']);
    // The API server refuses a CRD that says anything of the metadata.
    expect(root.properties?.['metadata']).toEqual({ type: 'object' });
  });

  test('is a structural schema', () => {
    expect(unstructural(rootOf(crd(plural)), '')).toEqual([]);
  });
});

test('messages have a mesh outside the metadata as in Kuma, and only a MeshExternalService has a status', () => {
  const members = KINDS.map(([, plural]) => Object.keys(rootOf(crd(plural)).properties ?? {}));
  expect(members).toEqual([
    ['apiVersion', 'kind', 'metadata', 'mesh', 'spec'],
    ['apiVersion', 'kind', 'metadata', 'spec'],
    ['apiVersion', 'kind', 'mesh', 'metadata', 'spec'],
    ['apiVersion', 'kind', 'metadata', 'spec', 'status'],
    ['apiVersion', 'kind', 'metadata', 'spec'],
    ['apiVersion', 'kind', 'metadata', 'spec'],
    ['apiVersion', 'kind', 'mesh', 'metadata', 'spec'],
  ]);
});
