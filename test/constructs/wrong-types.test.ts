import type { Construct, IConstruct } from 'constructs';
import {
  Dataplane,
  Delivery,
  Endpoint,
  HostnameGenerator,
  type MeshExternalServiceProps,
  MeshPassthrough,
  MeshTrafficPermission,
  type Networking,
  ZoneEgress,
} from '../../src';
import { NETWORKING, errorsOf, nameAll, service, untyped, world } from './declare';
import { deployment, world as sidecarWorld } from './sidecar';

/** Values of another type than the prop has, as JSON from a file has them: nothing throws, and none is dropped in silence. */

const ofType = (field: string, wanted: string, found: string): string =>
  `error[schema] ${field}: Invalid value: "${found}": ${field} in body must be of type ${wanted}: "${found}"`;
const verified = (verification: object): Partial<MeshExternalServiceProps> => ({
  tls: { enabled: true, verification },
});
const NO_ADDRESS =
  'error[endpoint-address] spec.endpoints[0].address: address has to be a valid IP or hostname or a unix path';
const NO_PORT = 'error[match-port] spec.match.port: port must be a valid (1-65535)';

test.each<[string, Partial<MeshExternalServiceProps>, string]>([
  ['tls', { tls: untyped(true) }, ofType('spec.tls', 'object', 'boolean')],
  ['tls', { tls: untyped([]) }, ofType('spec.tls', 'object', 'array')],
  ['verification', { tls: { verification: untyped('SkipAll') } }, ofType('spec.tls.verification', 'object', 'string')],
  ['version', { tls: { version: untyped('TLS13') } }, ofType('spec.tls.version', 'object', 'string')],
  ['caCert', verified({ caCert: 'pem' }), ofType('spec.tls.verification.caCert', 'object', 'string')],
  [
    'subjectAltNames',
    verified({ serverName: 'a', subjectAltNames: 'a' }),
    ofType('spec.tls.verification.subjectAltNames', 'array', 'string'),
  ],
  ['match', { match: untyped(undefined) }, NO_PORT],
  ['match', { match: untyped(null) }, NO_PORT],
  ['match', { match: untyped(80) }, ofType('spec.match', 'object', 'integer')],
  ['protocol', { match: { port: 80, protocol: untyped(5) } }, ofType('spec.match.protocol', 'string', 'integer')],
  ['endpoints', { endpoints: untyped([undefined]) }, NO_ADDRESS],
  ['endpoints', { endpoints: untyped('a.example:80') }, ofType('spec.endpoints[0]', 'object', 'string')],
  ['endpoints', { endpoints: [Endpoint.unix(untyped(undefined))] }, NO_ADDRESS],
  ['extension', { extension: untyped('lambda') }, ofType('spec.extension', 'object', 'string')],
])('%s of a service is refused in the words of the API server', (_, props, message) => {
  const { app, chart, mesh } = world();
  nameAll(chart);
  service(mesh, 'x', props);
  expect(errorsOf(app)).toEqual([`[kuma/default/x] ${message}`]);
});

test('a source of a certificate may come from a file, too', () => {
  const { app, chart, mesh } = world();
  nameAll(chart);
  service(mesh, 'x', verified({ serverName: 'a', caCert: { secret: 'authority' }, clientCert: null }));
  expect(errorsOf(app)).toEqual([]);
});

const proxy = (networking: Partial<Networking>): Dataplane =>
  new Dataplane(world().mesh, 'x', { networking: { ...NETWORKING, ...networking }, kubernetes: true });

function sidecar(options: object): Construct {
  const { chart, mesh } = sidecarWorld();
  return mesh.addSidecar(deployment(chart), options);
}

const inService = (props: Partial<MeshExternalServiceProps>): Construct => service(world().mesh, 'x', props);

/** Each with a value where an object, a list or a construct belongs. */
const PLACES: Readonly<Record<string, (value: never) => IConstruct>> = {
  match: (value) => inService({ match: value }),
  tls: (value) => inService({ tls: value }),
  verification: (value) => inService(verified(value === undefined ? {} : { caCert: value, clientKey: value })),
  'tls.version': (value) => inService({ tls: { version: value } }),
  subjectAltNames: (value) => inService(verified({ subjectAltNames: value })),
  extension: (value) => inService({ extension: value }),
  endpoints: (value) => inService({ endpoints: value }),
  'addEndpoint()': (value) => {
    const one = service(world().mesh, 'x');
    one.addEndpoint(value);
    return one;
  },
  'a Dataplane': (value) => new Dataplane(world().mesh, 'x', { networking: value }),
  inbound: (value) => proxy({ inbound: value }),
  outbound: (value) => proxy({ outbound: value }),
  gateway: (value) => proxy({ gateway: value }),
  transparentProxying: (value) => proxy({ transparentProxying: value }),
  'addInbound()': (value) => {
    const one = proxy({});
    one.addInbound(value);
    return one;
  },
  'addOutbound()': (value) => {
    const one = proxy({});
    one.addOutbound(value);
    return one;
  },
  backendRef: (value) => proxy({ outbound: [{ port: 80, backendRef: value }] }),
  selector: (value) => new HostnameGenerator(world().chart, 'x', { selector: value, template: 'x.mesh.local' }),
  'a ZoneEgress': (value) => new ZoneEgress(world().mesh, 'x', { networking: value }),
  'targetRef of a MeshPassthrough': (value) => new MeshPassthrough(world().mesh, 'x', { targetRef: value }),
  'default of a MeshPassthrough': (value) => new MeshPassthrough(world().mesh, 'x', { default: value }),
  appendMatch: (value) => new MeshPassthrough(world().mesh, 'x', { default: { appendMatch: value } }),
  'targetRef of a MeshTrafficPermission': (value) => new MeshTrafficPermission(world().mesh, 'x', { targetRef: value }),
  from: (value) => new MeshTrafficPermission(world().mesh, 'x', { from: value }),
  'default of from': (value) =>
    new MeshTrafficPermission(world().mesh, 'x', { from: [{ targetRef: value, default: value }] }),
  rules: (value) => new MeshTrafficPermission(world().mesh, 'x', { rules: value }),
  'default of rules': (value) => new MeshTrafficPermission(world().mesh, 'x', { rules: [{ default: value }] }),
  'matches of rules': (value) =>
    new MeshTrafficPermission(world().mesh, 'x', { rules: [{ default: { allow: value, deny: [value] } }] }),
  mtls: (value) => world({ mtls: value }).mesh,
  'backends of mtls': (value) => world({ mtls: { backends: value } }).mesh,
  'networking of a Mesh': (value) => world({ networking: value, routing: value }).mesh,
  'services of a sidecar': (value) => sidecar({ services: value }),
  'selector of a sidecar': (value) => sidecar({ selector: value }),
};

/** Whatever is found, nothing throws. */
const errorsIn = (one: IConstruct): string[] => one.node.root.node.findAll().flatMap((at) => at.node.validate());

describe.each(Object.entries(PLACES))('in place of %s', (_, make) => {
  test.each([[true], [0], ['text'], [['text']]])('%j is an error', (value) => {
    expect(errorsIn(make(untyped(value))).length).toBeGreaterThan(0);
  });

  test.each([[undefined], [null], [[]], [[undefined]], [{}], [NaN]])('%j does not throw', (value) => {
    expect(() => errorsIn(make(untyped(value)))).not.toThrow();
  });
});

test('a backend that is none of a mesh, and one that is no backend', () => {
  const { mesh } = world();
  const outbound = [{ kind: 'MeshExternalService', name: 'x' }, 'x', mesh].map(untyped);
  const fields = outbound.map((backendRef) => errorsIn(proxy({ outbound: [{ port: 80, backendRef }] }))[0]);
  expect(fields.map((one) => /^error\[[\w-]+\] [\w.[\]]*/.exec(one)?.[0])).toEqual([
    'error[service-unknown] networking.outbound[0].backendRef.name',
    'error[document] invalid',
    'error[backend-ref-kind] networking.outbound[0].backendRef.kind',
  ]);
});

test('a Host header is a text', () => {
  const { app, mesh } = world();
  service(mesh, 'x', { endpoints: [Endpoint.ip('192.0.2.1', 80, { hostname: untyped(true) })] });
  expect(errorsOf(app)).toEqual([
    '[kuma/default/x] error[option-invalid] envoy.hostnames["192.0.2.1:80"]: expected a string, found true.',
  ]);
});

test('NaN, of a variable that is not set, is shown as what it is', () => {
  const port = Number(undefined);
  const hints = (one: IConstruct): string[] => errorsIn(one).flatMap((text) => text.split('\n    hint: ').slice(1));
  const inbound = [{ port, servicePort: 80, tags: { 'kuma.io/service': 'web' } }];
  const { mesh } = world({ delivery: [Delivery.host()] });
  expect(hints(inService({ match: { port } }))).toEqual(['Found NaN.']);
  expect(hints(service(mesh, 'x', { match: { port } }))).toEqual(['Found NaN.']);
  expect(hints(proxy({ inbound }))).toEqual([
    expect.stringMatching(/^Found NaN\. .*networking\.inbound\[0\]\.port\.$/),
  ]);
  expect(hints(proxy({ admin: { port } }))).toEqual([expect.stringMatching(/^Found NaN\. /)]);
});

test.each(['kuma', 'host'] as const)('a config that is no JSON is found, delivered by %s', (kind) => {
  const config: Record<string, unknown> = {};
  const lists = [[], []];
  const found = (one: unknown): string[] => {
    const { app, chart, mesh } = world({ delivery: [Delivery[kind]()] });
    nameAll(chart);
    service(mesh, 'x', { endpoints: undefined, extension: { type: 'Lambda', config: one } });
    return errorsOf(app);
  };
  expect(found({ lists, again: lists })).toEqual([]);
  config['inside'] = [config];
  for (const wrong of [config, { account: 1n }, [1n]])
    expect(found(wrong)).toEqual([
      '[kuma/default/x] error[extension-config-invalid] spec.extension.config: it holds itself or a BigInt, and a resource has a form for neither.',
    ]);
});
