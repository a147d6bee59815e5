import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { itemsOf } from '../../src/model/lists';
import { type Kind, readDocument } from '../../src/model/read';
import { type Violation, conform } from '../../src/model/schema';
import {
  type Schema,
  hostnameGeneratorSpec,
  meshExternalServiceSpec,
  meshPassthroughSpec,
  meshTrafficPermissionSpec,
} from '../../src/model/schemas';
import { dataplaneSpec, meshSpec, zoneEgressSpec } from '../../src/model/schemas-messages';
import { shapeFinding } from '../../src/model/shape';
import { readYaml } from '../../src/model/yaml/documents';

/**
 * What the API server alone says of a document, as our own rules predict it: see conformance/README.md. It judges metadata
 * and what the definition of the kind says; all other findings of Kuma are those of its webhooks.
 */
export interface Prediction {
  readonly kind: Kind;
  readonly namespace: string;
  /** Whether names and labels are texts at all; if not, that is all the server says. */
  readonly readable: boolean;
  readonly causes: readonly Cause[];
  /** The fields that it would drop. */
  readonly unknown: readonly string[];
}

export interface Cause {
  readonly field: string;
  /** None where Kuma words it itself. */
  readonly message?: string;
}

const RELEASE = '2.8'; // whose definitions crds/ has
const any: Schema = {};
const text: Schema = { type: 'string' };
const whole = (spec: Schema, more: Readonly<Record<string, Schema>> = {}): Schema => ({
  type: 'object',
  properties: { apiVersion: text, kind: text, metadata: any, spec, status: any, ...more },
});
const DEFINITIONS: Readonly<Record<Kind, Schema>> = {
  MeshExternalService: whole(meshExternalServiceSpec),
  HostnameGenerator: whole(hostnameGeneratorSpec),
  Dataplane: whole(dataplaneSpec, { mesh: text }),
  MeshPassthrough: whole(meshPassthroughSpec),
  MeshTrafficPermission: whole(meshTrafficPermissionSpec),
  Mesh: whole(meshSpec, { mesh: text }),
  ZoneEgress: whole(zoneEgressSpec, { mesh: text }),
};

/** `found`: what `check` finds with the authority of Kuma. */
export function predict(documentText: string, found: readonly Diagnostic[]): Prediction {
  const [document] = [...readYaml(documentText)].flatMap(itemsOf).map(({ item }) => item);
  const read = readDocument(document, {});
  if (read?.known !== true) throw new Error(`Not a document of Kuma: ${documentText}`);
  const { kind, resource } = read.read;
  const { violations } = conform(DEFINITIONS[kind], withoutNulls(document), '');
  const said = (one: Violation): Cause => {
    const { at, message } = shapeFinding(resource, one, RELEASE);
    return { field: plain(at.field), message: plain(message) };
  };
  return {
    kind,
    namespace: resource.namespace ?? 'kuma-system',
    readable: !found.some(({ code, at }) => code === 'document' && /^(name|labels|annotations)\b/.test(at.spot ?? '')),
    causes: [...found.flatMap(ofMetadata), ...violations.filter((one) => one.problem !== 'unknown').map(said)],
    unknown: violations.filter((one) => one.problem === 'unknown').map(({ field }) => field),
  };
}

/** The server drops members that are null. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(members.map(([key, one]) => [key, withoutNulls(one)]));
}

/** The findings of `check` that are the server's: it names the map, and says which key or value it means. */
function ofMetadata({ code, message, hint = '' }: Diagnostic): Cause[] {
  const found = hint.replace(/^Found (.*)\.$/, '$1');
  switch (code) {
    case 'name-empty':
    case 'name-characters':
    case 'name-length':
      return [{ field: 'metadata.name' }];
    case 'namespace':
      return message.startsWith('Invalid value: ') ? [{ field: 'metadata.namespace', message }] : [];
    case 'label-invalid':
      return [{ field: 'metadata.labels', message: `Invalid value: ${found}: ${message}` }];
    case 'annotation-key':
      return [{ field: 'metadata.annotations', message: `Invalid value: ${found}: ${message}` }];
    default:
      return [];
  }
}

/** Kuma's validators write the key of a map in brackets, the server after a dot. */
export const plain = (field = ''): string => field.replace(/\["([^"]*)"\]/g, '.$1');

/**
 * The causes of an answer, comparable: of a value of another type the server goes on to say what else is wrong with it, and it
 * shows what stands in a certificate or key.
 */
export function causesOf(body: Readonly<Record<string, unknown>>): Cause[] {
  const { causes = [] } = (body['details'] ?? {}) as { readonly causes?: readonly Required<Cause>[] };
  const badlyTyped = new Set(causes.filter(isOfType).map(({ field }) => field));
  return causes
    .filter((one) => !badlyTyped.has(one.field) || isOfType(one))
    .map(({ field, message }) => {
      if (field === 'metadata.name') return { field };
      const shown = /\.(caCert|clientCert|clientKey)\.inline$/.test(field)
        ? message.replace(/"(?:[^"\\]|\\.)*"/g, '"[redacted]"')
        : message;
      return { field, message: shown };
    });
}

const isOfType = ({ field, message = '' }: Cause): boolean =>
  message.includes(`${field} in body must be of type `) && !message.includes('of type byte');
