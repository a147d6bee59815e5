import { documentInvalid } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { kuma } from '../diagnostics/kuma';
import type { DataplaneSpec } from './dataplane';
import type { HostnameGeneratorSpec } from './hostname-generator';
import type { MeshExternalServiceSpec } from './mesh-external-service';
import { LABEL } from './metadata';
import type { Form, Resource } from './model';
import { conform, typeOf } from './schema';
import { type Schema, dataplaneSpec, hostnameGeneratorSpec, meshExternalServiceSpec } from './schemas';

/** One document of Kuma, Kubernetes or Universal, turned into a resource. */

const API_VERSION = 'kuma.io/v1alpha1';
const SCHEMAS = {
  MeshExternalService: meshExternalServiceSpec,
  HostnameGenerator: hostnameGeneratorSpec,
  Dataplane: dataplaneSpec,
} as const satisfies Record<string, Schema>;

export type Kind = keyof typeof SCHEMAS;
interface Specs {
  readonly MeshExternalService: MeshExternalServiceSpec;
  readonly HostnameGenerator: HostnameGeneratorSpec;
  readonly Dataplane: DataplaneSpec;
}

export type ResourceOf<K extends Kind> = Resource<Specs[K]>;

/** A resource of one kind, and the name of its mesh as the document has it. */
export type ReadResource = {
  readonly [K in Kind]: { readonly kind: K; readonly mesh: string; readonly resource: ResourceOf<K> };
}[Kind];
export type Read =
  | { readonly known: true; readonly read: ReadResource; readonly diagnostics: readonly Diagnostic[] }
  | { readonly known: false; readonly kind: string };

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isKind = (kind: string): kind is Kind => Object.hasOwn(SCHEMAS, kind);

/** What a document declares. Undefined for an empty one; findings about its head come with it. */
export function readDocument(document: unknown, place: Place): Read | undefined {
  if (document === null || document === undefined) return undefined;
  if (!isObject(document)) return { known: false, kind: typeOf(document) };
  const form: Form =
    document['type'] === undefined || document['apiVersion'] !== undefined ? 'kubernetes' : 'universal';
  const kind = String(form === 'universal' ? document['type'] : document['kind']);
  if (!isKind(kind) || (form === 'kubernetes' && document['apiVersion'] !== API_VERSION)) return { known: false, kind };
  return {
    known: true,
    ...(form === 'universal' ? universal(document, kind, place) : kubernetes(document, kind, place)),
  };
}

interface Head {
  readonly name: unknown;
  readonly namespace?: unknown;
  readonly labels: unknown;
  readonly annotations: unknown;
  readonly mesh: unknown;
  readonly body: unknown;
}

function kubernetes(document: Json, kind: Kind, place: Place) {
  const metadata = isObject(document['metadata']) ? document['metadata'] : {};
  const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
  const mesh = (kind === 'Dataplane' ? document['mesh'] : labels[LABEL.mesh]) ?? 'default';
  const { name, namespace, annotations } = metadata;
  return build(
    { name, namespace, labels: metadata['labels'], annotations, mesh, body: document['spec'] },
    kind,
    'kubernetes',
    place,
  );
}

const HEAD = ['type', 'name', 'mesh', 'labels', 'creationTime', 'modificationTime', 'status'];

function universal(document: Json, kind: Kind, place: Place) {
  const inline = Object.fromEntries(Object.entries(document).filter(([key]) => !HEAD.includes(key)));
  const body = kind === 'Dataplane' ? inline : document['spec'];
  const { name, labels, mesh } = document;
  return build({ name, labels, annotations: {}, mesh: mesh ?? '', body }, kind, 'universal', place);
}

function build(
  head: Head,
  kind: Kind,
  form: Form,
  where: Place,
): { readonly read: ReadResource; readonly diagnostics: readonly Diagnostic[] } {
  const found: { readonly field: string; readonly message: string }[] = [];
  const text = (field: string, value: unknown): string => {
    if (value !== undefined && value !== null && typeof value !== 'string')
      found.push({ field, message: `expected a string, found a value of type ${typeOf(value)}` });
    return typeof value === 'string' ? value : '';
  };
  const texts = (field: string, value: unknown): Record<string, string> => {
    if (value !== undefined && value !== null && !isObject(value))
      found.push({ field, message: `expected an object, found a value of type ${typeOf(value)}` });
    return Object.fromEntries(
      Object.entries(isObject(value) ? value : {}).map(([key, one]) => [key, text(`${field}["${key}"]`, one)]),
    );
  };
  const [name, mesh] = [text('name', head.name), text('mesh', head.mesh)];
  const place: Place = { ...where, kind, ...(kind === 'HostnameGenerator' ? {} : { mesh }), name };
  const bodyField = form === 'universal' && kind === 'Dataplane' ? '' : 'spec';
  const { value, violations } = conform(SCHEMAS[kind], head.body ?? {}, bodyField, kind === 'Dataplane');
  const resource: Resource<unknown> = {
    place,
    form,
    name,
    ...(form === 'kubernetes' && head.namespace !== undefined ? { namespace: text('namespace', head.namespace) } : {}),
    labels: texts('labels', head.labels),
    annotations: texts('annotations', head.annotations),
    spec: value ?? {},
    violations,
  };
  const diagnostics = [
    ...found.map(({ field, message }) => documentInvalid({ ...place, field }, message)),
    ...missing(kind, form, mesh, head, place),
  ];
  return { read: { kind, mesh, resource } as ReadResource, diagnostics };
}

/** What Kuma refuses to be without (layer 1 of Universal, the webhook on Kubernetes). */
function missing(kind: Kind, form: Form, mesh: string, { body, mesh: given }: Head, place: Place): Diagnostic[] {
  const found: Diagnostic[] = [];
  const hasNoMesh =
    form === 'universal' && kind !== 'HostnameGenerator' && mesh === '' && (given === '' || typeof given !== 'number');
  if (hasNoMesh) found.push(kuma('mesh-empty', { ...place, field: 'mesh' }, 'cannot be empty', given));
  if (form === 'universal' && kind !== 'Dataplane' && (body === undefined || body === null)) {
    found.push(kuma('schema', { ...place, field: '' }, '.spec in body is required', undefined));
  }
  return found;
}
