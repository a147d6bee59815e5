import type { Deployment } from 'cdk8s-plus-28';
import { DataSource, MeshOutput, ZoneEgress } from '../../src';
import { configMapFindings } from '../../src/constructs/config-map-size';
import { DeclarationTree } from '../../src/constructs/tree';
import { AUTHORITY } from '../pem';
import { type World, errorsOf, service } from './declare';
import { ALL, MTLS, data, deployment, template, world } from './sidecar';

test('the whole tree of a Deployment that reaches two services of three', () => {
  // GIVEN
  const { app, chart, mesh } = world();
  const web = deployment(chart);
  const bank = service(mesh, 'bank', { tls: MTLS });

  // WHEN
  mesh.addSidecar(web, { services: [bank], selector: { matchLabels: { team: 'web' } } });
  service(mesh, 'mail', { labels: { team: 'web' } });
  service(mesh, 'not-for-web', { labels: { team: 'other' } });

  // THEN
  expect(MeshOutput.of(app).files).toMatchSnapshot();
});

const THROUGH = {
  mtls: { enabledBackend: 'ca-1', backends: [{ name: 'ca-1', type: 'builtin' }] },
  routing: { zoneEgress: true },
};

describe('what a workload reaches', () => {
  test('is what is named or labelled, in any order of declaration, and its secrets are mounted', () => {
    const files = (declare: (made: World, web: Deployment) => void): unknown => {
      const made = world();
      const web = deployment(made.chart);
      declare(made, web);
      errorsOf(made.app);
      return made.chart.toJson();
    };
    const services = ({ mesh }: World): void => {
      service(mesh, 'a', { labels: { team: 'web' }, tls: MTLS });
      service(mesh, 'b', { labels: { team: 'other' } });
    };
    const sidecar = ({ mesh }: World, web: Deployment): void => {
      mesh.addSidecar(web, { selector: { matchLabels: { team: 'web' } } });
    };
    const [before, after] = [
      files((made, web) => (services(made), sidecar(made, web))),
      files((made, web) => (sidecar(made, web), services(made))),
    ].map((all) =>
      JSON.stringify((all as { kind: string }[]).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))),
    );
    expect(after).toBe(before);
    expect(after).toContain('a.mesh.local');
    expect(after).not.toContain('b.mesh.local');
    expect(after).toContain('pair-key/value');
  });

  test('goes through the zone egress of its mesh with an identity of its own, and has no secret of a service', () => {
    const made = world({}, THROUGH);
    const web = deployment(made.chart);
    service(made.mesh, 'a', { tls: MTLS });
    made.mesh.addSidecar(web, ALL);
    new ZoneEgress(made.chart, 'egress', { networking: { address: '192.0.2.9', port: 10002 } });
    const [sources] = template(made, web).spec.volumes.flatMap(({ projected }) =>
      projected === undefined ? [] : [projected.sources],
    );
    expect(sources).toEqual([
      {
        secret: {
          name: `${web.name}-identity`,
          items: ['ca.crt', 'tls.crt', 'tls.key'].map((key) => ({
            key,
            path: `identities/default/${web.name}/${key}`,
          })),
        },
      },
    ]);
    const bootstrap = data(made, 'envoy')['bootstrap.json'];
    expect(bootstrap).toContain('"a{mesh=default}"');
    expect(bootstrap).toContain('"192.0.2.9"');
    expect(bootstrap).not.toContain('a.example');
  });

  test('has no way where its zone has no egress', () => {
    const made = world({}, THROUGH);
    service(made.mesh, 'a');
    made.mesh.addSidecar(deployment(made.chart), ALL);
    expect(errorsOf(made.app).join()).toContain('error[zone-egress-needed]');
  });

  test('has no secret of a service that it does not reach, and none that is inline', () => {
    // GIVEN
    const made = world();
    const web = deployment(made.chart);
    const reached = service(made.mesh, 'reached', {
      tls: { enabled: true, verification: { caCert: DataSource.inlineString(AUTHORITY) } },
    });
    service(made.mesh, 'other', { tls: MTLS });
    made.mesh.addSidecar(web, { services: [reached] });

    // THEN
    const { spec } = template(made, web);
    expect(spec.volumes.map(({ name }) => name)).toEqual(['meshext-envoy', 'meshext-coredns']);
    expect(Object.keys(data(made, 'envoy'))).toEqual(['bootstrap.json', 'capture.nft']);
    expect(data(made, 'envoy')['bootstrap.json']).toContain('BEGIN CERTIFICATE');
  });

  test('is never everything by default', () => {
    const { app, chart, mesh } = world();
    service(mesh, 'a');
    mesh.addSidecar(deployment(chart), {});
    expect(errorsOf(app)).toEqual([
      '[kuma/web/Sidecar] error[sidecar-refused] it is not said which services the workload may reach.',
    ]);
  });

  test('and a selector that matches nothing is a warning', () => {
    const { app, chart, mesh } = world();
    mesh.addSidecar(deployment(chart), { selector: { matchLabels: { team: 'nobody' } } });
    expect(errorsOf(app)).toEqual([]);
    expect(
      DeclarationTree.of(app)
        .diagnostics()
        .map(({ code }) => code),
    ).toContain('sidecar-reaches-nothing');
  });
});

describe('the size of ConfigMaps', () => {
  const found = (bytes: number): string[] =>
    configMapFindings({}, { name: 'x', data: { key: 'a'.repeat(bytes) } }, 'Fewer.').map(({ code }) => code);

  test('is a warning from what client-side apply takes, and an error beyond what Kubernetes takes', () => {
    expect(found(256 * 1024 - 1000)).toEqual([]);
    expect(found(256 * 1024)).toEqual(['config-map-large']);
    expect(found(1024 * 1024 - 'key'.length)).toEqual(['config-map-large']);
    expect(found(1024 * 1024 - 'key'.length + 1)).toEqual(['config-map-too-large']);
  });

  test('is less without indentation, which a large one does not have', () => {
    const lines = (services: number): number => {
      const made = world();
      for (let i = 0; i < services; i++) service(made.mesh, `s${i}`);
      made.mesh.addSidecar(deployment(made.chart), ALL);
      return data(made, 'envoy')['bootstrap.json'].split('\n').length;
    };
    expect(lines(20)).toBeGreaterThan(1000);
    expect(lines(200)).toBe(1);
  });

  test('is told with its numbers', () => {
    const { app, chart, mesh } = world();
    for (let i = 0; i < 2000; i++) service(mesh, `s${i}`);
    mesh.addSidecar(deployment(chart), ALL);
    expect(errorsOf(app)).toEqual([
      expect.stringMatching(
        /^\[kuma\/web\/Sidecar\] error\[config-map-too-large\] ConfigMap kuma-web-sidecar-envoy-\w+ has \d{7} bytes of data, and Kubernetes takes 1048576\.$/,
      ),
    ]);
  });
});
