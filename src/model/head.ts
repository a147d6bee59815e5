import { decodeViolation } from './body';
import { goQuote } from './field-path';
import { type Kind, KINDS, isMessage } from './kinds';
import type { Form } from './model';
import { type Violation, typeOf } from './schema';

/** What stands beside the body of a document, before anything is known of its types. */
export interface RawHead {
  readonly name: unknown;
  readonly namespace?: unknown;
  readonly labels: unknown;
  readonly annotations: unknown;
  /** `metadata.labels["kuma.io/mesh"]` of a Kubernetes service. */
  readonly mesh: unknown;
  readonly body: unknown;
  /** Keys that are taken for one of these although their letter case is another. */
  readonly otherCase?: readonly string[];
}

export interface Head {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly mesh: string;
  readonly violations: readonly Violation[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeOf(value) === 'object';
/** As JSON has it: all numbers are one type. */
const jsonType = (value: unknown): string => (typeof value === 'number' ? 'number' : typeOf(value));
const goKind = (value: unknown): string => (typeof value === 'boolean' ? 'bool' : jsonType(value));

/** Who words it when a member of the head has another type: Kuma's schema, Kuma's decoder, or the API server's. */
type Wording = (path: string, wanted: 'string' | 'object', value: unknown) => string;

function wording(kind: Kind, form: Form): Wording {
  const decoder =
    (prefix: string): Wording =>
    (path, wanted, value) => {
      const [member] = path.split('.');
      const goType = wanted === 'object' ? 'map[string]string' : 'string';
      return `json: cannot unmarshal ${goKind(value)} into Go struct field ${prefix}.${member} of type ${goType}`;
    };
  if (form === 'kubernetes') return decoder('ObjectMeta.metadata');
  if (!isMessage(kind))
    return (path, wanted, value) => `${path} in body must be of type ${wanted}: ${JSON.stringify(jsonType(value))}`;
  return (...one) => `invalid ${kind} object: ${goQuote(decoder('ResourceMeta')(...one))}`;
}

/** Shared by all that have none. */
const NONE: Readonly<Record<string, string>> = {};

function isOfTexts(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, string>> {
  for (const key in value) if (typeof value[key] !== 'string') return false;
  return true;
}

/** Name, mesh and labels as texts, and what Kuma has against those that are none. */
export function readHead(kind: Kind, form: Form, raw: RawHead): Head {
  const violations: Violation[] = [];
  const words = wording(kind, form);
  const bySchema = form === 'universal' && !isMessage(kind);
  const text = (field: string, value: unknown): string => {
    const isNothing = value === undefined || (value === null && !bySchema);
    if (!isNothing && typeof value !== 'string')
      violations.push(decodeViolation(field, value, words(field, 'string', value)));
    return typeof value === 'string' ? value : '';
  };
  const texts = (field: string, value: unknown): Readonly<Record<string, string>> => {
    if (value === undefined || (value === null && !bySchema)) return NONE;
    if (isObject(value)) {
      if (isOfTexts(value)) return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, text(`${field}.${key}`, one)]));
    }
    violations.push(decodeViolation(field, value, words(field, 'object', value)));
    return {};
  };
  if (bySchema && raw.name === undefined)
    violations.push(decodeViolation('name', undefined, '.name in body is required'));
  const name = text('name', raw.name);
  const mesh = readMesh(kind, form, raw.mesh, violations, text);
  const labels = texts('labels', raw.labels);
  if (bySchema && raw.body === undefined)
    violations.push(decodeViolation('spec', undefined, '.spec in body is required'));
  return {
    name,
    mesh,
    labels,
    ...(raw.namespace === undefined || raw.namespace === null ? {} : { namespace: text('namespace', raw.namespace) }),
    annotations: texts('annotations', raw.annotations),
    violations,
  };
}

/** Where no mesh is named, the resource is taken for one of `default`: some release says so, and the others object. */
function readMesh(
  kind: Kind,
  form: Form,
  value: unknown,
  violations: Violation[],
  text: (field: string, value: unknown) => string,
): string {
  const nothing = (release?: '2.8'): string => {
    violations.push({
      field: 'mesh',
      problem: 'mesh',
      schema: {},
      found: value,
      ...(release === undefined ? {} : { release }),
    });
    return 'default';
  };
  if (!KINDS[kind].inMesh) return '';
  if (value === undefined || value === null) {
    if (kind === 'Dataplane') return nothing();
    if (form === 'kubernetes') return value === null ? nothing() : 'default';
    if (value === undefined) return nothing('2.8');
    const words = 'mesh in body must be of type string: "null"';
    violations.push({ ...decodeViolation('mesh', null, words), release: '2.8' });
    return 'default';
  }
  if (kind === 'Dataplane' && form === 'kubernetes' && typeof value !== 'string') {
    violations.push({ field: 'mesh', problem: 'type', schema: { type: 'string' }, found: value });
    return '';
  }
  if (form === 'kubernetes' && typeof value !== 'string') return 'default'; // what is said of its labels says it
  const mesh = text('mesh', value);
  if (mesh === '' && typeof value === 'string') nothing();
  return mesh;
}
