import { dataplaneMessage } from './dataplane-message';
import { goQuote } from './field-path';
import type { Form, KumaVersion } from './model';
import { decodeMessage } from './protobuf';
import { type Conformed, type Violation, conform, typeOf } from './schema';
import { type Schema, hostnameGeneratorSpec, meshExternalServiceSpec, meshPassthroughSpec } from './schemas';
import { hostnameGeneratorSpecLater, meshExternalServiceSpecLater, meshPassthroughSpecLater } from './schemas-later';

const SCHEMAS = {
  MeshExternalService: { '2.8': meshExternalServiceSpec, '2.14': meshExternalServiceSpecLater },
  HostnameGenerator: { '2.8': hostnameGeneratorSpec, '2.14': hostnameGeneratorSpecLater },
  MeshPassthrough: { '2.8': meshPassthroughSpec, '2.14': meshPassthroughSpecLater },
} as const satisfies Readonly<Record<string, Readonly<Record<KumaVersion, Schema>>>>;

/**
 * The body of a document as every release reads it: what is known to any of them, and what each has against it. Which
 * release judges is not known while a document is read.
 */
export function readBody(kind: keyof typeof SCHEMAS | 'Dataplane', form: Form, body: unknown): Conformed {
  if (kind === 'Dataplane') return readDataplane(body, form);
  if (form === 'universal' && body === undefined) return { value: {}, violations: [] }; // its head says that
  const given = form === 'kubernetes' ? (body ?? {}) : body;
  const [early, later] = (['2.8', '2.14'] as const).map((release) =>
    conform(SCHEMAS[kind][release], given, 'spec', { form, release }),
  );
  return { value: later.value, violations: perRelease(early.violations, later.violations) };
}

/** What both say is said once, without a release. */
function perRelease(early: readonly Violation[], later: readonly Violation[]): Violation[] {
  const key = ({ field, problem, schema, text, known }: Violation): string =>
    JSON.stringify([field, problem, schema.format, text, known]);
  const [inEarly, inLater] = [new Set(early.map(key)), new Set(later.map(key))];
  return [
    ...early.map((one) => (inLater.has(key(one)) ? one : { ...one, release: '2.8' as const })),
    ...later.filter((one) => !inEarly.has(key(one))).map((one) => ({ ...one, release: '2.14' as const })),
  ];
}

/** A protobuf message, which has no schema: Kuma stops at the first field that it cannot read. */
function readDataplane(body: unknown, form: Form): Conformed {
  const field = form === 'kubernetes' ? 'spec' : '';
  const [early, later] = (['2.8', '2.14'] as const).map((release) => {
    const { value, problems } = decodeMessage(dataplaneMessage, body, field, release);
    const first = problems.slice(0, 1).map(({ field: at, found, text }) => {
      const words = form === 'kubernetes' ? text : `invalid Dataplane object: ${goQuote(text)}`;
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
