import { readFileSync } from 'node:fs';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import {
  Delivery,
  KumaVersion,
  Mesh,
  MeshApp,
  MeshOutput,
  MeshTrafficPermission,
  type MeshTrafficPermissionProps,
  MtlsMode,
  PermissionAction,
  PermissionTargetKind,
  ProxyType,
  SpiffeIdMatchType,
  ZoneEgress,
} from '../../src';
import { errorsOf, nameAll, service, world } from './declare';

const MTLS = { enabledBackend: 'ca-1', backends: [{ name: 'ca-1', type: 'builtin' }] };
const NETWORK = { networking: { address: '192.0.2.10', port: 10002 } };
const EVERYBODY = { targetRef: { kind: PermissionTargetKind.MESH }, default: { action: PermissionAction.ALLOW } };
const PERMISSION: MeshTrafficPermissionProps = {
  targetRef: { kind: PermissionTargetKind.MESH_EXTERNAL_SERVICE, name: 'a' },
  from: [EVERYBODY],
};

test('every field shows in the manifests, the Mesh before what is in it', () => {
  const { app, chart, mesh } = world({
    mtls: {
      ...MTLS,
      skipValidation: true,
      backends: [
        {
          name: 'ca-1',
          type: 'provided',
          mode: MtlsMode.PERMISSIVE,
          dpCert: { rotation: { expiration: '1d' }, requestTimeout: '5s' },
          conf: { cert: { secret: 'cert' }, key: { secret: 'key' } },
          rootChain: { requestTimeout: '10s' },
        },
      ],
    },
    routing: { zoneEgress: true, localityAwareLoadBalancing: true },
    networking: { outbound: { passthrough: false } },
    delivery: [Delivery.kuma()],
  });
  nameAll(chart);
  service(mesh, 'a');
  new ZoneEgress(chart, 'egress', {
    labels: { a: 'b' },
    networking: { ...NETWORK.networking, admin: { port: 9901 } },
  });
  new MeshTrafficPermission(mesh, 'permission', {
    ...PERMISSION,
    labels: { a: 'b' },
    from: [
      EVERYBODY,
      {
        targetRef: { kind: PermissionTargetKind.MESH_SERVICE_SUBSET, name: 'web', tags: { version: 'v1' } },
        default: { action: PermissionAction.ALLOW_WITH_SHADOW_DENY },
      },
      {
        targetRef: { kind: PermissionTargetKind.MESH, proxyTypes: [ProxyType.GATEWAY] },
        default: { action: PermissionAction.DENY },
      },
    ],
  });
  expect(errorsOf(app)).toEqual([]);
  const manifests = chart.toJson() as readonly { readonly kind: string }[];
  expect(
    manifests.filter(({ kind }) => !['HostnameGenerator', 'MeshExternalService'].includes(kind)),
  ).toMatchSnapshot();
  const { files } = MeshOutput.of(app);
  expect(files['universal/default.yaml']).toMatch(/^type: Mesh\n[^]*^type: MeshTrafficPermission\n/m);
  expect(files['universal/ZoneEgresses.yaml']).toMatch(/^type: ZoneEgress\n/);
  app.synth();
  const written = readFileSync('dist/kubernetes/kuma.k8s.yaml', 'utf8');
  expect(written).toMatch(/^kind: Mesh$[^]*^kind: HostnameGenerator$[^]*^kind: MeshTrafficPermission$/m);
});

test('the rules of 2.14 show, and 2.8 does not know them', () => {
  const rules = [
    {
      default: {
        allow: [{ spiffeID: { type: SpiffeIdMatchType.PREFIX, value: 'spiffe://default/web' } }],
        deny: [{ sni: { value: 'a.example' } }],
      },
    },
  ];
  const later = world({ kumaVersion: KumaVersion.V2_14, delivery: [Delivery.kuma()] });
  new MeshTrafficPermission(later.mesh, 'later', { rules });
  expect(errorsOf(later.app)).toEqual([]);
  expect(later.chart.toJson()).toMatchSnapshot();
  const early = world({ delivery: [Delivery.kuma()] });
  new MeshTrafficPermission(early.mesh, 'early', { rules });
  expect(errorsOf(early.app).join('\n')).toContain('error[permission-from] spec.from: needs at least one item');
});

test('a mesh of which nothing is said is no resource', () => {
  const { app, chart, mesh } = world();
  nameAll(chart);
  service(mesh, 'a');
  expect(errorsOf(app)).toEqual([]);
  expect(JSON.stringify(chart.toJson())).not.toContain('"Mesh"');
  expect(MeshOutput.of(app).files['universal/default.yaml']).not.toContain('type: Mesh\n');
});

test('clients that are added later count', () => {
  const { app, mesh } = world({ delivery: [Delivery.kuma()] });
  const permission = new MeshTrafficPermission(mesh, 'permission', { targetRef: PERMISSION.targetRef });
  expect(errorsOf(app).join('\n')).toContain('needs at least one item');
  permission.addFrom(EVERYBODY);
  expect(errorsOf(app)).toEqual([]);
  expect(permission.from).toEqual([EVERYBODY]);
});

test('an egress serves the zone above it, or the one it names', () => {
  const { chart } = world();
  const east = new Mesh(chart, 'other', { zone: 'east' });
  expect(new ZoneEgress(east, 'egress', NETWORK).zone).toBe('east');
  expect(new ZoneEgress(chart, 'west', { ...NETWORK, zone: 'west' }).zone).toBe('west');
  expect(new ZoneEgress(chart, 'here', NETWORK)).toMatchObject({ zone: 'default', name: 'here' });
});

test('what Kuma does not deliver has no manifest', () => {
  const { app, chart, mesh } = world({ mtls: MTLS, delivery: [Delivery.host()] });
  new ZoneEgress(chart, 'egress', NETWORK);
  new MeshTrafficPermission(mesh, 'permission', PERMISSION);
  expect(errorsOf(app)).toEqual([]);
  expect(chart.toJson()).toEqual([]);
});

test('Kuma finds what is wrong, at the props', () => {
  const { app, chart, mesh } = world({ mtls: { enabledBackend: 'ca-1' }, routing: { zoneEgress: true } });
  new ZoneEgress(chart, 'egress', { networking: { address: '0.0.0.0', port: 70000 } });
  new MeshTrafficPermission(mesh, 'permission', { targetRef: { kind: PermissionTargetKind.MESH_SERVICE } });
  expect(errorsOf(app).map((one) => one.split('\n')[0])).toEqual(
    expect.arrayContaining([
      expect.stringContaining(
        '[mtls-backend] spec.mtls.enabledBackend: has to be set to one of the backends in the mesh',
      ),
      expect.stringContaining('[dataplane-address] spec.networking.address.address: must not be 0.0.0.0 or ::'),
      expect.stringContaining('[egress-port] spec.networking.port: port must be in the range [1, 65535]'),
      expect.stringContaining('[target-ref] spec.targetRef.name: must be set with kind MeshService'),
    ]) as unknown,
  );
});

test('what a patch makes of them is judged', () => {
  const { app, chart, mesh } = world({ mtls: MTLS, delivery: [Delivery.kuma()] });
  const egress = new ZoneEgress(chart, 'egress', NETWORK);
  ApiObject.of(egress).addJsonPatch(JsonPatch.replace('/spec/networking/port', 0));
  ApiObject.of(mesh).addJsonPatch(JsonPatch.replace('/spec/mtls/enabledBackend', 'none'));
  const found = errorsOf(app).join('\n');
  expect(found).toContain('[egress-port] spec.networking.port');
  expect(found).toContain('[mtls-backend] spec.mtls.enabledBackend');
});

test('meshes in two charts are no dependency of charts', () => {
  const app = new MeshApp();
  const [first, second] = [new Chart(app, 'first'), new Chart(app, 'second')];
  const mesh = new Mesh(first, 'default', { mtls: MTLS, delivery: [Delivery.kuma()] });
  new MeshTrafficPermission(second, 'permission', { ...PERMISSION, mesh });
  expect(errorsOf(app)).toEqual([]);
});
