import { compile } from '../../src/compile/compile';
import type { Model } from '../../src/model/model';
import { brief, errors, findings, generator, meshIn, modelOf, service, serviceIn, together } from './documents';

const hostnames = (model: Model, name: string, key?: string): readonly string[] =>
  serviceIn(model, name, key).hostnames;

test.each([
  ['{{ .DisplayName }}.svc.meshext.local', 'x.svc.meshext.local'],
  ['{{ .Name }}.{{ .Mesh }}.mesh.local', 'x.default.mesh.local'],
  ['{{ .Name }}.{{ .Zone }}.mesh.local', 'x.default.mesh.local'],
  ['{{ label "team" }}.mesh.local', 'billing.mesh.local'],
  ['{{ if eq (label "team") "billing" }}b{{ else }}c{{ end }}.mesh.local', 'b.mesh.local'],
  ['fixed.mesh.local', 'fixed.mesh.local'],
  ['{{ .Name }}_a.mesh.local', 'x_a.mesh.local'],
])('the template %s gives %s', (template, hostname) => {
  const model = modelOf([service('x', {}, { labels: { team: 'billing' } }), generator('g', template)]);
  expect(hostnames(model, 'x')).toEqual([hostname]);
  expect(errors(model)).toEqual([]);
});

test('the namespace is empty in Universal and known on Kubernetes', () => {
  const template = '{{ .Name }}{{ with .Namespace }}.{{ . }}{{ end }}.mesh.local';
  expect(hostnames(modelOf([service('x'), generator('g', template)]), 'x')).toEqual(['x.mesh.local']);
  expect(hostnames(modelOf([service('x', {}, { form: 'kubernetes' }), generator('g', template)]), 'x')).toEqual([
    'x.kuma-system.mesh.local',
  ]);
});

test('a display name is a label in Universal', () => {
  const labels = { 'kuma.io/display-name': 'shown' };
  const model = modelOf([service('x', {}, { labels }), generator('g', '{{ .DisplayName }}.{{ .Name }}.mesh.local')]);
  expect(hostnames(model, 'x')).toEqual(['shown.x.mesh.local']);
});

test('an empty result gives no hostname, and a warning says that there is none', () => {
  const model = modelOf([service('x'), generator('g', '{{ with .Namespace }}{{ . }}.mesh.local{{ end }}')]);
  expect(hostnames(model, 'x')).toEqual([]);
  expect(findings(model)).toContain('warning hostname-missing x');
});

describe('a selector', () => {
  const labels = { team: 'billing', empty: '' };
  test.each([
    [{}, true],
    [{ team: 'billing' }, true],
    [{ team: 'billing', empty: '' }, true],
    [{ 'kuma.io/origin': 'zone' }, true],
    [{ 'kuma.io/zone': 'default' }, true],
    [{ team: 'Billing' }, false],
    [{ team: 'billing', other: 'x' }, false],
    [{ absent: '' }, false],
    [{ 'kuma.io/origin': 'global' }, false],
    [{ 'kuma.io/mesh': 'default' }, false], // Kuma 2.8 does not set it in Universal
    [{ 'kuma.io/display-name': 'x' }, false],
    [{ toString: 'x' }, false],
  ])('%j matches: %s', (matchLabels, matches) => {
    const model = modelOf([service('x', {}, { labels }), generator('g', '{{ .Name }}.mesh.local', matchLabels)]);
    expect(hostnames(model, 'x')).toEqual(matches ? ['x.mesh.local'] : []);
  });

  test.each([
    [{ 'kuma.io/mesh': 'default' }],
    [{ 'kuma.io/display-name': 'x' }],
    [{ 'k8s.kuma.io/namespace': 'kuma-system' }],
    [{ 'kuma.io/zone': 'default', 'kuma.io/origin': 'zone' }],
  ])('%j matches what Kuma computes on Kubernetes', (matchLabels) => {
    const x = service('x', {}, { form: 'kubernetes' });
    expect(hostnames(modelOf([x, generator('g', '{{ .Name }}.mesh.local', matchLabels)]), 'x')).toEqual([
      'x.mesh.local',
    ]);
  });

  test('of services of the mesh gives nothing to external ones', () => {
    const { spec, ...rest } = generator('g', '{{ .Name }}.mesh.local') as { readonly spec: object };
    const model = modelOf([service('x'), { ...rest, spec: { ...spec, selector: { meshService: {} } } }]);
    expect(hostnames(model, 'x')).toEqual([]);
  });
});

describe('several generators', () => {
  test('each gives its hostname, sorted', () => {
    const model = modelOf([service('x'), generator('b', '{{ .Name }}.a.local'), generator('a', '{{ .Name }}.b.local')]);
    expect(hostnames(model, 'x')).toEqual(['x.a.local', 'x.b.local']);
  });

  test('the same hostname twice for one service is one hostname and no collision', () => {
    const template = '{{ .Name }}.a.local';
    const model = modelOf([service('x'), generator('a', template), generator('b', template)]);
    expect(hostnames(model, 'x')).toEqual(['x.a.local']);
    expect(findings(model)).toEqual(['info names-refused default']);
  });

  test('one that is bound to a zone acts there only', () => {
    // GIVEN
    const bound = modelOf([generator('g', '{{ .Name }}.east.local')]);
    const east = modelOf([service('x')], { zone: 'east' });
    const west = modelOf([service('x')], { zone: 'west' });
    const model = together(east, west, {
      ...bound,
      generators: bound.generators.map((one) => ({ ...one, zone: 'east' })),
    });

    // THEN
    expect(hostnames(model, 'x', 'default.east')).toEqual(['x.east.local']);
    expect(hostnames(model, 'x', 'default.west')).toEqual([]);
  });
});

describe('a hostname belongs to one service of a mesh', () => {
  const shared = generator('g', 'shared.mesh.local');

  test('the second gets an error that names both, and the first keeps it', () => {
    // WHEN
    const { ir, diagnostics } = compile(modelOf([service('b'), service('a'), shared]));

    // THEN
    const taken = diagnostics.filter(({ code }) => code === 'hostname-taken');
    expect(brief(taken)).toEqual(['error hostname-taken b']);
    expect(taken[0].message).toMatch(/shared\.mesh\.local .*MeshExternalService default\/a/);
    expect(ir.meshes[0].services.map((one) => one.hostnames)).toEqual([['shared.mesh.local'], []]);
  });

  test('letter case does not tell two hostnames apart', () => {
    const model = modelOf([
      service('a', {}, { labels: { host: 'Shared' } }),
      service('b', {}, { labels: { host: 'shared' } }),
      generator('g', '{{ label "host" }}.mesh.local'),
    ]);
    expect(errors(model)).toEqual(['error hostname-taken b']);
  });

  test('who loses one hostname may get another', () => {
    const model = modelOf([service('a'), service('b'), shared, generator('h', '{{ .Name }}.own.local')]);
    expect(hostnames(model, 'b')).toEqual(['b.own.local']);
  });

  test('another mesh may have the same', () => {
    const model = modelOf([service('a'), service('b', {}, { mesh: 'other' }), shared]);
    expect(errors(model)).toEqual([]);
    expect(hostnames(model, 'b', 'other')).toEqual(['shared.mesh.local']);
  });
});

describe('what DNS could not hold is an error at the service', () => {
  const long = (length: number): string => 'x'.repeat(length);
  test.each([
    ['a label that is too long', `{{ .Name }}.${long(64)}.local`],
    ['a name that is too long', `{{ .Name }}.${[63, 63, 63, 56].map(long).join('.')}.local`],
    ['an empty label', '{{ .Name }}..local'],
    ['a final dot', '{{ .Name }}.mesh.local.'],
    ['a blank', '{{ .Name }} a.mesh.local'],
    ['a hyphen in front', '-{{ .Name }}.mesh.local'],
    ['an asterisk', '*.mesh.local'],
    ['another script', '{{ .Name }}.grüße.local'],
    ['a line end', '{{ .Name }}.mesh.local\n'],
  ])('%s', (_title, template) => {
    expect(errors(modelOf([service('x'), generator('g', template)]))).toContain('error hostname-invalid x');
  });

  test('63 and 253 characters are fine', () => {
    const template = `{{ .Name }}.${[63, 63, 63, 53].map(long).join('.')}.local`;
    const model = modelOf([service('x'), generator('g', template)]);
    expect(hostnames(model, 'x')[0]).toHaveLength(253);
    expect(errors(model)).toEqual([]);
  });
});

test('a label that a matched service lacks is an error at the template that names the service', () => {
  // WHEN
  const { diagnostics } = compile(modelOf([service('x'), generator('g', '{{ label "team" }}.mesh.local')]));

  // THEN
  const failed = diagnostics.filter(({ code }) => code === 'template-failed');
  expect(brief(failed)).toEqual(['error template-failed g spec.template']);
  expect(failed[0].message).toMatch(/ x: .*label team not found$/);
});

test('the order of declarations does not matter', () => {
  const documents = [
    service('a'),
    service('b'),
    generator('g', 'shared.mesh.local'),
    generator('h', '{{ .Name }}.mesh.local'),
  ];
  expect(meshIn(modelOf([...documents].reverse())).services.map((one) => one.hostnames)).toEqual(
    meshIn(modelOf(documents)).services.map((one) => one.hostnames),
  );
});
