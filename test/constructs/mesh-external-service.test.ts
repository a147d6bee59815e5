import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  DataSource,
  Endpoint,
  HostnameGenerator,
  MatchType,
  MeshExternalService,
  MeshOutput,
  Protocol,
  SubjectAltName,
  TlsVersion,
  VerificationMode,
} from '../../src';
import { AUTHORITY, CLIENT } from '../pem';
import { errorsOf, manifest, nameAll, service, world } from './declare';

test('every field of Kuma 2.8 shows in the manifest', () => {
  // GIVEN
  const { app, chart, mesh } = world();
  nameAll(chart);

  // WHEN
  new MeshExternalService(mesh, 'full', {
    labels: { team: 'billing' },
    match: { type: MatchType.HOSTNAME_GENERATOR, port: 443, protocol: Protocol.HTTP2 },
    endpoints: [Endpoint.ip('192.0.2.1', 1), Endpoint.ip('2001:db8::1', 2), Endpoint.unix('/run/a.sock')],
    tls: {
      enabled: true,
      allowRenegotiation: true,
      version: { min: TlsVersion.TLS12, max: TlsVersion.TLS_AUTO },
      verification: {
        mode: VerificationMode.SECURED,
        serverName: 'a.example',
        subjectAltNames: [SubjectAltName.exact('b.example'), SubjectAltName.prefix('spiffe://mesh/')],
        caCert: DataSource.inline(Buffer.from(AUTHORITY).toString('base64')),
        clientCert: DataSource.inlineString(CLIENT),
        clientKey: DataSource.secret('key'),
      },
    },
  });
  new MeshExternalService(mesh, 'extended', {
    match: { port: 80 },
    extension: { type: 'lambda', config: { arn: 'a', deep: [{ b: 1, c: [] }], empty: {} } },
  });

  // THEN
  expect(errorsOf(app)).toEqual([]);
  expect(chart.toJson()).toMatchSnapshot();
});

test('half of a character is an error at its place, and shows nothing of the text', () => {
  const { app, mesh } = world();
  service(mesh, 'half', { extension: { type: 'lambda', config: { 'a b': ['ok', 'secret\ud83d'] } } });
  expect(errorsOf(app)).toEqual([
    expect.stringMatching(/error\[text-not-unicode\] extension\.config\["a b"\]\[1\]: (?!.*secret)/),
  ]);
});

test('nothing is what cdk8s renders for null, and what the other outputs have', () => {
  const { app, mesh } = world();
  service(mesh, 'none', { extension: { type: 'lambda', config: { none: null, list: [null, 1] } } });
  expect(MeshOutput.of(app).files['universal/default.yaml']).toContain(
    '    config:\n      list:\n        - null\n        - 1\n',
  );
});

describe('the name', () => {
  test('is made of the ids below the mesh, without Resource and Default', () => {
    const { mesh } = world();
    const outer = new Construct(new Construct(mesh, 'partner'), 'Default');
    expect(service(outer, 'Resource').name).toBe('partner');
    expect(service(new Construct(outer, 'api'), 'v1').name).toBe('partner-api-v1');
  });

  test('is what the prop says', () => {
    const { chart, mesh } = world();
    expect(service(mesh, 'x', { name: 'y' }).name).toBe('y');
    expect(manifest(chart, 'MeshExternalService', 'y').metadata.namespace).toBe('kuma-system');
  });

  test('that nothing is left of is an error', () => {
    const { app, mesh } = world();
    service(mesh, 'Resource');
    expect(errorsOf(app)).toEqual(['[kuma/default/Resource] error[name-empty] name: cannot be empty']);
  });

  test('twice in one mesh is an error that says where the first is', () => {
    // GIVEN
    const { app, mesh } = world();
    service(mesh, 'x');

    // WHEN
    service(mesh, 'y', { name: 'x' });

    // THEN
    expect(errorsOf(app)).toEqual([
      expect.stringMatching(/^\[kuma\/default\/y\] error\[resource-twice\] .*kuma\/default\/x\.$/),
    ]);
  });

  test('that is too long for Kuma is said once', () => {
    const { app, mesh } = world();
    service(mesh, 'x'.repeat(52));
    expect(errorsOf(app)).toEqual([
      `[kuma/default/${'x'.repeat(52)}] error[name-too-long] name: must not be longer than 63 characters`,
    ]);
  });
});

describe('labels', () => {
  const selected = (
    labels: Readonly<Record<string, string>>,
    prepare: (service: MeshExternalService) => void = () => undefined,
  ) => {
    const { chart, mesh } = world({}, { labels: { app: 'demo' } });
    new HostnameGenerator(chart, 'g', {
      selector: { meshExternalService: { matchLabels: labels } },
      template: '{{ .Name }}.mesh.local',
    });
    const one = service(mesh, 'x', { labels: { team: 'billing' } });
    prepare(one);
    return one.hostnames;
  };

  test.each([
    ['of the service', { team: 'billing' }],
    ['of the chart', { app: 'demo' }],
    ['that Kuma computes', { 'kuma.io/mesh': 'default', 'kuma.io/zone': 'default', 'kuma.io/display-name': 'x' }],
    ['that Kuma computes from the namespace', { 'k8s.kuma.io/namespace': 'kuma-system' }],
  ])('%s count for selectors', (_title, labels) => {
    expect(selected(labels)).toEqual(['x.mesh.local']);
  });

  test('added later count too', () => {
    expect(selected({ late: 'yes' }, (one) => one.metadata.addLabel('late', 'yes'))).toEqual(['x.mesh.local']);
    expect(selected({ late: 'yes' })).toEqual([]);
  });

  test('added later through metadata that was kept count at synth', () => {
    const { app, chart, mesh } = world();
    const { metadata } = service(mesh, 'x');
    new HostnameGenerator(chart, 'g', {
      selector: { meshExternalService: { matchLabels: { late: 'yes' } } },
      template: '-',
    });
    expect(errorsOf(app)).toEqual([]);
    metadata.addLabel('late', 'yes');
    expect(errorsOf(app)).toEqual([expect.stringContaining('error[hostname-invalid]')]);
  });

  test('say to which mesh it belongs', () => {
    const { chart, mesh } = world({ name: 'other' });
    service(mesh, 'x', { labels: { 'kuma.io/mesh': 'wrong' } });
    expect(manifest(chart, 'MeshExternalService', 'x').metadata.labels).toEqual({
      'kuma.io/mesh': 'other',
      'kuma.io/origin': 'zone',
    });
  });
});

test('the prop mesh joins a mesh of another chart, and charts stay independent', () => {
  // GIVEN
  const { app, chart, mesh } = world();
  nameAll(chart);
  const other = new Chart(app, 'other');

  // WHEN
  const joined = service(other, 'x', { mesh });

  // THEN
  expect(joined.mesh).toBe(mesh);
  expect(mesh.services).toEqual([joined]);
  expect(joined.hostnames).toEqual(['x.mesh.local']);
  expect(manifest(other, 'MeshExternalService', 'x').metadata.labels).toMatchObject({ 'kuma.io/mesh': 'default' });
  expect(app.charts.flatMap((one) => one.node.dependencies)).toEqual([]);
  expect(errorsOf(app)).toEqual([]);
});

test('without a mesh above it throws, and the text says what to write', () => {
  const chart = new Chart(new App(), 'kuma');
  expect(() => service(chart, 'x')).toThrow(
    "'kuma/x' has no Mesh above it: create it in a Mesh, or pass one as the prop mesh.",
  );
});

test('endpoints can be added, and what is read is a copy', () => {
  const { chart, mesh } = world();
  const one = service(mesh, 'x');
  one.endpoints.push(Endpoint.dns('lost.example', 1));
  one.addEndpoint(Endpoint.dns('b.example', 81));
  expect(one.endpoints.map(({ address }) => address)).toEqual(['a.example', 'b.example']);
  expect(manifest(chart, 'MeshExternalService', 'x').spec['endpoints']).toEqual([
    { address: 'a.example', port: 80 },
    { address: 'b.example', port: 81 },
  ]);
});

test('the list of endpoints that was passed stays the caller’s', () => {
  const endpoints = [Endpoint.dns('a.example', 80)];
  const one = service(world().mesh, 'x', { endpoints });
  one.addEndpoint(Endpoint.dns('b.example', 81));
  endpoints.push(Endpoint.dns('c.example', 82));
  expect(endpoints).toHaveLength(2);
  expect(one.endpoints.map(({ address }) => address)).toEqual(['a.example', 'b.example']);
});

test('everything wrong is reported at once, in tree order, with path, field and the text of Kuma', () => {
  // GIVEN
  const { app, mesh } = world();
  service(mesh, 'first', { match: { port: 0 }, endpoints: [Endpoint.of('a.example')] });
  service(mesh, 'second', {
    tls: { enabled: true, verification: { serverName: '-', clientCert: DataSource.secret('a') } },
  });

  // THEN
  expect(errorsOf(app)).toEqual([
    '[kuma/default/first] error[match-port] spec.match.port: port must be a valid (1-65535)',
    '[kuma/default/first] error[endpoint-port] spec.endpoints[0].port: must be defined when endpoint is a hostname',
    '[kuma/default/second] error[server-name] spec.tls.verification.serverName: must be a valid DNS name',
    '[kuma/default/second] error[client-key-missing] spec.tls.verification.clientKey: must be defined when clientCert is defined',
  ]);
  expect(() => app.synth()).toThrow(/first\].*\n[^]*second\]/);
});
