import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import {
  CaptureMode,
  Dataplane,
  KumaVersion,
  MeshOutput,
  MeshPassthrough,
  type MeshPassthroughProps,
  PassthroughMatchType,
  PassthroughMode,
  PassthroughProtocol,
  PassthroughTargetKind,
  ProxyType,
} from '../../src';
import { NETWORKING, errorsOf, world } from './declare';

const SIDECARS = { kind: PassthroughTargetKind.MESH, proxyTypes: [ProxyType.SIDECAR] };
const API = {
  type: PassthroughMatchType.DOMAIN,
  value: '*.example.com',
  port: 443,
  protocol: PassthroughProtocol.TLS,
};
const PROPS: MeshPassthroughProps = {
  targetRef: SIDECARS,
  default: { passthroughMode: PassthroughMode.MATCHED, appendMatch: [API] },
};

test('every field shows in the manifest', () => {
  const { app, chart, mesh } = world();
  const subset = { kind: PassthroughTargetKind.MESH_SUBSET, tags: { 'kuma.io/service': 'web' } };
  new MeshPassthrough(mesh, 'outside', {
    ...PROPS,
    labels: { a: 'b' },
    targetRef: { ...subset, proxyTypes: [ProxyType.SIDECAR, ProxyType.GATEWAY] },
  });
  expect(errorsOf(app)).toEqual([]);
  expect(chart.toJson()).toMatchSnapshot();
});

test('its name is made of the ids below the mesh, and it may be declared elsewhere', () => {
  const { chart, mesh } = world();
  expect(new MeshPassthrough(new Construct(mesh, 'a'), 'Default', PROPS).name).toBe('a');
  expect(new MeshPassthrough(chart, 'b', { ...PROPS, mesh }).mesh).toBe(mesh);
});

test('a match that is added later counts', () => {
  // GIVEN
  const { app, mesh } = world({ envoy: { capture: CaptureMode.REDIRECT } });
  const policy = new MeshPassthrough(mesh, 'outside', PROPS);
  new Dataplane(mesh, 'web', { networking: NETWORKING });
  // WHEN
  policy.addMatch({ type: PassthroughMatchType.IP, value: '192.0.2.7', port: 5432 });
  // THEN
  expect(errorsOf(app)).toEqual([]);
  expect(policy.matches).toHaveLength(2);
  const { files } = MeshOutput.of(app);
  expect(files['envoy/default/web/bootstrap.json']).toContain('"bytes:192.0.2.7/32:5432"');
  expect(files['universal/default.yaml']).toContain('value: 192.0.2.7');
});

test('Kuma’s findings stand at the construct', () => {
  const { app, mesh } = world();
  new MeshPassthrough(mesh, 'outside', { default: { appendMatch: [{ ...API, value: 'a b' }] } });
  expect(errorsOf(app)).toEqual([
    '[kuma/default/outside] error[target-ref] spec.targetRef.kind: must be defined',
    '[kuma/default/outside] error[proxy-types] spec.targetRef.proxyTypes: proxyTypes needs to be set, currently only Sidecar is supported',
    '[kuma/default/outside] error[passthrough-value] spec.default.appendMatch[0].value: provided DNS has incorrect value',
  ]);
});

test('what Kuma 2.14 takes beside', () => {
  const { app, mesh } = world({ kumaVersion: KumaVersion.V2_14 });
  new MeshPassthrough(mesh, 'one', {
    targetRef: { kind: PassthroughTargetKind.DATAPLANE, name: 'web', namespace: 'shop' },
    default: {
      appendMatch: [
        { type: PassthroughMatchType.CIDR, value: '192.0.2.0/24' },
        { type: PassthroughMatchType.IP, value: '192.0.2.7', port: 3306, protocol: PassthroughProtocol.MYSQL },
      ],
    },
  });
  new MeshPassthrough(mesh, 'two', {});
  expect(errorsOf(app)).toEqual([]);
});

test('a patch of the resource is judged', () => {
  const { app, mesh } = world();
  const policy = new MeshPassthrough(mesh, 'outside', PROPS);
  ApiObject.of(policy).addJsonPatch(JsonPatch.replace('/spec/default/appendMatch/0/port', 0));
  expect(errorsOf(app)).toEqual([
    '[kuma/default/outside] error[passthrough-port] spec.default.appendMatch[0].port: port must be a valid (1-65535)',
  ]);
});
