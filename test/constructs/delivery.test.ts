import { App, ApiObject, Chart } from 'cdk8s';
import {
  CaptureMode,
  ClusterDnsMode,
  Dataplane,
  Delivery,
  HostFirewall,
  HostnameGenerator,
  Mesh,
  MeshExternalService,
  MeshOutput,
  Protocol,
  SidecarForm,
} from '../../src';
import { NAMES, NETWORKING, PROPS, errorsOf, nameAll, service, world } from './declare';

const IMAGES = { envoy: 'envoy:1', coredns: 'coredns:1', capture: 'nft:1' };
const SIDECAR = Delivery.sidecar({ clusterDnsIp: '10.96.0.10', images: IMAGES });

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}
const resources = (chart: Chart): string[] =>
  (chart.toJson() as Resource[]).map(({ kind, metadata: { name } }) => `${kind} ${name}`).sort();

describe('by Kuma alone', () => {
  test('there are resources for it, and neither VIP nor DNS nor bootstrap', () => {
    // GIVEN
    const { app, chart, mesh } = world({ delivery: [Delivery.kuma()] });
    nameAll(chart);
    const one = service(mesh, 'x');
    const proxy = new Dataplane(mesh, 'p', { networking: NETWORKING, kubernetes: true });

    // THEN
    expect(Object.keys(MeshOutput.of(app).files).sort()).toEqual([
      'kubernetes/kuma.k8s.yaml',
      'kustomization.yaml',
      'universal/HostnameGenerators.yaml',
      'universal/default.yaml',
      'universal/default/p.sh',
      'universal/default/p.yaml',
    ]);
    expect(resources(chart)).toEqual(['Dataplane p', 'HostnameGenerator names', 'MeshExternalService x']);
    expect(one.hostnames).toEqual(['x.mesh.local']);
    expect(proxy.bootstrap.toJson()).toBeUndefined();
  });

  test.each(['vip', 'vips'] as const)('reading %s is an error there, as nobody knows it yet', (what) => {
    const { app, chart, mesh } = world({ delivery: [Delivery.kuma()] });
    nameAll(chart);
    const one = service(mesh, 'x');
    expect(errorsOf(app)).toEqual([]);
    expect(one[what]).toHaveLength(0);
    expect(errorsOf(app)).toEqual([
      "[kuma/default/x] error[vip-of-control-plane] its VIP was read, and Kuma's control plane chooses that where only Kuma delivers.",
    ]);
  });

  test('with another delivery its VIP is ours', () => {
    const { mesh } = world({ delivery: [Delivery.kuma(), SIDECAR] });
    expect(service(mesh, 'x').vip).toMatch(/^242\./);
  });
});

describe('without Kuma', () => {
  test('no resource of Kuma is in the tree, in whatever order things are declared', () => {
    // GIVEN
    const app = new App();
    const chart = new Chart(app, 'kuma');
    nameAll(chart); // before its mesh
    const mesh = new Mesh(chart, 'default', { delivery: [SIDECAR] });
    const one = service(mesh, 'x', { labels: { team: 'a' } });
    new Dataplane(mesh, 'p', { networking: NETWORKING, kubernetes: true });

    // THEN
    expect(errorsOf(app)).toEqual([]);
    expect(app.node.findAll().filter((child) => ApiObject.isApiObject(child))).toEqual([]);
    expect(one.metadata.getLabel('team')).toBe('a');
    expect(one.hostnames).toEqual(['x.mesh.local']);
    expect(() => ApiObject.of(one)).toThrow('ApiObject');
  });

  test('a generator stays as long as one mesh that it acts on is for Kuma', () => {
    // GIVEN
    const { app, chart, mesh } = world({ delivery: [SIDECAR], zone: 'east' });
    new Mesh(chart, 'west', { name: 'default', zone: 'west', delivery: [Delivery.kuma()] });
    nameAll(chart);
    new HostnameGenerator(mesh, 'bound', { ...NAMES, template: '{{ .DisplayName }}.east.mesh.local' });
    service(mesh, 'x');

    // THEN
    errorsOf(app);
    const left = app.node.findAll().filter((child) => ApiObject.isApiObject(child));
    expect(left.map((child) => child.node.path)).toEqual(['kuma/names/Resource']);
  });

  test('a mesh for Kuma that comes after the manifests were made is an error', () => {
    const { app, chart } = world({ delivery: [SIDECAR] });
    nameAll(chart);
    errorsOf(app);
    service(new Mesh(chart, 'late', { delivery: [Delivery.kuma()] }), 'x');
    expect(errorsOf(app)).toContainEqual(
      expect.stringContaining('[kuma/names] error[read-too-early] manifest was read'),
    );
  });

  test('a service may leave out its port', () => {
    const errors = (delivery: Delivery): string[] => {
      const { app, mesh } = world({ delivery: [delivery] });
      new MeshExternalService(mesh, 'x', { ...PROPS, match: { protocol: Protocol.HTTP } });
      return errorsOf(app).flatMap((one) => /error\[([a-z-]+)\]/.exec(one)?.[1] ?? []);
    };
    expect(errors(Delivery.kuma())).toEqual(['match-port']);
    expect(errors(SIDECAR)).toEqual([]);
  });
});

test('what is said wrong is an error at the mesh, all at once', () => {
  const wrong = Delivery.gateway({
    clusterIpRange: 'all',
    images: { envoy: ' ' },
    dns: { mode: ClusterDnsMode.STUB, clusterIp: 'dns' },
  });
  const { app } = world({ delivery: [wrong, Delivery.kuma(), Delivery.kuma()] });
  expect(errorsOf(app).map((one) => one.replace('[kuma/default] error[option-invalid] ', ''))).toEqual([
    'delivery[0].gateway.clusterIpRange: "all" is no range.',
    'delivery[0].gateway.images.envoy: it is missing.',
    'delivery[0].gateway.images.coredns: it is missing.',
    'delivery[0].gateway.dns.clusterIp: "dns" is no IP address.',
    'delivery[2].kuma: kuma stands there twice.',
  ]);
  expect(errorsOf(world({ delivery: [] }).app)).toEqual([
    '[kuma/default] error[option-invalid] delivery: the list is empty.',
  ]);
});

test('by hosts there are units for each Dataplane, with what was chosen', () => {
  // GIVEN
  const host = Delivery.host({ dnsAddress: '127.0.0.2', firewall: HostFirewall.IPTABLES, envoyPath: undefined });
  const { app, chart, mesh } = world({ delivery: [host], envoy: { capture: CaptureMode.REDIRECT } });
  nameAll(chart);
  service(mesh, 'x');
  new Dataplane(mesh, 'p', { networking: NETWORKING });

  // THEN
  const { files } = MeshOutput.of(app);
  const below = Object.keys(files).filter((path) => path.startsWith('hosts/'));
  expect(below.sort()).toEqual([
    'hosts/default/p/install.sh',
    'hosts/default/p/meshext-capture-default-p.service',
    'hosts/default/p/meshext-coredns-default.service',
    'hosts/default/p/meshext-envoy-default-p.service',
    'hosts/default/p/resolved.conf',
  ]);
  expect(files['hosts/default/p/meshext-capture-default-p.service']).toContain('ExecStart=iptables-restore ');
  expect(files['hosts/default/p/meshext-envoy-default-p.service']).toContain('ExecStart=/usr/local/bin/envoy ');
  expect(files['hosts/default/p/resolved.conf']).toContain('DNS=127.0.0.2\n');
});

test('each says what kind it is', () => {
  const all = [
    Delivery.kuma(),
    Delivery.sidecar({ clusterDnsIp: '10.96.0.10', images: IMAGES, form: SidecarForm.CLASSIC }),
    Delivery.gateway({ clusterIpRange: '10.96.128.0/20', images: IMAGES, replicas: undefined }),
    Delivery.host({ envoyPath: undefined }),
  ];
  expect(all.map(({ kind }) => kind)).toEqual(['kuma', 'sidecar', 'gateway', 'host']);
});
