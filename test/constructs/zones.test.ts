import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { parse, parseAllDocuments } from 'yaml';
import type * as Meshext from '../../src';
import {
  Dataplane,
  HostnameGenerator,
  Mesh,
  MeshApp,
  MeshExternalService,
  MeshOutput,
  type MeshProps,
  Endpoint,
  Protocol,
} from '../../src';
import { NETWORKING, PROPS, errorsOf, manifest, service } from './declare';
import { data, delivered, deployment } from './sidecar';

/** Two zones, each with a generator for its own services and one for those of the global control plane. */

const GLOBAL = { 'kuma.io/origin': 'global' };

function twoZones(props: MeshProps = {}) {
  const app = new MeshApp();
  const [global, east, west] = ['global', 'east', 'west'].map((id) => new Chart(app, id));
  const meshIn = (chart: Chart): Mesh => new Mesh(chart, 'default', { ...props, zone: chart.node.id });
  const meshes = { east: meshIn(east), west: meshIn(west) };
  const named = (id: string, origin: string): HostnameGenerator =>
    new HostnameGenerator(global, id, {
      labels: GLOBAL,
      selector: { meshExternalService: { matchLabels: { 'kuma.io/origin': origin } } },
      template: `{{ .DisplayName }}.${origin}.mesh.internal`,
    });
  named('local', 'zone');
  named('synced', 'global');
  const httpbin = new MeshExternalService(global, 'httpbin', {
    mesh: meshes.east,
    labels: GLOBAL,
    match: { port: 443, protocol: Protocol.TCP },
    endpoints: [Endpoint.dns('httpbin.org', 443)],
  });
  const own = service(meshes.west, 'httpbin');
  return { app, global, east, west, meshes, httpbin, own };
}

const outbound = (app: App, path: string): unknown => {
  const { networking } = parse(MeshOutput.of(app).files[path]) as { networking: { outbound: readonly unknown[] } };
  return networking.outbound;
};
const reference = (port: number, name: string) => ({ port, backendRef: { kind: 'MeshExternalService', name } });

test('a service of the global control plane is in both zones, and its manifest once in its chart', () => {
  const { app, global, east, west, httpbin, own } = twoZones();
  expect(errorsOf(app)).toEqual([]);
  const { files } = MeshOutput.of(app);
  expect(files['coredns/default.east/global.mesh.internal.zone']).toContain(
    `httpbin.global.mesh.internal. 30 IN A ${httpbin.vip}\n`,
  );
  expect(files['coredns/default.west/global.mesh.internal.zone']).toContain(
    `httpbin.global.mesh.internal. 30 IN A ${httpbin.vip}\n`,
  );
  expect(files['coredns/default.west/zone.mesh.internal.zone']).toContain(
    `httpbin.zone.mesh.internal. 30 IN A ${own.vip}\n`,
  );
  expect([httpbin.hostnames, own.hostnames]).toEqual([
    ['httpbin.global.mesh.internal'],
    ['httpbin.zone.mesh.internal'],
  ]);
  const services = [global, east, west].map((chart) =>
    (chart.toJson() as { kind: string }[]).filter(({ kind }) => kind === 'MeshExternalService'),
  );
  expect(services.map((all) => all.length)).toEqual([1, 0, 1]);
  expect(manifest(global, 'MeshExternalService', 'httpbin').metadata.labels).toMatchObject(GLOBAL);
});

test('Universal has it in a file of its own', () => {
  const { files } = MeshOutput.of(twoZones().app);
  const inFile = (path: string): unknown =>
    parseAllDocuments(files[path] ?? '').map((one) => (one.toJS() as { name: string }).name);
  expect(inFile('universal/default@global.yaml')).toEqual(['httpbin']);
  expect(inFile('universal/HostnameGenerators@global.yaml')).toEqual(['local', 'synced']);
  expect(inFile('universal/default.west.yaml')).toEqual(['httpbin']);
  expect(files['universal/default.east.yaml']).toBeUndefined();
});

test('an outbound names the copy, in each form, and never the service of the zone', () => {
  const { app, west, meshes, httpbin, own } = twoZones();
  const shop = (mesh: Mesh): Dataplane =>
    new Dataplane(mesh, 'shop', {
      kubernetes: true,
      networking: { ...NETWORKING, outbound: [{ port: 1, backendRef: httpbin }] },
    });
  shop(meshes.east);
  shop(meshes.west).addOutbound({ port: 2, backendRef: own });
  expect(errorsOf(app)).toEqual([]);
  expect(outbound(app, 'universal/default.east/shop.yaml')).toEqual([reference(1, 'httpbin-4b65w89f4bxv29f7')]);
  expect(outbound(app, 'universal/default.west/shop.yaml')).toEqual([
    reference(1, 'httpbin-4b65w89f4bxv29f7'),
    reference(2, 'httpbin'),
  ]);
  expect(manifest(west, 'Dataplane', 'shop').spec).toMatchObject({
    networking: {
      outbound: [reference(1, 'httpbin-4ccd4cc7f9446db5.kuma-system'), reference(2, 'httpbin.kuma-system')],
    },
  });
});

test('an outbound names the copy of a service whose class is of another copy of the package', () => {
  const { app, meshes, httpbin } = twoZones();
  jest.isolateModules(() => {
    const other = jest.requireActual<typeof Meshext>('../../src');
    expect(other.MeshExternalService).not.toBe(MeshExternalService);
    new other.Dataplane(meshes.west, 'shop', {
      networking: { ...NETWORKING, outbound: [{ port: 1, backendRef: httpbin }] },
    });
  });
  expect(errorsOf(app)).toEqual([]);
  expect(outbound(app, 'universal/default.west/shop.yaml')).toEqual([reference(1, 'httpbin-4b65w89f4bxv29f7')]);
});

test('it may be declared in each zone, if that says the same', () => {
  const { app, meshes } = twoZones();
  service(meshes.east, 'pay', { labels: GLOBAL });
  const other = service(meshes.west, 'pay', { labels: GLOBAL });
  expect(errorsOf(app)).toEqual([]);
  expect(other.hostnames).toEqual(['pay.global.mesh.internal']);
});

test('if it does not, the error names both places', () => {
  const { app, meshes } = twoZones();
  service(meshes.east, 'pay', { labels: GLOBAL });
  service(meshes.west, 'pay', {
    labels: GLOBAL,
    endpoints: [...(PROPS.endpoints ?? []), Endpoint.dns('b.example', 80)],
  });
  expect(errorsOf(app)).toEqual([
    '[west/default/pay] error[global-service-differs] east/default/pay declares the same resource of the global control plane with other spec.',
  ]);
});

test('what is said of its copies is said once', () => {
  const { app, meshes } = twoZones();
  service(meshes.east, 'a'.repeat(40), { labels: GLOBAL });
  expect(errorsOf(app)).toEqual([expect.stringMatching(/^\[east\/default\/a+\] error\[name-too-long\]/)]);
});

test('there is no kustomization for the control planes of several zones', () => {
  expect(MeshOutput.of(twoZones().app).files['kustomization.yaml']).toBeUndefined();
});

test('pods reach what is named: the copy of their zone, or what their zone has of the same name', () => {
  const { app, meshes, httpbin, own } = twoZones({ delivery: delivered() });
  const reached = [httpbin, own].map((one, i) => {
    const chart = new Chart(app, `shop-${i}`, { namespace: 'shop' });
    meshes.west.addSidecar(deployment(chart), { services: [one] });
    return () => JSON.stringify(data({ app, chart, mesh: meshes.west }, 'coredns', `${chart.node.id}/web`));
  });
  const [copy, inZone] = reached.map((read) => read());
  expect(copy).toContain('httpbin.global.mesh.internal');
  expect(copy).not.toContain('httpbin.zone.mesh.internal');
  expect(inZone).toContain('httpbin.zone.mesh.internal');
  expect(inZone).not.toContain('httpbin.global.mesh.internal');
});
