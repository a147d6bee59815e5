import { Lazy } from 'cdk8s';
import { Dataplane, Delivery, Mesh, type MeshExternalService, MeshOutput } from '../../src';
import { NETWORKING, errorsOf, manifest, nameAll, service, world } from './declare';

/** What is only known at synth, typed as the text that it becomes. */
const late = (produce: () => unknown): string => Lazy.any({ produce }) as string;

describe('a Lazy in an annotation', () => {
  test('may read what is computed of this service and of others', () => {
    // GIVEN
    const { app, chart, mesh } = world();
    const [one, other] = [service(mesh, 'x'), service(mesh, 'y')];
    one.metadata.addAnnotation(
      'other',
      late(() => other.hostnames[0]),
    );
    one.metadata.addAnnotation(
      'vip',
      late(() => one.vip),
    );
    other.metadata.addAnnotation(
      'other',
      late(() => one.hostnames[0]),
    );
    const names = nameAll(chart);
    names.metadata.addAnnotation(
      'first',
      late(() => one.vips[0]),
    );

    // THEN
    expect(errorsOf(app)).toEqual([]);
    expect(manifest(chart, 'MeshExternalService', 'x').metadata.annotations).toEqual({
      other: 'y.mesh.local',
      vip: one.vip,
    });
    expect(manifest(chart, 'MeshExternalService', 'y').metadata.annotations).toEqual({ other: 'x.mesh.local' });
    expect(manifest(chart, 'HostnameGenerator', 'names').metadata.annotations).toEqual({ first: one.vip });
    expect(MeshOutput.of(app).files['kubernetes/kuma.k8s.yaml']).toContain(`vip: ${one.vip}`);
  });

  test('may do so where Kuma gets no resource', () => {
    const { app, chart } = world();
    const mesh = new Mesh(chart, 'own', { delivery: [Delivery.host()] });
    const one = service(mesh, 'x');
    one.metadata.addAnnotation(
      'vip',
      late(() => one.vip),
    );
    nameAll(chart);
    expect(errorsOf(app)).toEqual([]);
  });

  test('is judged with the text that it gives, once', () => {
    const { app, mesh } = world();
    const one = service(mesh, 'x');
    one.metadata.addAnnotation(
      'a b',
      late(() => 'text'),
    );
    one.metadata.addAnnotation(
      'port',
      late(() => one.match.port),
    );
    expect(errorsOf(app)).toEqual([
      expect.stringContaining('error[annotation-key] annotations["a b"]'),
      expect.stringContaining('error[document] json: cannot unmarshal number'),
    ]);
  });
});

describe('a Lazy that reads what is computed from it', () => {
  test.each<[string, (to: MeshExternalService, value: string) => void]>([
    ['in a label', ({ metadata }, value) => metadata.addLabel('late', value)],
    ['in an annotation of Kuma', ({ metadata }, value) => metadata.addAnnotation('kuma.io/display-name', value)],
  ])('%s is an error at each of its constructs, and nothing else is said', (_, add) => {
    // GIVEN
    const { app, chart, mesh } = world();
    nameAll(chart);
    const [one, other] = [service(mesh, 'x'), service(mesh, 'y')];
    add(
      one,
      late(() => other.hostnames[0].toUpperCase()),
    );
    add(
      other,
      late(() => one.vip),
    );

    // THEN
    expect(one.vip).toBe('');
    expect(errorsOf(app)).toEqual(
      ['x', 'y'].map(
        (id) =>
          `[kuma/default/${id}] error[declaration-circular] a Lazy in it reads an address, a hostname or a bootstrap, and those are computed from it.`,
      ),
    );
    expect(() => app.synth()).toThrow(/declaration-circular/);
  });

  test('in a field is one too, also of its proxy', () => {
    const { app, chart, mesh } = world();
    nameAll(chart);
    const one = service(mesh, 'x', { match: { port: Lazy.any({ produce: () => Number(one.vip) }) as number } });
    const proxy = new Dataplane(mesh, 'p', { networking: NETWORKING });
    proxy.metadata.addLabel(
      'vip',
      late(() => one.vip),
    );
    expect(errorsOf(app)).toEqual([
      expect.stringContaining('[kuma/default/x] error[declaration-circular]'),
      expect.stringContaining('[kuma/default/p] error[declaration-circular]'),
    ]);
  });
});
