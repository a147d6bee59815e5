import { App, ApiObject, Chart, JsonPatch } from 'cdk8s';
import { parse } from 'yaml';
import {
  Dataplane,
  type DataplaneProps,
  GatewayType,
  IpFamilyMode,
  Mesh,
  MeshOutput,
  type Networking,
} from '../../src';
import { NETWORKING, errorsOf, manifest, nameAll, service, world } from './declare';

const declare = (props: Partial<DataplaneProps> = {}, networking: Partial<Networking> = {}) => {
  const all = world({ envoy: { dnsResolvers: ['192.0.2.53:53'], systemCaPath: '/mesh.pem' } });
  nameAll(all.chart);
  const x = service(all.mesh, 'x');
  const proxy = new Dataplane(all.mesh, 'p', { networking: { ...NETWORKING, ...networking }, ...props });
  return { ...all, x, proxy };
};
const universal = (app: App): unknown => parse(MeshOutput.of(app).files['universal/default/p.yaml']);

test('every field shows in the outputs', () => {
  // GIVEN
  const { app, chart, mesh, x, proxy } = declare(
    { kubernetes: true, labels: { team: 'billing' } },
    { admin: { port: 9901 } },
  );
  proxy.addOutbound({ port: 9000, address: '127.0.0.2', backendRef: x });
  new Dataplane(mesh, 'captured', {
    kubernetes: true,
    networking: {
      ...NETWORKING,
      advertisedAddress: '198.51.100.1',
      transparentProxying: {
        redirectPortInbound: 1,
        redirectPortOutbound: 2,
        redirectPortInboundV6: 3,
        ipFamilyMode: IpFamilyMode.DUAL_STACK,
        reachableServices: ['a'],
        directAccessServices: ['b'],
      },
    },
  });
  new Dataplane(mesh, 'gateway', {
    networking: {
      address: '192.0.2.60',
      gateway: { type: GatewayType.DELEGATED, tags: { 'kuma.io/service': 'edge' } },
    },
  });

  // THEN
  expect(errorsOf(app)).toEqual([]);
  const { files } = MeshOutput.of(app);
  expect(manifest(chart, 'Dataplane', 'p')).toMatchSnapshot();
  expect(manifest(chart, 'Dataplane', 'captured')).toMatchSnapshot();
  for (const name of ['p', 'captured', 'gateway']) expect(files[`universal/default/${name}.yaml`]).toMatchSnapshot();
  expect(JSON.parse(files['envoy/default/p/bootstrap.json'])).toMatchSnapshot();
});

describe('on Kubernetes', () => {
  test('nothing is written unless it is asked for', () => {
    const { chart } = declare();
    expect(() => manifest(chart, 'Dataplane', 'p')).toThrow('0 of Dataplane p');
  });

  test('a backendRef names name and namespace, in Universal the name', () => {
    const { app, chart, x, proxy } = declare({ kubernetes: true });
    proxy.addOutbound({ port: 9000, backendRef: x });
    const outbound = (name: string) => ({
      outbound: [{ port: 9000, backendRef: { kind: 'MeshExternalService', name } }],
    });
    expect(manifest(chart, 'Dataplane', 'p').spec['networking']).toMatchObject(outbound('x.kuma-system'));
    expect(universal(app)).toMatchObject({ networking: outbound('x') });
  });

  test('a patch of the resource is judged by its result', () => {
    const { app, proxy } = declare({ kubernetes: true });
    ApiObject.of(proxy).addJsonPatch(JsonPatch.replace('/spec/networking/inbound/0/port', 0));
    expect(errorsOf(app)).toEqual([
      '[kuma/default/p] error[inbound-port] spec.networking.inbound[0].port: port must be in the range [1, 65535]',
    ]);
  });
});

test('with transparent proxying there is one listener for redirected connections, and the rules that redirect them', () => {
  const { app, proxy } = declare({}, { transparentProxying: { redirectPortOutbound: 15002 } });
  expect(errorsOf(app)).toEqual([]);
  expect(JSON.stringify(proxy.bootstrap.toJson())).toContain('"outbound:redirect:ipv4"');
  const { files } = MeshOutput.of(app);
  expect(files['envoy/default/p/capture.nft']).toContain('ip daddr 242.0.0.0/8 meta l4proto tcp redirect to :15002\n');
  expect(files['envoy/default/p/capture.iptables']).toContain('-d 242.0.0.0/8 -p tcp -j REDIRECT --to-ports 15002\n');
});

test('an inbound that forwards to itself is an error', () => {
  const { app } = declare({}, { inbound: [{ port: 80, tags: { 'kuma.io/service': 'web' } }] });
  expect(errorsOf(app)).toEqual([
    '[kuma/default/p] error[inbound-to-itself] networking.inbound[0]: 192.0.2.50:80 forwards to itself.',
  ]);
});

test('inbounds and outbounds can be added, and what is read is a copy', () => {
  const inbound = [{ port: 1, servicePort: 2, tags: { 'kuma.io/service': 'web' } }];
  const { app, x, proxy } = declare({}, { inbound });
  proxy.addInbound({ port: 3, servicePort: 4, tags: { 'kuma.io/service': 'api' } });
  proxy.addOutbound({ port: 9000, backendRef: x });
  proxy.inbounds.pop();
  proxy.outbounds.pop();
  expect(inbound).toHaveLength(1);
  expect(proxy.inbounds.map(({ port }) => port)).toEqual([1, 3]);
  expect(proxy.outbounds.map(({ port }) => port)).toEqual([9000]);
  expect(universal(app)).toMatchObject({
    networking: { inbound: [{ port: 1 }, { port: 3 }], outbound: [{ port: 9000 }] },
  });
});

describe('metadata', () => {
  test('given and added labels show, those of the chart too', () => {
    const { app } = world({}, { labels: { app: 'demo' } });
    const mesh = app.node.findAll().find((one) => Mesh.isMesh(one)) as Mesh;
    const proxy = new Dataplane(mesh, 'p', { networking: NETWORKING, labels: { team: 'billing' } });
    proxy.metadata.addLabel('late', 'yes');
    expect(universal(app)).toMatchObject({ labels: { app: 'demo', team: 'billing', late: 'yes' } });
  });

  test('is the same with and without a Kubernetes resource', () => {
    for (const kubernetes of [true, false]) {
      const { proxy } = declare({ kubernetes });
      proxy.metadata.addLabel('late', 'yes');
      expect(proxy.metadata.name).toBe('p');
      expect(proxy.metadata.getLabel('late')).toBe('yes');
    }
  });
});

describe('settings', () => {
  const caPath = (envoy: DataplaneProps['envoy']): string => {
    const all = world({ envoy: { systemCaPath: '/mesh.pem', secretsDir: '/mesh' } });
    const secure = service(all.mesh, 's', { tls: { enabled: true } });
    const proxy = new Dataplane(all.mesh, 'p', {
      networking: { ...NETWORKING, outbound: [{ port: 9000, backendRef: secure }] },
      ...(envoy === undefined ? {} : { envoy }),
    });
    return JSON.stringify(proxy.bootstrap.toJson());
  };

  test('are those of the mesh, each overridden by its own', () => {
    expect(caPath(undefined)).toContain('/mesh.pem');
    expect(caPath({ secretsDir: '/own' })).toContain('/mesh.pem');
    expect(caPath({ systemCaPath: '/own.pem' })).toContain('/own.pem');
  });

  test('that are undefined override nothing', () => {
    expect(caPath({ systemCaPath: undefined }).includes('/mesh.pem')).toBe(true);
  });
});

test('without a mesh above it throws, and the text says what to write', () => {
  const chart = new Chart(new App(), 'kuma');
  expect(() => new Dataplane(chart, 'p', { networking: NETWORKING })).toThrow(
    "'kuma/p' has no Mesh above it: create it in a Mesh, or pass one as the prop mesh.",
  );
});

test('a service of another mesh is refused', () => {
  const { app, chart, proxy } = declare();
  proxy.addOutbound({ port: 9000, backendRef: service(new Mesh(chart, 'other'), 'y') });
  expect(errorsOf(app)).toContainEqual(expect.stringMatching(/^\[kuma\/default\/p\] error\[service-of-other-mesh\]/));
});

test('a service of another mesh is refused even when one of its own has the same name', () => {
  const { app, chart, proxy } = declare();
  proxy.addOutbound({ port: 9000, backendRef: service(new Mesh(chart, 'other', { systemNamespace: 'b' }), 'x') });
  expect(errorsOf(app)).toContainEqual(expect.stringMatching(/^\[kuma\/default\/p\] error\[/));
});
