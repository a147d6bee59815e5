import { Chart } from 'cdk8s';
import { Dataplane, MeshApp, MeshPassthrough, ProxyType, PassthroughTargetKind } from '../../src';
import { NETWORKING, errorsOf, nameAll, service, world } from './declare';

test('a mesh of another app is an error at each construct that is to belong to it, and nothing else is said', () => {
  // GIVEN
  const { app: other, mesh } = world();
  const app = new MeshApp();
  const chart = new Chart(app, 'own');
  nameAll(chart);

  // WHEN
  service(chart, 'x', { mesh });
  new Dataplane(chart, 'p', { mesh, networking: NETWORKING });
  const targetRef = { kind: PassthroughTargetKind.MESH, proxyTypes: [ProxyType.SIDECAR] };
  new MeshPassthrough(chart, 'pass', { mesh, targetRef });

  // THEN
  expect(errorsOf(app)).toEqual(
    ['x', 'p', 'pass'].map(
      (id) => `[own/${id}] error[mesh-elsewhere] its mesh kuma/default does not stand in this construct tree.`,
    ),
  );
  expect(mesh.services).toEqual([]);
  expect(errorsOf(other)).toEqual([]);
});

test('so is one that was removed', () => {
  const { app, chart, mesh } = world();
  service(chart, 'x', { mesh });
  chart.node.tryRemoveChild('default');
  expect(errorsOf(app)).toEqual([expect.stringContaining('[kuma/x] error[mesh-elsewhere]')]);
});
