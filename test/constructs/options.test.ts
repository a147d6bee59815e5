import {
  Dataplane,
  Delivery,
  type EnvoyOptions,
  type GatewayDeliveryOptions,
  HostnameGenerator,
  type MeshProps,
  MeshOutput,
  type ServiceEnvoyOptions,
  type SidecarDeliveryOptions,
  ZoneEgress,
} from '../../src';
import { NAMES, NETWORKING, errorsOf, nameAll, service, untyped, world } from './declare';
import { ALL, IMAGES, deployment, world as sidecarWorld } from './sidecar';

/** What TypeScript lets pass: numbers have no bounds, and what comes from the environment or a file has no type. */

const NUMBERS: readonly (readonly [string, number])[] = [0, -1, 1.5, NaN].map((n) => [String(n), n]);
const GATEWAY: GatewayDeliveryOptions = { clusterIpRange: '10.96.128.0/20', images: IMAGES };
const OF_SIDECAR: SidecarDeliveryOptions = { clusterDnsIp: '10.96.0.10', images: IMAGES };

/** The errors of a mesh with a named service; nothing throws, whatever is wrong. */
function errors(props: MeshProps, envoy?: ServiceEnvoyOptions): string[] {
  const { app, chart, mesh } = world(props);
  nameAll(chart);
  const one = service(mesh, 'x', { envoy });
  new Dataplane(mesh, 'p', { networking: NETWORKING });
  expect([typeof one.vip, one.hostnames.length]).toEqual(['string', 1]);
  return errorsOf(app);
}

const said = (path: string, field: string): unknown =>
  expect.stringMatching(new RegExp(`^\\[${path}\\] error\\[option-invalid\\] ${field.replace(/[.[\]]/g, '\\$&')}: `));

test.each(NUMBERS)('%s is no number of connections, requests or replicas', (_, n) => {
  expect(errors({ envoy: { maxDownstreamConnections: n } })).toEqual([
    said('kuma/default', 'envoy.maxDownstreamConnections'),
  ]);
  const counts: ServiceEnvoyOptions = {
    circuitBreaker: { maxConnections: n },
    retry: { numRetries: n },
    outlierDetection: { consecutiveErrors: n },
    healthCheck: { healthyThreshold: n },
  };
  expect(errors({}, counts)).toEqual(
    [
      'circuitBreaker.maxConnections',
      'retry.numRetries',
      'outlierDetection.consecutiveErrors',
      'healthCheck.healthyThreshold',
    ].map((field) => said('kuma/default/x', `envoy.${field}`)),
  );
  const gateway = Delivery.gateway({ ...GATEWAY, replicas: n, maxReplicas: n });
  expect(errors({ delivery: [gateway] })).toEqual(
    ['replicas', 'maxReplicas'].map((key) => said('kuma/default', `delivery[0].gateway.${key}`)),
  );
});

test.each<[string, MeshProps]>([
  ['kumaVersion', { kumaVersion: untyped('2.9') }],
  ['compatibility', { compatibility: untyped('kuma-2.9') }],
  ['zone', { zone: untyped(5) }],
  ['systemNamespace', { systemNamespace: untyped({}) }],
  ['vips', { vips: untyped('10.0.0.0/8') }],
  ['vips.cidr', { vips: { cidr: untyped(10) } }],
  ['envoy', { envoy: untyped('envoy') }],
  ['envoy.xds', { envoy: { xds: untyped('Filesystem') } }],
  ['envoy.capture', { envoy: { capture: untyped('Bound') } }],
  ['envoy.dnsResolvers', { envoy: { dnsResolvers: untyped('192.0.2.53:53') } }],
  ['envoy.dnsResolvers[1]', { envoy: { dnsResolvers: ['192.0.2.53:53', untyped(undefined)] } }],
  ['envoy.proxyUid', { envoy: { proxyUid: NaN } }],
  ['envoy.passthroughPort', { envoy: { passthroughPort: untyped(99999n) } }],
  ['delivery', { delivery: [] }],
  ['delivery', { delivery: untyped('kuma') }],
  ['delivery[0]', { delivery: [untyped(false)] }],
  ['delivery[0]', { delivery: [untyped(undefined)] }],
  ['delivery[0]', { delivery: [untyped(process)] }],
  ['delivery[1].gateway', { delivery: [Delivery.kuma(), Delivery.gateway(untyped(null))] }],
  ['delivery[0].sidecar', { delivery: [Delivery.sidecar(untyped(undefined))] }],
  ['delivery[0].sidecar.form', { delivery: [Delivery.sidecar({ ...OF_SIDECAR, form: untyped('Native') })] }],
  ['delivery[0].host.firewall', { delivery: [Delivery.host({ firewall: untyped('NFT') })] }],
  ['delivery[0].gateway.dns.mode', { delivery: [Delivery.gateway({ ...GATEWAY, dns: { mode: untyped('Stub') } })] }],
  ['delivery[0].gateway.images.envoy', { delivery: [Delivery.gateway({ ...GATEWAY, images: untyped({}) })] }],
  ['delivery[0].gateway.allowedNamespaces[0]', { delivery: [gatewayFor('Bad NS')] }],
  ['delivery[0].gateway.allowedNamespaces[1]', { delivery: [gatewayFor('shop', '')] }],
])('%s of a mesh is judged as in meshext.yaml', (field, props) => {
  expect(errors(props)).toEqual([said('kuma/default', field)]);
});

function gatewayFor(...allowedNamespaces: readonly string[]): Delivery {
  return Delivery.gateway({ ...GATEWAY, allowedNamespaces: [...allowedNamespaces] });
}

test('so are the options of what belongs to a mesh or a zone, and what is right of them holds', () => {
  // GIVEN
  const { app, chart, mesh } = world();
  const envoy: EnvoyOptions = { xds: untyped('Filesystem'), nodeCluster: 'mine', adminPath: undefined };
  new HostnameGenerator(chart, 'names', { ...NAMES, dnsZone: untyped(5) });
  service(mesh, 'x', { vip: untyped(true), envoy: { outlierDetection: { maxEjectionPercent: 101 } } });
  const proxy = new Dataplane(mesh, 'p', { networking: NETWORKING, envoy, kubernetes: untyped('no') });
  new ZoneEgress(mesh, 'out', { networking: { port: 10002 }, envoy });

  // THEN
  expect(errorsOf(app)).toEqual([
    said('kuma/default/x', 'vip'),
    said('kuma/default/x', 'envoy.outlierDetection.maxEjectionPercent'),
    said('kuma/default/p', 'envoy.xds'),
    said('kuma/default/p', 'kubernetes'),
    said('kuma/default/out', 'envoy.xds'),
    said('kuma/names', 'dnsZone'),
  ]);
  expect(proxy.bootstrap.toJson()).toMatchObject({ node: { cluster: 'mine' } });
});

test('a sidecar says what is wrong with its own, and leaves the delivery to the mesh', () => {
  // GIVEN
  const first = sidecarWorld();
  first.mesh.addSidecar(deployment(first.chart), { ...ALL, envoy: { capture: untyped('Bound'), stats: untyped(1) } });
  const second = sidecarWorld({ clusterDnsIp: untyped(undefined) });
  second.mesh.addSidecar(deployment(second.chart), ALL);

  // THEN
  expect(errorsOf(first.app)).toEqual([
    said('kuma/web/Sidecar', 'envoy.capture'),
    said('kuma/web/Sidecar', 'envoy.stats'),
  ]);
  expect(errorsOf(second.app)).toEqual([said('kuma/default', 'delivery[0].sidecar.clusterDnsIp')]);
});

test('the hint says what can be written', () => {
  expect(world({ envoy: { passthroughPort: 99999 } }).mesh.node.validate()).toEqual([
    'error[option-invalid] envoy.passthroughPort: 99999 is outside of 1 to 65535.\n    hint: Give it a whole number of that range, or remove the key.',
  ]);
  const { mesh } = world({ compatibility: untyped('kuma-2.9') });
  expect(mesh.node.validate()).toEqual([
    'error[option-invalid] compatibility: "kuma-2.9" is none of "none", "kuma-2.8".\n    hint: Did you mean "kuma-2.8"?',
  ]);
});

test('an object may have more than is asked for, and nothing for null', () => {
  const common = { nodeCluster: 'mine', xds: untyped(null), team: 'shop' };
  const { app, chart, mesh } = world({ envoy: common, vips: untyped(null) });
  nameAll(chart);
  service(mesh, 'x', { envoy: untyped(null) });
  expect(errorsOf(app)).toEqual([]);
  expect(Object.keys(MeshOutput.of(app).files).length).toBeGreaterThan(0);
});
