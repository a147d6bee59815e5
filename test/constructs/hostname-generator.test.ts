import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { HostnameGenerator, Mesh, MeshOutput } from '../../src';
import { NAMES, errorsOf, manifest, nameAll, service, world } from './declare';

test('every field shows in the manifest', () => {
  const { app, chart } = world();
  new HostnameGenerator(chart, 'external', {
    ...NAMES,
    labels: { a: 'b' },
    selector: { meshExternalService: { matchLabels: { c: 'd' } } },
  });
  new HostnameGenerator(chart, 'internal', { ...NAMES, name: 'other', selector: { meshService: {} } });
  expect(errorsOf(app)).toEqual([]);
  expect(chart.toJson()).toMatchSnapshot();
});

test('needs a chart above', () => {
  expect(() => new HostnameGenerator(new App(), 'x', NAMES)).toThrow(
    "HostnameGenerator 'x' has no Chart above it: create it in a cdk8s Chart, new HostnameGenerator(chart, ...).",
  );
});

test('its name is made of the ids below the chart or the mesh', () => {
  const { chart, mesh } = world();
  expect(new HostnameGenerator(new Construct(chart, 'a'), 'b', NAMES).name).toBe('a-b');
  expect(new HostnameGenerator(new Construct(mesh, 'c'), 'Default', NAMES).name).toBe('c');
});

describe('where it acts', () => {
  const zones = () => {
    const app = new App();
    const east = new Mesh(new Chart(app, 'east'), 'default', { zone: 'east' });
    const west = new Mesh(new Chart(app, 'west'), 'default', { zone: 'west' });
    return { app, east, west, inEast: service(east, 'x'), inWest: service(west, 'x') };
  };

  test('declared outside a mesh, in all zones', () => {
    const { app, inEast, inWest } = zones();
    expect(new HostnameGenerator(new Chart(app, 'names'), 'g', NAMES).zone).toBeUndefined();
    expect([inEast.hostnames, inWest.hostnames]).toEqual([['x.mesh.local'], ['x.mesh.local']]);
  });

  test('declared in a mesh, in its zone', () => {
    const { app, east, inEast, inWest } = zones();
    expect(new HostnameGenerator(new Construct(east, 'below'), 'g', NAMES).zone).toBe('east');
    expect([inEast.hostnames, inWest.hostnames]).toEqual([['x.mesh.local'], []]);
    expect(Object.keys(MeshOutput.of(app).files)).toContain('universal/HostnameGenerators.east.yaml');
  });

  test('in all meshes of the zone', () => {
    const { chart, mesh } = world();
    const other = service(new Mesh(chart, 'other'), 'x');
    new HostnameGenerator(mesh, 'g', NAMES);
    expect(other.hostnames).toEqual(['x.mesh.local']);
  });
});

test('one on the chart and one in a mesh of the default zone go together', () => {
  // GIVEN
  const { app, chart, mesh } = world();
  service(mesh, 'x');
  nameAll(chart);
  new HostnameGenerator(mesh, 'own', { ...NAMES, template: '{{ .Name }}.own.local' });

  // THEN
  const text = MeshOutput.of(app).files['universal/HostnameGenerators.yaml'];
  expect(text).toContain('name: names');
  expect(text).toContain('name: own');
});

test('one name on the chart and in a mesh is one resource of Kuma: an error, unless both say the same', () => {
  const { app, chart, mesh } = world();
  new HostnameGenerator(chart, 'g', NAMES);
  new HostnameGenerator(mesh, 'g', NAMES);
  expect(errorsOf(app)).toEqual([]);
  new HostnameGenerator(new Chart(app, 'more'), 'g', { ...NAMES, template: '{{ .Name }}.other.local' });
  expect(errorsOf(app)).toContainEqual(expect.stringContaining('error[resource-twice]'));
});

describe('the namespace', () => {
  test('is that of the meshes, even when they are declared later', () => {
    const app = new App();
    const chart = new Chart(app, 'names');
    new HostnameGenerator(chart, 'g', NAMES);
    new Mesh(new Chart(app, 'kuma'), 'default', { systemNamespace: 'mesh-system' });
    expect(manifest(chart, 'HostnameGenerator', 'g').metadata.namespace).toBe('mesh-system');
    expect(errorsOf(app)).toEqual([]);
  });

  test('is that of its own mesh', () => {
    const { app, chart, mesh } = world({ systemNamespace: 'mesh-system' });
    new Mesh(chart, 'aaa', { systemNamespace: 'another' });
    new HostnameGenerator(mesh, 'g', NAMES);
    expect(manifest(chart, 'HostnameGenerator', 'g').metadata.namespace).toBe('mesh-system');
    expect(errorsOf(app)).toEqual([]);
  });

  test('is Kuma’s default where there is no mesh, and that is no error', () => {
    const app = new App();
    const chart = new Chart(app, 'names');
    new HostnameGenerator(chart, 'g', NAMES);
    expect(manifest(chart, 'HostnameGenerator', 'g').metadata.namespace).toBe('kuma-system');
    expect(errorsOf(app)).toEqual([]);
  });
});

test('dnsZone names the zone, and stands in no resource', () => {
  const { app, chart, mesh } = world();
  service(mesh, 'x');
  new HostnameGenerator(chart, 'g', { ...NAMES, template: '{{ .Name }}.a{{ "" }}.local', dnsZone: 'a.local' });
  expect(Object.keys(MeshOutput.of(app).files)).toContain('coredns/default/a.local.zone');
  expect(JSON.stringify(chart.toJson())).not.toContain('dnsZone');
});

test('what is wrong is said at the generator', () => {
  const { app, chart } = world();
  new HostnameGenerator(chart, 'g', { selector: {}, template: '{{ .Name' });
  expect(errorsOf(app)).toEqual([
    '[kuma/g] error[selector-count] spec.selector: exact one selector (meshService, meshExternalService) must be defined',
    "[kuma/g] error[template-syntax] spec.template: couldn't parse template: template: :1: unclosed action",
  ]);
});

test('a label added later shows', () => {
  const { chart } = world();
  nameAll(chart).metadata.addLabel('late', 'yes');
  expect(manifest(chart, 'HostnameGenerator', 'names').metadata.labels).toMatchObject({ late: 'yes' });
});
