import { ApiObject, JsonPatch } from 'cdk8s';
import { DataSource } from '../../src';
import { errorsOf, manifest, nameAll, service, world } from './declare';

describe('a patch of a Kubernetes resource', () => {
  const patched = (...ops: JsonPatch[]) => {
    const all = world();
    nameAll(all.chart);
    ApiObject.of(service(all.mesh, 'x')).addJsonPatch(...ops);
    return all;
  };

  test('may set what no schema knows', () => {
    const { app, chart } = patched(
      JsonPatch.add('/spec/future', { a: 1 }),
      JsonPatch.add('/metadata/finalizers', ['b']),
    );
    expect(errorsOf(app)).toEqual([]);
    expect(manifest(chart, 'MeshExternalService', 'x').spec).toMatchObject({ future: { a: 1 } });
  });

  test('is judged by its result, once', () => {
    expect(errorsOf(patched(JsonPatch.replace('/spec/match/port', 0)).app)).toEqual([
      '[kuma/default/x] error[match-port] spec.match.port: port must be a valid (1-65535)',
    ]);
  });

  test('that removes spec is an error', () => {
    expect(errorsOf(patched(JsonPatch.remove('/spec')).app)).toContain(
      '[kuma/default/x] error[match-port] spec.match.port: port must be a valid (1-65535)',
    );
  });

  test('that does not apply is an error with the path, not a crash', () => {
    const { app } = patched(JsonPatch.add('/nowhere/deep', 1));
    expect(errorsOf(app)).toEqual([expect.stringMatching(/^\[kuma\/default\/x\] error\[/)]);
  });

  test.each([
    ['that does not apply', JsonPatch.add('/nowhere/deep', 1)],
    ['that tests in vain', JsonPatch.test('/spec/match/port', 1)],
  ])('%s never shows a key', (_title, patch) => {
    // GIVEN
    const { app, mesh } = world();
    const key = { clientCert: DataSource.secret('a'), clientKey: DataSource.inlineString('the-key') };
    ApiObject.of(service(mesh, 'x', { tls: { enabled: true, verification: key } })).addJsonPatch(patch);

    // WHEN
    let shown = '';
    try {
      app.synth();
    } catch (error) {
      shown = String(error);
    }

    // THEN
    expect(shown).not.toBe('');
    expect(shown.includes('the-key')).toBe(false);
  });
});

test('a valid declaration without a patch is judged once, whatever an extension holds', () => {
  const { app, mesh } = world();
  service(mesh, 'x', { match: { port: 0 }, extension: { type: 'a', config: { b: null, c: [], d: undefined } } });
  expect(errorsOf(app)).toEqual(['[kuma/default/x] error[match-port] spec.match.port: port must be a valid (1-65535)']);
});
