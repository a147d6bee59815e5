import { compile } from '../../src/compile/compile';
import type { Ir } from '../../src/ir/ir';
import type { Model } from '../../src/model/model';
import {
  type Form,
  type Json,
  brief,
  dataplane,
  errors,
  findings,
  generator,
  modelOf,
  proxyIn,
  service,
  together,
} from './documents';

/** What is applied to the global control plane is in every zone of its mesh, as Kuma copies it there. */

const GLOBAL = { 'kuma.io/origin': 'global' };
const ORIGINS = [
  generator('local', '{{ .DisplayName }}.zone.mesh.local', { 'kuma.io/origin': 'zone' }),
  generator('synced', '{{ .DisplayName }}.global.mesh.local', GLOBAL),
];
const COPY = 'x-fdz94w892fv4v6w6'; // of x in the mesh default, by Kuma's own code
const ON_KUBERNETES = 'httpbin-4ccd4cc7f9446db5';

const inZone = (zone: string, ...documents: readonly Json[]): Model =>
  modelOf([{ type: 'Mesh', name: 'default' }, ...documents], { zone });
const shown = ({ meshes }: Ir): string[] =>
  meshes.flatMap(({ key, services }) =>
    services.map(({ name, hostnames, vips }) => `${key} ${name} ${hostnames.join(',')} ${vips.join(',')}`),
  );
const irOf = (...models: readonly Model[]): Ir => compile(together(...models)).ir;

describe('declared once', () => {
  const east = inZone('east', service('x', {}, { labels: GLOBAL }), service('y'), ...ORIGINS);
  const west = inZone('west');
  const ir = irOf(east, west);

  test('it is in every zone, with one address, and named by the generators of its origin', () => {
    const [first, second, ...rest] = shown(ir);
    expect(first).toMatch(new RegExp(`^default.east ${COPY} x.global.mesh.local 242\\.`));
    expect(second).toMatch(/^default.east y y.zone.mesh.local 242\./);
    expect(rest).toEqual([first.replace('east', 'west')]);
  });

  test('its labels are those that Kuma copies', () => {
    const [{ labels, original }] = ir.meshes[1].services;
    expect(labels).toEqual({ ...GLOBAL, 'kuma.io/display-name': 'x' });
    expect(original).toMatchObject({ name: 'x', labels: GLOBAL });
  });

  test('it does not matter in which zone', () => {
    const other = irOf(inZone('east', service('y'), ...ORIGINS), inZone('west', service('x', {}, { labels: GLOBAL })));
    expect(shown(other)).toEqual(shown(ir));
  });

  test('another mesh has none of it', () => {
    const other = modelOf([service('z', {}, { mesh: 'other' })], { zone: 'west' });
    expect(shown(irOf(east, other)).filter((line) => line.startsWith('other'))).toEqual([
      expect.stringMatching(/^other.west z /),
    ]);
  });
});

test('on Kubernetes its copies have the annotation, and the namespace of the global control plane', () => {
  const x = service('httpbin', {}, { form: 'kubernetes', labels: GLOBAL });
  const [{ services }] = irOf(inZone('east', x)).meshes;
  expect(services).toEqual([
    expect.objectContaining({
      name: ON_KUBERNETES,
      coreName: `${ON_KUBERNETES}.kuma-system`,
      displayName: 'httpbin',
      annotations: { 'kuma.io/display-name': 'httpbin' },
      labels: expect.objectContaining({ 'k8s.kuma.io/namespace': 'kuma-system' }) as unknown,
    }),
  ]);
});

test('.Name is the name of the copy', () => {
  const named = generator('g', '{{ .Name }}.mesh.local');
  expect(shown(irOf(inZone('east', service('x', {}, { labels: GLOBAL }), named)))).toEqual([
    expect.stringContaining(` ${COPY}.mesh.local `),
  ]);
});

describe('declared in several zones', () => {
  const x = (endpoint: string): Json =>
    service('x', { endpoints: [{ address: endpoint, port: 443 }] }, { labels: GLOBAL });
  const differs = (...models: readonly Model[]) =>
    compile(together(...models)).diagnostics.filter(({ code }) => code === 'global-service-differs');

  test('it is one, if all declarations agree', () => {
    const both = [inZone('east', x('a.example')), inZone('west', x('a.example'))];
    expect(differs(...both)).toEqual([]);
    expect(shown(irOf(...both))).toHaveLength(2);
  });

  test('that they do not is an error with both places, whichever comes first', () => {
    const both = [inZone('east', x('a.example'), ...ORIGINS), inZone('west', x('b.example'))];
    for (const models of [both, [...both].reverse()])
      expect(differs(...models)).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(/MeshExternalService.*with other spec\.$/) as string,
        }),
      ]);
  });
});

describe('a document that is the copy', () => {
  const labels = { ...GLOBAL, 'kuma.io/display-name': 'x' };
  const copy = service(COPY, {}, { labels });

  test('means the same as its original', () => {
    const original = irOf(inZone('east', service('x', {}, { labels: GLOBAL }), ...ORIGINS), inZone('west'));
    expect(shown(irOf(inZone('east', copy, ...ORIGINS), inZone('west')))).toEqual(shown(original));
  });

  test('may stand beside its original', () => {
    expect(errors(inZone('east', copy, service('x', {}, { labels: GLOBAL }), ...ORIGINS))).toEqual([]);
  });
});

describe('two services of the global control plane', () => {
  const shown = (name: string) => service(name, {}, { labels: { ...GLOBAL, 'kuma.io/display-name': 'x' } });

  test('cannot have one display name, in any order: their copies would be one', () => {
    const found = [inZone('east', shown('a'), shown('b')), inZone('east', shown('b'), shown('a'))].map((model) =>
      compile(model)
        .diagnostics.filter(({ code }) => code === 'synced-name-taken')
        .map(({ at, message }) => [at.name, /the copy of MeshExternalService default\/(\w+) /.exec(message)?.[1]]),
    );
    expect(found).toEqual([[['b', 'a']], [['b', 'a']]]);
  });
});

describe('a zone and the global control plane', () => {
  const own = service('x');
  const global = service('x', {}, { labels: GLOBAL });

  test('may have one name, as long as hostnames differ', () => {
    expect(errors(inZone('east', own, global, ...ORIGINS))).toEqual([]);
  });

  test('cannot have one hostname: the finding tells the origins', () => {
    const all = compile(inZone('east', own, global, generator('all', '{{ .DisplayName }}.mesh.local'))).diagnostics;
    expect(all.filter(({ code }) => code === 'hostname-taken').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^x\.mesh\.local .* of origin zone, and this one is of origin global\.$/),
    ]);
  });

  test('cannot have one core name', () => {
    expect(errors(inZone('east', service(COPY), global, ...ORIGINS))).toContain(`error synced-name-taken ${COPY}`);
    const kubernetes = service('httpbin', {}, { form: 'kubernetes', labels: GLOBAL });
    const named = service(ON_KUBERNETES, {}, { form: 'kubernetes' });
    expect(errors(inZone('east', named, kubernetes, ...ORIGINS))).toContain(`error synced-name-taken ${ON_KUBERNETES}`);
  });
});

describe('a backendRef', () => {
  const to = (name: string, form: Form = 'universal'): Json =>
    dataplane(
      'p',
      {
        outbound: [{ port: 8080, backendRef: { kind: 'MeshExternalService', name } }],
      },
      { form },
    );
  const reached = (name: string, ...documents: readonly Json[]): string[] =>
    proxyIn(inZone('east', to(name), ...documents, ...ORIGINS), 'p', 'default.east').outbounds.map(
      ({ service: one }) => one.name,
    );
  const global = service('x', {}, { labels: GLOBAL });
  const onKubernetes = (labels: Readonly<Record<string, string>>): Json =>
    service('httpbin', {}, { form: 'kubernetes', labels });

  test('finds a copy by its display name and by its own, in each form', () => {
    for (const name of ['x', COPY]) expect(reached(name, global)).toEqual([COPY]);
    const names = ['httpbin', `${ON_KUBERNETES}.kuma-system`, 'httpbin-4b65w89f4bxv29f7'];
    for (const name of names) expect(reached(name, onKubernetes(GLOBAL))).toEqual([ON_KUBERNETES]);
  });

  test('finds the own service of the zone where that has the name itself', () => {
    expect(reached('x', global, service('x'))).toEqual(['x']);
    expect(reached('httpbin', onKubernetes(GLOBAL), onKubernetes({}))).toEqual(['httpbin']);
  });

  test('that could mean both is an error that names both', () => {
    const found = compile(
      inZone('east', to('httpbin', 'kubernetes'), onKubernetes(GLOBAL), onKubernetes({}), ...ORIGINS),
    ).diagnostics;
    expect(found.filter(({ code }) => code === 'service-ambiguous').map(({ hint }) => hint)).toEqual([
      `Write the core name: ${ON_KUBERNETES}.kuma-system (of origin global) or httpbin.kuma-system.`,
    ]);
  });
});

describe('Kuma 2.8 judges the name of a copy again, in each zone', () => {
  // UpstreamResponse.Validate in pkg/kds/v2/client, then on Kubernetes the webhook: 63 bytes less the hash and the namespace.
  test.each([
    ['universal', 46],
    ['kubernetes', 34],
  ] as const)('%s: a name may have %d bytes', (form, most) => {
    const named = (length: number): string[] =>
      findings(inZone('east', service('a'.repeat(length), {}, { form, labels: GLOBAL }))).filter((line) =>
        line.includes('name-too-long'),
      );
    expect(named(most)).toEqual([]);
    expect(named(most + 1)).toEqual([`error name-too-long ${'a'.repeat(most + 1)} name`]);
  });

  test('since 2.11 the display name is measured', () => {
    const later = modelOf([service('a'.repeat(63), {}, { labels: GLOBAL })], { kumaVersion: '2.14' });
    expect(errors(later)).toEqual([]);
  });
});

test('what is said of it is said once, and of the zone where only that is meant', () => {
  const east = inZone('east', service('x', { endpoints: [] }, { labels: GLOBAL }));
  expect(findings(together(east, inZone('west')))).toEqual([
    'error endpoints-missing x spec.endpoints',
    'warning hostname-missing x',
  ]);
  const bound = { ...together(inZone('east', service('x', {}, { labels: GLOBAL }), ...ORIGINS), inZone('west')) };
  const generators = bound.generators.map((one) => ({ ...one, zone: 'east' }));
  const found = compile({ ...bound, generators }).diagnostics.filter(({ code }) => code === 'hostname-missing');
  expect(brief(found)).toEqual(['warning hostname-missing x']);
  expect(found[0].message).toContain('in zone west');
});

test('a generator of the global control plane acts in all zones', () => {
  const all = together(inZone('east', service('x'), service('y')), inZone('west', service('x')));
  const bound = inZone('east', { ...generator('g', '{{ .DisplayName }}.mesh.local'), labels: GLOBAL });
  const generators = bound.generators.map((one) => ({ ...one, zone: 'east' }));
  expect(shown(compile({ ...all, generators }).ir).every((line) => line.includes('.mesh.local'))).toBe(true);
});
