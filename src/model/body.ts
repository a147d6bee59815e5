import { dataplaneMessage } from './dataplane-message';
import { arranged, fits } from './fits';
import { goQuote } from './field-path';
import { type Kind, type MessageKind, isMessage } from './kinds';
import { meshMessage, zoneEgressMessage } from './mesh-message';
import type { Message } from './message';
import type { Form, KumaVersion } from './model';
import { decodeMessage } from './protobuf';
import { type Conformed, type Violation, conform, typeOf } from './schema';
import {
  type Schema,
  hostnameGeneratorSpec,
  meshExternalServiceSpec,
  meshPassthroughSpec,
  meshTrafficPermissionSpec,
} from './schemas';
import {
  hostnameGeneratorSpecLater,
  meshExternalServiceSpecLater,
  meshPassthroughSpecLater,
  meshTrafficPermissionSpecLater,
} from './schemas-later';

const SCHEMAS = {
  MeshExternalService: { '2.8': meshExternalServiceSpec, '2.14': meshExternalServiceSpecLater },
  HostnameGenerator: { '2.8': hostnameGeneratorSpec, '2.14': hostnameGeneratorSpecLater },
  MeshPassthrough: { '2.8': meshPassthroughSpec, '2.14': meshPassthroughSpecLater },
  MeshTrafficPermission: { '2.8': meshTrafficPermissionSpec, '2.14': meshTrafficPermissionSpecLater },
} as const satisfies Readonly<Record<Exclude<Kind, MessageKind>, Readonly<Record<KumaVersion, Schema>>>>;

const MESSAGES: Readonly<Record<MessageKind, Message>> = {
  Dataplane: dataplaneMessage,
  Mesh: meshMessage,
  ZoneEgress: zoneEgressMessage,
};

/**
 * The body of a document as every release reads it: what is known to any of them, and what each has against it. Which
 * release judges is not known while a document is read.
 */
export function readBody(kind: Kind, form: Form, body: unknown): Conformed {
  if (isMessage(kind)) return readMessage(kind, body, form);
  if (form === 'universal' && body === undefined) return { value: {}, violations: [] }; // its head says that
  const given = form === 'kubernetes' ? (body ?? {}) : body;
  const schemas = SCHEMAS[kind];
  if (fits(given, schemas['2.8'], schemas['2.14'])) return { value: arranged(schemas['2.14'], given), violations: [] };
  const [early, later] = (['2.8', '2.14'] as const).map((release) =>
    conform(schemas[release], given, 'spec', { form, release }),
  );
  return { value: later.value, violations: perRelease(early.violations, later.violations) };
}

/** What both say is said once, without a release. */
function perRelease(early: readonly Violation[], later: readonly Violation[]): Violation[] {
  if (early.length + later.length === 0) return [];
  const key = ({ field, problem, schema, text, known }: Violation): string =>
    JSON.stringify([field, problem, schema.format, text, known]);
  const [inEarly, inLater] = [new Set(early.map(key)), new Set(later.map(key))];
  return [
    ...early.map((one) => (inLater.has(key(one)) ? one : { ...one, release: '2.8' as const })),
    ...later.filter((one) => !inEarly.has(key(one))).map((one) => ({ ...one, release: '2.14' as const })),
  ];
}

/** A protobuf message, which has no schema: Kuma stops at the first field that it cannot read. */
function readMessage(kind: MessageKind, body: unknown, form: Form): Conformed {
  const field = form === 'kubernetes' ? 'spec' : '';
  const [early, later] = (['2.8', '2.14'] as const).map((release) => {
    const { value, problems } = decodeMessage(MESSAGES[kind], body, field, release);
    const first = problems.slice(0, 1).map(({ field: at, found, text }) => {
      const words = form === 'kubernetes' ? text : `invalid ${kind} object: ${goQuote(text)}`;
      return decodeViolation(at, found, words);
    });
    return { value, violations: first };
  });
  return { value: later.value, violations: perRelease(early.violations, later.violations) };
}

/** A document that Kuma cannot even read; `field` is where the reason stands. */
export const decodeViolation = (field: string, found: unknown, text: string): Violation => ({
  field,
  problem: 'decode',
  schema: {},
  found: Array.isArray(found) ? [] : typeOf(found) === 'object' ? {} : found, // what is in it is not shown
  text,
});
