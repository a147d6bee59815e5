import type { Place } from '../diagnostics/diagnostic';
import { readBody } from './body';
import type { DataplaneSpec } from './dataplane';
import { type RawHead, readHead } from './head';
import type { HostnameGeneratorSpec } from './hostname-generator';
import { type Kind, KINDS, isKind, isMessage } from './kinds';
import type { MeshSpec } from './mesh';
import type { MeshExternalServiceSpec } from './mesh-external-service';
import type { MeshPassthroughSpec } from './mesh-passthrough';
import type { MeshTrafficPermissionSpec } from './mesh-traffic-permission';
import { LABEL } from './metadata';
import type { Form, Resource } from './model';
import { type Violation, typeOf } from './schema';
import type { ZoneEgressSpec } from './zone-egress';

/** One document of Kuma, Kubernetes or Universal, turned into a resource. */

export const API_VERSION = 'kuma.io/v1alpha1';

interface Specs {
  readonly MeshExternalService: MeshExternalServiceSpec;
  readonly HostnameGenerator: HostnameGeneratorSpec;
  readonly Dataplane: DataplaneSpec;
  readonly MeshPassthrough: MeshPassthroughSpec;
  readonly MeshTrafficPermission: MeshTrafficPermissionSpec;
  readonly Mesh: MeshSpec;
  readonly ZoneEgress: ZoneEgressSpec;
}

export type { Kind };
export type ResourceOf<K extends Kind> = Resource<Specs[K]>;

/** A resource of one kind, and the name of its mesh as the document has it. */
export type ReadResource = {
  readonly [K in Kind]: { readonly kind: K; readonly mesh: string; readonly resource: ResourceOf<K> };
}[Kind];
export type Read =
  | { readonly known: true; readonly read: ReadResource }
  /** `what`: in words that follow a number, `of kind ConfigMap`. */
  | { readonly known: false; readonly what: string };

export type Json = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Json => typeOf(value) === 'object';

/** `type` at the top is Universal's, but a Secret of Kubernetes has one too. */
export const formOf = (document: Json): Form =>
  document['type'] === undefined || document['apiVersion'] !== undefined ? 'kubernetes' : 'universal';

export const kindOf = (document: Json): unknown => document[formOf(document) === 'universal' ? 'type' : 'kind'];

/** What a document declares; undefined for an empty one. */
export function readDocument(document: unknown, place: Place): Read | undefined {
  if (document === null || document === undefined) return undefined;
  if (!isObject(document)) return { known: false, what: 'without a map' };
  const form = formOf(document);
  const kind = kindOf(document);
  const { apiVersion } = document;
  if (typeof kind !== 'string' || kind === '') return { known: false, what: 'without kind or type' };
  if (!isKind(kind)) return { known: false, what: `of kind ${inWords(kind)}` };
  if (form === 'kubernetes' && apiVersion !== API_VERSION) {
    const version = typeof apiVersion === 'string' ? `apiVersion ${inWords(apiVersion)}` : 'no apiVersion';
    return { known: false, what: `of kind ${kind} with ${version}` };
  }
  return { known: true, read: build(rawHead(document, kind, form), kind, form, place) };
}

/** Whatever stands there, in one short line. */
const inWords = (text: string): string => (/^[\w./-]{1,80}$/.test(text) ? text : JSON.stringify(text.slice(0, 80)));

const letterCase = (field: string, name: string): Violation => ({
  field,
  problem: 'letter-case',
  schema: {},
  known: [name],
});

/** What stands beside the body where the body is inline; in any letter case, as Go reads it. */
const HEAD = ['type', 'name', 'mesh', 'labels', 'creationtime', 'modificationtime', 'status'];

/** The value of a key, and the key when it is in another letter case. */
function inAnyCase(document: Json, name: string): readonly [unknown, ...string[]] {
  if (Object.hasOwn(document, name)) return [document[name]];
  const key = Object.keys(document)
    .sort()
    .reverse()
    .find((one) => one.toLowerCase() === name);
  return key === undefined ? [undefined] : [document[key], key];
}

function rawHead(document: Json, kind: Kind, form: Form): RawHead {
  if (form === 'universal') {
    const [mesh, ...meshKey] = inAnyCase(document, 'mesh');
    const [labels, ...labelsKey] = inAnyCase(document, 'labels');
    const [name, ...nameKey] = isMessage(kind) ? inAnyCase(document, 'name') : [document['name']];
    const inline = (): Json =>
      Object.fromEntries(Object.entries(document).filter(([key]) => !HEAD.includes(key.toLowerCase())));
    const body = isMessage(kind) ? inline() : document['spec'];
    return { name, labels, annotations: {}, mesh, body, otherCase: [...meshKey, ...labelsKey, ...nameKey] };
  }
  const metadata = isObject(document['metadata']) ? document['metadata'] : {};
  const { name, namespace, labels, annotations } = metadata;
  const mesh = kind === 'Dataplane' ? document['mesh'] : isObject(labels) ? labels[LABEL.mesh] : undefined;
  return { name, namespace, labels, annotations, mesh, body: document['spec'] };
}

function build(raw: RawHead, kind: Kind, form: Form, where: Place): ReadResource {
  const { name, namespace, labels, annotations, mesh, violations } = readHead(kind, form, raw);
  const folded = (raw.otherCase ?? []).map((key) => letterCase(key, key.toLowerCase()));
  const body = readBody(kind, form, raw.body);
  const resource: Resource<unknown> = {
    place: { kind, ...(KINDS[kind].inMesh ? { mesh } : {}), name, ...where },
    form,
    name,
    ...(form === 'kubernetes' && namespace !== undefined ? { namespace } : {}),
    labels,
    annotations,
    spec: body.value ?? {},
    violations: [...violations, ...folded, ...body.violations],
  };
  return { kind, mesh, resource } as ReadResource;
}
