import { JsonPatch } from 'cdk8s';
import { DataSource, Dataplane, MeshOutput } from '../../src';
import { NETWORKING, errorsOf, nameAll, service, world } from './declare';

const declare = (...ops: JsonPatch[]) => {
  const all = world();
  nameAll(all.chart);
  const backendRef = service(all.mesh, 'x');
  const outbound = [9000, 9001].map((port) => ({ port, backendRef }));
  const proxy = new Dataplane(all.mesh, 'p', { networking: { ...NETWORKING, outbound } });
  proxy.bootstrap.addJsonPatch(...ops);
  return { ...all, proxy, backendRef };
};
const PATH = 'envoy/default/p/bootstrap.json';
const written = (all: ReturnType<typeof declare>): unknown => JSON.parse(MeshOutput.of(all.app).files[PATH]);

test('its path is the place of the file', () => {
  const all = declare();
  expect(all.proxy.bootstrap.path).toBe(PATH);
  expect(written(all)).toEqual(all.proxy.bootstrap.toJson());
});

test('patches are applied, in their order, and written', () => {
  const all = declare(JsonPatch.add('/layered_runtime', { layers: [] }));
  all.proxy.bootstrap.addJsonPatch(JsonPatch.add('/layered_runtime/layers/-', { name: 'a' }));
  expect(errorsOf(all.app)).toEqual([]);
  expect(written(all)).toMatchObject({ layered_runtime: { layers: [{ name: 'a' }] } });
});

test('patches hold for what is declared later', () => {
  const all = declare(JsonPatch.replace('/node/id', 'patched'));
  all.proxy.addOutbound({ port: 9002, backendRef: all.backendRef });
  expect(written(all)).toMatchObject({ node: { id: 'patched' } });
  expect(MeshOutput.of(all.app).files[PATH]).toContain('outbound:127.0.0.1:9002');
});

test('reading it does not change it', () => {
  const { proxy } = declare(JsonPatch.add('/a', 1));
  const first = proxy.bootstrap.toJson() as { a: number };
  first.a = 2;
  expect(proxy.bootstrap.toJson()).toMatchObject({ a: 1 });
});

test('what was read of it is an error when a later declaration changes it, in words that show no secret', () => {
  const all = declare();
  all.proxy.bootstrap.toJson();
  all.proxy.addOutbound({ port: 9002, backendRef: all.backendRef });
  expect(errorsOf(all.app)).toEqual([
    expect.stringMatching(
      /^\[kuma\/default\/p\] error\[read-too-early\] bootstrap was read as one of hash [0-9a-f]{16}, and later declarations made it one of hash [0-9a-f]{16}\.$/,
    ),
  ]);
});

test('a patch that was made of what was read is none', () => {
  const all = declare();
  const { node } = all.proxy.bootstrap.toJson() as { node: { id: string } };
  all.proxy.bootstrap.addJsonPatch(JsonPatch.replace('/node/id', `${node.id}-patched`));
  expect(errorsOf(all.app)).toEqual([]);
});

const CLUSTER = '/static_resources/clusters/1/name';
const LISTENER = '/static_resources/listeners';

test.each([
  ['renames a cluster that a listener leads to', JsonPatch.replace(CLUSTER, 'other')],
  ['gives two listeners one name', JsonPatch.replace(`${LISTENER}/1/name`, 'outbound:127.0.0.1:9001')],
  ['gives two clusters one name', JsonPatch.copy('/static_resources/clusters/1', '/static_resources/clusters/-')],
  ['removes all clusters', JsonPatch.remove('/static_resources/clusters')],
  ['does not apply', JsonPatch.add('/nowhere/deep', 1)],
  ['tests in vain', JsonPatch.test('/node/id', 'other')],
])('a patch that %s is an error at the Dataplane', (_title, patch) => {
  const found = errorsOf(declare(patch).app);
  expect(found).not.toEqual([]);
  for (const line of found) expect(line).toMatch(/^\[kuma\/default\/p\] error\[bootstrap-broken\] bootstrap: /);
});

test('a patch that gives two listeners one address is an error', () => {
  const { proxy } = declare();
  const { static_resources } = proxy.bootstrap.toJson() as {
    static_resources: { listeners: readonly { name: string; address: unknown }[] };
  };
  const index = static_resources.listeners.findIndex(({ name }) => name === 'outbound:127.0.0.1:9000');
  const path = `${LISTENER}/${index}/address/socket_address/port_value`;
  expect(errorsOf(declare(JsonPatch.replace(path, 9001)).app)).not.toEqual([]);
});

test('a patch that replaces everything by nothing is an error', () => {
  expect(errorsOf(declare(JsonPatch.replace('', null)).app)).not.toEqual([]);
});

describe('a patch that does not apply never shows a key', () => {
  const failing = () => {
    const all = declare();
    const verification = { clientCert: DataSource.inlineString('cert'), clientKey: DataSource.inlineString('the-key') };
    const backendRef = service(all.mesh, 'y', { tls: { enabled: true, verification } });
    all.proxy.addOutbound({ port: 9002, backendRef });
    expect(JSON.stringify(all.proxy.bootstrap.toJson())).toContain('the-key');
    all.proxy.bootstrap.addJsonPatch(JsonPatch.test('/node/id', 'other'));
    return all;
  };
  const REASON = 'a patch does not apply (operation 0: TEST_OPERATION_FAILED)';

  test('in findings', () => {
    expect(errorsOf(failing().app)).toContainEqual(expect.stringContaining(REASON));
    expect(errorsOf(failing().app).join('\n')).not.toMatch(/the-key|static_resources/);
  });

  test('to who reads the bootstrap', () => {
    const { proxy } = failing();
    expect(() => void proxy.bootstrap.toJson()).toThrow(new Error(REASON));
  });
});
