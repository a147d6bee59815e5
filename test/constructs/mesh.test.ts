import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Dataplane, Mesh, MeshOutput } from '../../src';
import { DeclarationTree } from '../../src/constructs/tree';
import { NETWORKING, errorsOf, nameAll, service, world } from './declare';

test('has Kuma’s defaults, and its id as name', () => {
  const { mesh } = world();
  expect([mesh.name, mesh.zone, mesh.systemNamespace]).toEqual(['default', 'default', 'kuma-system']);
});

test('needs a chart above', () => {
  expect(() => new Mesh(new App(), 'default')).toThrow(
    "Mesh 'default' has no Chart above it: create it in a cdk8s Chart, new Mesh(chart, ...).",
  );
});

test('is recognised, and nothing else is', () => {
  const { chart, mesh } = world();
  expect([mesh, chart, undefined, null, 'mesh', {}].map((one) => Mesh.isMesh(one))).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('the nearest above is found, from a construct below or from itself', () => {
  const { mesh } = world();
  const below = new Construct(new Construct(mesh, 'a'), 'b');
  expect(Mesh.of(below)).toBe(mesh);
  expect(Mesh.of(mesh)).toBe(mesh);
  expect(() => Mesh.of(mesh.node.scope as Construct)).toThrow("'kuma' has no Mesh above it");
});

test('as a resource of Kuma it is in no namespace, whatever its chart says', () => {
  const mtls = { enabledBackend: 'ca', backends: [{ name: 'ca', type: 'builtin' }] };
  const { app, chart } = world({ mtls }, { namespace: 'shop' });
  expect(errorsOf(app)).toEqual([]);
  expect(chart.toJson()).toEqual([expect.objectContaining({ kind: 'Mesh', metadata: { name: 'default' } })]);
});

test('may have a child called Gateway, as the objects of a gateway of its own are', () => {
  const { app, mesh } = world();
  service(mesh, 'Gateway', { name: 'ok' });
  for (let synth = 0; synth < 2; synth++) {
    expect(errorsOf(app)).toEqual([]);
    expect(mesh.node.tryFindChild('Gateway')).toBe(mesh.services[0]);
  }
});

describe('what belongs to it', () => {
  test('is sorted by name, wherever it was declared, and a copy', () => {
    // GIVEN
    const { app, mesh } = world();
    const b = service(mesh, 'b');
    const a = service(new Chart(app, 'other'), 'a', { mesh });
    const proxies = ['y', 'x'].map((id) => new Dataplane(mesh, id, { networking: NETWORKING }));

    // THEN
    expect(mesh.services).toEqual([a, b]);
    expect(mesh.dataplanes).toEqual([...proxies].reverse());
    mesh.services.pop();
    expect(mesh.services).toEqual([a, b]);
  });

  test('that was read too early is an error', () => {
    const { app, chart, mesh } = world();
    nameAll(chart);
    service(mesh, 'a');
    expect(mesh.services).toHaveLength(1);
    service(mesh, 'b');
    expect(errorsOf(app)).toEqual([
      '[kuma/default] error[read-too-early] services was read as ["a"], and later declarations made it ["a","b"].',
    ]);
  });
});

describe('several meshes', () => {
  test('in one chart stand beside each other', () => {
    // GIVEN
    const { app, chart, mesh } = world();
    nameAll(chart);
    const other = new Mesh(chart, 'other');
    service(mesh, 'x');
    service(other, 'y');

    // THEN
    expect(errorsOf(app)).toEqual([]);
    expect(Object.keys(MeshOutput.of(app).files).filter((path) => path.startsWith('universal/'))).toEqual([
      'universal/default.yaml',
      'universal/other.yaml',
      'universal/HostnameGenerators.yaml',
    ]);
  });

  test('in one namespace are warned of services of one name: on Kubernetes they are one object', () => {
    const { app, chart, mesh } = world();
    nameAll(chart);
    service(mesh, 'x');
    service(new Mesh(chart, 'other'), 'x');
    expect(errorsOf(app)).toEqual([]);
    const warnings = DeclarationTree.of(app)
      .diagnostics()
      .filter(({ code }) => code === 'kubernetes-name-shared');
    expect(warnings.map(({ at }) => at.construct)).toEqual(['kuma/other/x']);
  });

  test('of one name in two zones have folders of their own', () => {
    const { app, chart, mesh } = world();
    nameAll(chart);
    service(mesh, 'x');
    service(new Mesh(new Chart(app, 'east'), 'default', { zone: 'east' }), 'x');
    const paths = Object.keys(MeshOutput.of(app).files);
    expect(paths).toEqual(expect.arrayContaining(['coredns/default/Corefile', 'coredns/default.east/Corefile']));
  });

  test.each([
    ['name and zone', { name: 'default' }],
    ['what names a folder', { name: 'default', zone: 'default' }],
  ])('of the same %s are an error at the second', (_title, props) => {
    const { app, chart } = world();
    new Mesh(chart, 'again', props);
    expect(errorsOf(app)).toEqual([
      '[kuma/again] error[mesh-twice] the mesh is declared twice; the first is kuma/default.',
    ]);
  });

  test('whose folders would be one are an error', () => {
    const { app, chart } = world();
    new Mesh(chart, 'a.b');
    new Mesh(chart, 'a', { zone: 'b' });
    expect(errorsOf(app)).toHaveLength(1);
  });
});

test.each([
  ['an upper case name', { name: 'Default' }],
  ['a name that leads out of the output', { name: '..' }],
  ['a zone that does', { zone: '../x' }],
  ['a range that is none', { vips: { cidr: '242.0.0.0' } }],
  ['a name server that is none', { envoy: { dnsResolvers: ['ns.example'] } }],
])('%s is an error at the mesh', (_title, props) => {
  const { app } = world(props);
  expect(errorsOf(app)).toEqual([expect.stringMatching(/^\[kuma\/default\] error\[/)]);
});
