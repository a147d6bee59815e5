import { Dataplane, Diagnostics, HostnameGenerator, Mesh, MeshOutput } from '../../src';
import { DeclarationTree } from '../../src/constructs/tree';
import { NAMES, NETWORKING, errorsOf, service, world } from './declare';

const brief = (tree: DeclarationTree): string[] =>
  tree.diagnostics().map(({ severity, code, at }) => `${severity} ${code} ${at.construct ?? ''}`);

test('what is allowed at a construct counts for it and all below it, and shows the reason', () => {
  // GIVEN
  const { app, mesh } = world();
  service(mesh, 'x', { endpoints: [] });
  expect(errorsOf(app)).toHaveLength(1);

  // WHEN
  Diagnostics.allow(mesh, 'endpoints-missing', 'not live yet');

  // THEN
  expect(errorsOf(app)).toEqual([]);
  const [allowed] = DeclarationTree.of(app)
    .diagnostics()
    .filter(({ code }) => code === 'endpoints-missing');
  expect(allowed).toMatchObject({ severity: 'info', hint: 'Allowed: not live yet' });
});

test('a neighbour is not meant', () => {
  const { app, mesh } = world();
  service(mesh, 'x', { endpoints: [] });
  Diagnostics.allow(service(mesh, 'y'), 'endpoints-missing', 'not live yet');
  expect(errorsOf(app)).toEqual([expect.stringContaining('[kuma/default/x] error[endpoints-missing]')]);
  expect(brief(DeclarationTree.of(app))).toContain('warning allowance-unused kuma/default/y');
});

test.each(['kuma', ''])('at %j, which declares nothing itself, it is refused all the same', (path) => {
  const { app, chart } = world();
  Diagnostics.allow(path === '' ? app : chart, 'hostname-taken', 'we share');
  Diagnostics.allow(path === '' ? app : chart, 'hostnames-missing', 'we share');
  expect(errorsOf(app)).toEqual([
    expect.stringContaining(`error[allowance-refused] hostname-taken at "${path}" cannot be allowed`),
    expect.stringContaining('error[allowance-code-unknown]'),
  ]);
});

test('the same generator in two meshes is one resource', () => {
  const { app, chart, mesh } = world();
  for (const one of [mesh, new Mesh(chart, 'other')]) {
    service(one, `x-${one.name}`);
    new HostnameGenerator(one, 'names', NAMES);
  }
  expect(errorsOf(app)).toEqual([]);
  expect(MeshOutput.of(app).files['universal/HostnameGenerators.yaml'].match(/^name: names$/gm)).toHaveLength(1);
});

test('an outbound to a service of another mesh is an error, also where its own mesh has a namesake', () => {
  // GIVEN
  const { app, chart, mesh } = world();
  const other = new Mesh(chart, 'other', { systemNamespace: 'other-system' });
  const backendRef = service(other, 'x');
  const proxy = new Dataplane(mesh, 'p', { networking: { ...NETWORKING, outbound: [{ port: 9000, backendRef }] } });
  const expected = expect.stringMatching(
    /^\[kuma\/default\/p\] error\[service-of-other-mesh\] networking\.outbound\[0\].*: .*belongs to other/,
  ) as string;
  expect(errorsOf(app)).toEqual([expected]);

  // WHEN
  const own = service(mesh, 'x');

  // THEN
  expect(errorsOf(app)).toEqual([expected]);
  proxy.addOutbound({ port: 9001, backendRef: own });
  expect(errorsOf(app)).toEqual([expected]);
});
