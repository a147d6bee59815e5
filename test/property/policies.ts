import fc from 'fast-check';
import { type Form, documentOf, meshOf, nameOf } from './heads';
import { SECRET } from './services';
import { type Json, absurd, fields, mapOf, maybe, mostly } from './values';

/** A Mesh, what may pass an egress, and the egress itself. `bad`: how many of 100 values are not what their field wants. */

const names = (bad: number): fc.Arbitrary<unknown> => mostly(bad, fc.constantFrom('a', 'b', 'web', 'pay'), absurd);
const tags = (bad: number): fc.Arbitrary<unknown> =>
  mostly(
    bad,
    mapOf(fc.constantFrom('kuma.io/service', 'team', 'yes'), fc.constantFrom('a', 'web', '012', 'yes'), 2),
    absurd,
  );

/** What 2.8 and 2.14 both take, and of what only one takes a little. */
const targetRef = (bad: number): fc.Arbitrary<unknown> =>
  mostly(
    bad,
    fc.oneof(
      { weight: 3, arbitrary: fc.constant({ kind: 'Mesh' }) },
      { weight: 2, arbitrary: fields({ kind: fc.constant('MeshSubset'), tags: maybe(tags(bad)) }) },
      { weight: 2, arbitrary: fields({ kind: fc.constant('MeshService'), name: names(bad) }) },
      fields({ kind: fc.constant('MeshServiceSubset'), name: names(bad), tags: maybe(tags(bad)) }),
      fields({ kind: fc.constant('MeshExternalService'), name: names(bad) }),
    ),
    absurd,
  );
const action = (bad: number): fc.Arbitrary<unknown> =>
  mostly(bad, fc.constantFrom('Allow', 'Deny', 'AllowWithShadowDeny'), absurd);
const from = (bad: number): fc.Arbitrary<unknown> =>
  fields({ targetRef: targetRef(bad), default: mostly(bad, fields({ action: action(bad) }), absurd) });

export const permissionDocument = (form: Form, bad: number): fc.Arbitrary<Json> =>
  documentOf(
    'MeshTrafficPermission',
    form,
    bad,
    fields({
      targetRef: targetRef(bad),
      from: mostly(bad, fc.array(from(bad), { minLength: 1, maxLength: 3 }), absurd),
    }),
  );

const port = (bad: number): fc.Arbitrary<unknown> =>
  mostly(bad, fc.constantFrom<unknown>(10002, 10003, '10004'), absurd);

export const egressDocument = (form: Form, bad: number): fc.Arbitrary<Json> =>
  documentOf(
    'ZoneEgress',
    form,
    bad,
    fields({
      zone: maybe(mostly(bad, fc.constantFrom('east', 'default'), absurd)),
      networking: fields({
        address: maybe(mostly(bad, fc.constantFrom('192.0.2.10', 'egress.example', '2001:db8::10'), absurd)),
        port: port(bad),
        admin: maybe(fields({ port: mostly(bad, fc.constantFrom(0, 9901), absurd) })),
      }),
    }),
  );

const backend = (bad: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    fields({
      name: mostly(bad, fc.constant('ca-1'), absurd),
      type: mostly(bad, fc.constant('builtin'), absurd),
      mode: maybe(mostly(bad, fc.constantFrom<unknown>('STRICT', 'PERMISSIVE', 1), absurd)),
      dpCert: maybe(fields({ rotation: fields({ expiration: mostly(bad, fc.constantFrom('1d', '0'), absurd) }) })),
    }),
    fc.constant({
      name: 'ca-1',
      type: 'provided',
      conf: { cert: { inline: 'Y2VydA==' }, key: { inlineString: SECRET } },
    }),
  );

const off = fields({ outbound: fields({ passthrough: fc.boolean() }) });

/** Without `routing.zoneEgress` mostly, with which nothing of a proxy is written. */
const meshBody = (bad: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    fields({
      mtls: fields({
        enabledBackend: mostly(bad, fc.constant('ca-1'), absurd),
        backends: mostly(bad, fc.array(backend(bad), { minLength: 1, maxLength: 1 }), absurd),
      }),
      routing: maybe(fields({ zoneEgress: mostly(bad, fc.constantFrom(false, false, true), absurd) })),
      networking: maybe(mostly(bad, off, absurd)),
      metrics: maybe(fc.constant({ enabledBackend: 'yes', backends: [{ name: 'yes', type: 'prometheus', conf: {} }] })),
    }),
    fields({ routing: mostly(bad, fields({ localityAwareLoadBalancing: fc.boolean() }), absurd) }),
  );

export function meshDocument(form: Form, bad: number): fc.Arbitrary<Json> {
  const name = fc.oneof({ weight: 4, arbitrary: meshOf(bad) }, nameOf(bad));
  return fc
    .tuple(name, meshBody(bad), documentOf('Mesh', form, bad, fc.constant({})))
    .map(([own, body, head]): Json => {
      if (form === 'universal') return { ...head, name: own, ...(body as Json) };
      const metadata = { ...(head['metadata'] as Json), name: own, namespace: undefined };
      return { ...head, metadata, spec: body };
    });
}
