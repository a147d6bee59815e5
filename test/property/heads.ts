import fc from 'fast-check';
import { KINDS, type Kind } from '../../src/model/kinds';
import { type Json, absurd, anyJson, hostileText, mapOf, maybe, mostly, wellFormedText } from './values';

/** What the documents of all kinds have. `bad`: how many of 100 values are not what their field wants. */

export type Form = 'kubernetes' | 'universal';

/** All of them can be names, whatever else they look like. */
const NAMES = [
  'a',
  'b',
  'c',
  'pay',
  'a-1',
  'x.y',
  'yes',
  'no',
  'null',
  '012',
  '1e3',
  '0x1f',
  '1.5',
  'constructor',
  'con',
];
const LONG_NAMES = [
  'a'.repeat(51),
  'a'.repeat(52),
  'a'.repeat(63),
  'a'.repeat(64),
  `${'a.'.repeat(126)}a`,
  'a'.repeat(250),
];
const MESHES = [...Array<string>(16).fill('default'), 'other', '1e3', 'yes', 'm.east'];

export const nameOf = (bad: number): fc.Arbitrary<unknown> =>
  mostly(bad, fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom(...LONG_NAMES), hostileText, absurd));
export const meshOf = (bad: number): fc.Arbitrary<unknown> =>
  mostly(bad, fc.constantFrom(...MESHES), fc.oneof(fc.constantFrom('a'.repeat(253), 'a_b', '-'), hostileText, absurd));

const LABELS = ['team', 'acme.io/team', 'yes', '012', '1e3', 'constructor', 'A.b_c', 'kuma.io/display-name'];
const LABEL_VALUES = ['', 'a', 'b', 'yes', '012', '1e3', 'e5', 'null', 'A_b.c', 'zone', 'true', '1.0'];

export const labelsOf = (bad: number): fc.Arbitrary<Json> =>
  mapOf(
    mostly(bad, fc.constantFrom(...LABELS), hostileText) as fc.Arbitrary<string>,
    mostly(bad, fc.constantFrom(...LABEL_VALUES), absurd),
  );

const annotations = (bad: number): fc.Arbitrary<Json> =>
  fc
    .tuple(
      mapOf(fc.constantFrom('note', 'acme.io/note'), wellFormedText, 2),
      maybe(mostly(bad, fc.constantFrom('yes', '012', 'A.b'), wellFormedText)),
    )
    .map(([notes, displayName]): Json => ({ ...notes, 'kuma.io/display-name': displayName }));

const namespaceOf = (bad: number): fc.Arbitrary<unknown> =>
  mostly(bad, fc.constant('kuma-system'), fc.oneof(fc.constantFrom(undefined, 'default'), hostileText, absurd));

const noise = (bad: number): fc.Arbitrary<Json> =>
  bad === 0 ? fc.constant({}) : fc.oneof({ weight: 30, arbitrary: fc.constant({}) }, mapOf(hostileText, anyJson, 1));

const KUBERNETES = 'kuma.io/v1alpha1';

/** Where it comes from, and where it is. Nothing that is written for a zone can come from elsewhere. */
const placeOf = (kind: string): fc.Arbitrary<Json> => {
  const inZone = { 'kuma.io/zone': 'east' };
  const nowhere = { weight: 6, arbitrary: fc.constant<Json>({}) };
  // Which zones there are is not known yet to what has to be in one.
  if (!['MeshExternalService', 'HostnameGenerator', 'MeshPassthrough'].includes(kind)) return fc.constant({});
  const global = { 'kuma.io/origin': 'global' };
  const places = kind === 'MeshPassthrough' ? [inZone] : [inZone, global, global, { ...global, ...inZone }];
  return fc.oneof(nowhere, { weight: 4, arbitrary: fc.constantFrom<Json>(...places) });
};

/** A document around a body; a mesh of `undefined` is that of a kind that belongs to none. */
export function documentOf(kind: Kind, form: Form, bad: number, body: fc.Arbitrary<unknown>): fc.Arbitrary<Json> {
  const { inMesh: isScoped, isMessage } = KINDS[kind];
  const mesh = isScoped ? meshOf(bad) : fc.constant(undefined);
  const parts = fc.tuple(
    nameOf(bad),
    mesh,
    fc.tuple(maybe(labelsOf(bad)), placeOf(kind)) as fc.Arbitrary<readonly [Json | undefined, Json]>,
    maybe(annotations(bad)),
    namespaceOf(bad),
    body,
    noise(bad),
  );
  return parts.map(([name, inMesh, [some, place], notes, namespace, spec, more]): Json => {
    const labels = Object.keys(place).length === 0 ? some : { ...some, ...place };
    if (form === 'universal') {
      const inner = isMessage ? (spec as Json) : { spec };
      return { type: kind, name, mesh: inMesh, labels, ...more, ...inner };
    }
    const isLabelled = !isMessage && inMesh !== undefined;
    const own = isLabelled ? { ...(labels as Json), 'kuma.io/mesh': inMesh } : labels;
    const metadata = { name, namespace, labels: own, annotations: notes };
    const atTop = kind === 'Dataplane' ? { mesh: inMesh } : {};
    return { apiVersion: KUBERNETES, kind, metadata, ...atTop, ...more, spec };
  });
}

/** Things that are none of ours. */
export const otherDocument = (bad: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom(null, { apiVersion: 'v1', kind: 'ConfigMap' }, { type: 'MeshTrace', name: 'yes' }),
    ...(bad === 0 ? [] : [anyJson, absurd]),
  );
