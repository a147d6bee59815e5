import { Chart, Lazy } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { HostnameGenerator, MeshOutput } from '../../src';
import { NAMES, errorsOf, manifest, nameAll, service, world } from './declare';

test('hostnames and address are those of the outputs', () => {
  // GIVEN
  const { app, chart, mesh } = world();
  nameAll(chart);
  new HostnameGenerator(chart, 'also', { ...NAMES, template: '{{ .Name }}.also.local' });
  const one = service(mesh, 'x');

  // THEN
  expect(one.hostnames).toEqual(['x.also.local', 'x.mesh.local']);
  expect(one.vip).toMatch(/^242\.\d+\.\d+\.\d+$/);
  expect(MeshOutput.of(app).files['coredns/default/mesh.local.zone']).toContain(`x.mesh.local. 30 IN A ${one.vip}`);
});

test('hostnames are a copy', () => {
  const { chart, mesh } = world();
  nameAll(chart);
  const one = service(mesh, 'x');
  one.hostnames.pop();
  expect(one.hostnames).toEqual(['x.mesh.local']);
});

describe('a read that a later declaration changes', () => {
  test('is an error that says what was read and what it is', () => {
    const { app, chart, mesh } = world();
    const one = service(mesh, 'x');
    expect(one.hostnames).toEqual([]);
    nameAll(chart);
    expect(errorsOf(app)).toEqual([
      '[kuma/default/x] error[read-too-early] hostnames was read as [], and later declarations made it ["x.mesh.local"].',
    ]);
  });

  test('is an error also when only a label was added through kept metadata', () => {
    const { app, chart, mesh } = world();
    const one = service(mesh, 'x');
    const { metadata } = one;
    new HostnameGenerator(chart, 'g', {
      ...NAMES,
      selector: { meshExternalService: { matchLabels: { late: 'yes' } } },
    });
    expect(one.hostnames).toEqual([]);
    metadata.addLabel('late', 'yes');
    expect(errorsOf(app)).toEqual([expect.stringContaining('error[read-too-early]')]);
  });

  test('is none when the answer stays', () => {
    const { app, chart, mesh } = world();
    nameAll(chart);
    const one = service(mesh, 'x');
    const { vip, hostnames } = one;
    service(mesh, 'y');
    expect([one.vip, one.hostnames]).toEqual([vip, hostnames]);
    expect(errorsOf(app)).toEqual([]);
  });

  test('is an error although it was read again later', () => {
    const { app, chart, mesh } = world();
    const one = service(mesh, 'x');
    void one.hostnames;
    nameAll(chart);
    void one.hostnames;
    expect(errorsOf(app)).toHaveLength(1);
  });
});

test('in a ConfigMap of cdk8s-plus, Lazy.any gives what is true at synth', () => {
  // GIVEN
  const { app, chart, mesh } = world();
  const one = service(mesh, 'x');
  const other = new Chart(app, 'other');
  new ConfigMap(other, 'map', {
    metadata: { name: 'map' },
    data: {
      host: Lazy.any({ produce: () => one.hostnames[0] }) as string,
      vip: Lazy.any({ produce: () => one.vip }) as string,
      all: Lazy.any({ produce: () => mesh.services.map(({ name }) => name).join(',') }) as string,
    },
  });

  // WHEN
  nameAll(chart);
  service(mesh, 'y');

  // THEN
  const text = MeshOutput.of(app).files['kubernetes/other.k8s.yaml'];
  expect(text).toContain('host: x.mesh.local');
  expect(text).toContain(`vip: ${one.vip}`);
  expect(text).toContain('all: "x,y"');
  expect(errorsOf(app)).toEqual([]);
  expect(manifest(other, 'ConfigMap', 'map').metadata.name).toBe('map');
});

test('what is wrong elsewhere does not keep from reading', () => {
  const { chart, mesh } = world();
  nameAll(chart);
  service(mesh, 'bad', { match: { port: 0 } });
  expect(service(mesh, 'x').hostnames).toEqual(['x.mesh.local']);
});
