import { Deployment, DnsPolicy, Job, type Workload } from 'cdk8s-plus-28';
import {
  CaptureMode,
  DataSource,
  Mesh,
  type MeshExternalService,
  SidecarForm,
  type SidecarDeliveryOptions,
  type SidecarOptions,
} from '../../src';
import { DeclarationTree } from '../../src/constructs/tree';
import { type World, errorsOf, nameAll, service, world as plainWorld } from './declare';
import { ALL, CONTAINERS, delivered, deployment, world } from './sidecar';

const codes = (found: readonly string[]): string[] => found.flatMap((one) => /error\[([a-z-]+)\]/.exec(one)?.[1] ?? []);

describe('what cannot be is an error at the sidecar:', () => {
  const refused = (
    make: (made: World) => Workload,
    options: Partial<SidecarDeliveryOptions> = {},
    more: SidecarOptions = ALL,
  ): string[] => {
    const made = world(options);
    service(made.mesh, 'a');
    made.mesh.addSidecar(make(made), more);
    return errorsOf(made.app).map((one) => one.replace(/^\[kuma\/web\/Sidecar\] error\[sidecar-refused\] /, ''));
  };

  test('a mesh that no sidecar delivers', () => {
    const { app, chart, mesh } = plainWorld({}, { namespace: 'shop' });
    nameAll(chart);
    mesh.addSidecar(deployment(chart), { services: [service(mesh, 'a')] });
    expect(errorsOf(app)).toEqual([
      '[kuma/web/Sidecar] error[sidecar-not-delivered] it has a sidecar of mesh default, whose delivery names no sidecar.',
    ]);
  });

  test('one workload twice, in one mesh or in two', () => {
    const { app, chart, mesh } = world();
    const other = new Mesh(chart, 'other', { delivery: delivered() });
    const web = deployment(chart);
    service(mesh, 'a');
    service(other, 'b');
    for (const one of [mesh, mesh, other]) one.addSidecar(web, ALL);
    expect(errorsOf(app)).toEqual([
      '[kuma/web/Sidecar2] error[sidecar-twice] it has a sidecar of mesh default twice.',
      '[kuma/web/Sidecar3] error[sidecar-twice] it has a sidecar of mesh default, and one of mesh other as well.',
    ]);
  });

  test.each<[string, Partial<SidecarDeliveryOptions>, (made: World) => Workload, string]>([
    [
      'a Job with the classic form',
      { form: SidecarForm.CLASSIC },
      ({ chart }) => new Job(chart, 'web', CONTAINERS),
      'a Job would never finish: containers of the classic form run on when its own has ended.',
    ],
    [
      "the node's network",
      {},
      ({ chart }) => new Deployment(chart, 'web', { ...CONTAINERS, hostNetwork: true }),
      'its pods use the network of their node, which the capture rules would change for all.',
    ],
    [
      'other name servers',
      {},
      ({ chart }) =>
        new Deployment(chart, 'web', { ...CONTAINERS, dns: { policy: DnsPolicy.NONE, nameservers: ['192.0.2.1'] } }),
      'its pods have name servers of their own (192.0.2.1), which do not know the names of the mesh.',
    ],
  ])('%s', (_, options, make, message) => {
    expect(refused(make, options)).toEqual([message]);
  });

  test('a namespace that nobody knows', () => {
    const { app, chart, mesh } = plainWorld({ delivery: delivered() });
    nameAll(chart);
    service(mesh, 'a');
    mesh.addSidecar(deployment(chart), ALL);
    expect(errorsOf(app)).toEqual([
      '[kuma/web/Sidecar] error[sidecar-refused] its namespace is not known, and the search domains of its pods begin with it.',
    ]);
  });

  test('folders that cannot be mounted', () => {
    const with_ = (configDir: string, secretsDir: string): string[] =>
      refused(({ chart }) => deployment(chart), {}, { ...ALL, envoy: { configDir, secretsDir } });
    expect(with_('./envoy', '/secrets')).toEqual(['envoy.configDir: "./envoy" is no absolute path.']);
    expect(with_('/mesh', '/mesh/secrets')).toEqual([
      'envoy.secretsDir: /mesh/secrets and configDir /mesh lie in each other, and one mount would hide the other.',
    ]);
  });

  test('a service of another mesh, and a secret that Kubernetes cannot have', () => {
    const { app, chart, mesh } = world();
    const foreign = service(new Mesh(chart, 'other'), 'x');
    mesh.addSidecar(deployment(chart), { services: [foreign] });
    const odd: MeshExternalService = service(mesh, 'odd', {
      tls: { enabled: true, verification: { caCert: DataSource.secret('My_CA') } },
    });
    mesh.addSidecar(deployment(chart, 'second'), { services: [odd] });
    expect(codes(errorsOf(app))).toEqual(['sidecar-refused', 'sidecar-refused']);
    expect(errorsOf(app).join()).toContain('the secret "My_CA" has a name that no Secret of Kubernetes can have');
  });

  test('what has no effect in a pod is a warning', () => {
    const { app, chart, mesh } = world();
    service(mesh, 'a');
    mesh.addSidecar(deployment(chart), { ...ALL, envoy: { capture: CaptureMode.BOUND, adminPath: '/run/a.sock' } });
    expect(errorsOf(app)).toEqual([]);
    expect(
      DeclarationTree.of(app)
        .diagnostics()
        .filter(({ code }) => code === 'option-without-effect'),
    ).toHaveLength(2);
  });
});
