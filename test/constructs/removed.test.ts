import { readFileSync } from 'node:fs';
import { Chart } from 'cdk8s';
import {
  Dataplane,
  Diagnostics,
  HostnameGenerator,
  Mesh,
  type MeshApp,
  MeshOutput,
  MeshPassthrough,
  MeshTrafficPermission,
  ZoneEgress,
} from '../../src';
import { NAMES, NETWORKING, errorsOf, nameAll, service, world } from './declare';

/** A mesh with one of each kind, and whatever else. */
function one(more: (chart: Chart, mesh: Mesh) => void = () => undefined): MeshApp {
  const { app, chart, mesh } = world();
  nameAll(chart);
  service(mesh, 'x');
  new Dataplane(mesh, 'p', { networking: NETWORKING });
  more(chart, mesh);
  return app;
}

const namespaced = (chart: Chart): void => {
  const other = new Mesh(chart, 'other', { systemNamespace: 'a-kuma' });
  service(other, 'z');
  new Dataplane(other, 'q', { networking: NETWORKING });
};

test.each<[string, (chart: Chart, mesh: Mesh) => void]>([
  ['a service', (_, mesh) => void service(mesh, 'gone')],
  ['a service that is wrong', (_, mesh) => void service(mesh, 'gone', { match: { port: 0 } })],
  ['a proxy', (_, mesh) => void new Dataplane(mesh, 'gone', { networking: NETWORKING })],
  ['a generator', (_, mesh) => void new HostnameGenerator(mesh, 'gone', { ...NAMES, template: '{{ .Name }}.a.b' })],
  ['an egress', (_, mesh) => void new ZoneEgress(mesh, 'gone', { networking: { port: 10_002 } })],
  ['a passthrough', (_, mesh) => void new MeshPassthrough(mesh, 'gone', {})],
  ['a permission', (_, mesh) => void new MeshTrafficPermission(mesh, 'gone', {})],
])('%s that was removed is in no output', (_, declare) => {
  const app = one((chart, mesh) => {
    declare(chart, mesh);
    Diagnostics.allow(mesh.node.findChild('gone'), 'hostname-hijack', 'It is gone.');
    mesh.node.tryRemoveChild('gone');
  });
  expect(MeshOutput.of(app).files).toEqual(MeshOutput.of(one()).files);
  expect(errorsOf(app)).toEqual([]);
});

test('a mesh that was removed is in no output with all that is below it', () => {
  const app = one((chart) => {
    namespaced(chart);
    chart.node.tryRemoveChild('other');
  });
  expect(MeshOutput.of(app).files).toEqual(MeshOutput.of(one()).files);
});

test('a chart that was removed is in no output with all that is below it', () => {
  const app = one((chart) => {
    namespaced(new Chart(chart, 'nested'));
    chart.node.tryRemoveChild('nested');
  });
  expect(MeshOutput.of(app).files).toEqual(MeshOutput.of(one()).files);
});

test('what was removed is among the services and proxies of its mesh no more, nor in the lock', () => {
  // GIVEN
  const { app, mesh } = world();
  service(mesh, 'x');
  service(mesh, 'gone');
  new Dataplane(mesh, 'p', { networking: NETWORKING });

  // WHEN
  mesh.node.tryRemoveChild('gone');
  mesh.node.tryRemoveChild('p');

  // THEN
  expect(mesh.services.map(({ name }) => name)).toEqual(['x']);
  expect(mesh.dataplanes).toEqual([]);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  app.synth();
  jest.restoreAllMocks();
  expect(readFileSync('meshext.lock.yaml', 'utf8')).not.toContain('gone');
});

test('another may take its place', () => {
  const { app, mesh } = world();
  const first = service(mesh, 'x');
  void first.vip;
  mesh.node.tryRemoveChild('x');
  const second = service(mesh, 'x', { vip: '242.9.9.9' });
  expect(second.vip).toBe('242.9.9.9');
  expect(mesh.services).toEqual([second]);
  expect(errorsOf(app)).toEqual([]);
});

test('one that was removed after a synth is gone at the next', () => {
  const { app, mesh } = world();
  service(mesh, 'x');
  expect(errorsOf(app)).toEqual([]);
  mesh.node.tryRemoveChild('x');
  expect(Object.keys(MeshOutput.of(app).files).filter((path) => path.startsWith('universal/'))).toEqual([]);
});
