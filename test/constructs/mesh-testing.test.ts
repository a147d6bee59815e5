import { App, Chart } from 'cdk8s';
import { CaptureMode, Dataplane, HostnameGenerator, Mesh, MeshTesting, Protocol } from '../../src';
import { NETWORKING, service, world } from './declare';
import { HOSTNAME, SECURED, declared, messageOf } from './expectations';

describe('what it is asked of', () => {
  test('is the whole tree, whichever construct of it is given, of a MeshApp or an App', () => {
    // GIVEN
    const app = new App({ outdir: 'out' });
    const mesh = new Mesh(new Chart(app, 'kuma'), 'default');
    new HostnameGenerator(mesh.node.scope as Chart, 'names', HOSTNAME);
    const bank = service(mesh, 'bank', SECURED);
    new Dataplane(mesh, 'example', { networking: { ...NETWORKING, outbound: [{ port: 8081, backendRef: bank }] } });

    // THEN
    for (const one of [app, mesh.node.scope as Chart, mesh, bank])
      MeshTesting.expect(one).from('example').to('127.0.0.1', 8081).reaches('api.bank.example:443');
  });

  test('is what is declared when it is asked', () => {
    const { app, mesh, bank } = declared();
    new Dataplane(mesh, 'late', { networking: { ...NETWORKING, outbound: [{ port: 8082, backendRef: bank }] } });
    MeshTesting.expect(app).from('late').to('127.0.0.1', 8082).reaches('api.bank.example:443');
  });

  test('is refused when the tree has errors, with all of them', () => {
    const { app, mesh } = declared();
    service(mesh, 'bad', { match: { port: 0 } });
    service(mesh, 'worse', { match: { port: 70000 } });
    expect(messageOf(() => MeshTesting.expect(app))).toMatch(
      /^Validation failed with the following errors:\n {2}\[kuma\/default\/bad\] error\[match-port\] .*\n {4}hint: .*\n {2}\[kuma\/default\/worse\] error/,
    );
  });
});

describe('the Dataplane', () => {
  test('that is not there: the nearest is named', () => {
    expect(messageOf(() => MeshTesting.expect(declared().app).from('exmaple'))).toBe(
      'No Dataplane is called "exmaple".\n  hint: Did you mean "example"?',
    );
  });

  test('that is in another mesh: the mesh is named', () => {
    expect(messageOf(() => MeshTesting.expect(declared().app).from('example', 'other'))).toBe(
      'No Dataplane is called "example" in mesh other.\n  hint: There is one in mesh default, zone default.',
    );
  });

  test('that is there several times: the mesh and the zone choose', () => {
    // GIVEN
    const { app, chart } = declared();
    const east = new Mesh(chart, 'east', { name: 'default', zone: 'east' });
    new Dataplane(east, 'example', { networking: NETWORKING });

    // THEN
    const traffic = MeshTesting.expect(app);
    expect(messageOf(() => traffic.from('example', 'default'))).toBe(
      'Several Dataplanes are called "example", in mesh default, zone default; mesh default, zone east.\n' +
        '  hint: Name its mesh as second argument, and its zone as third.',
    );
    traffic.from('example', 'default', 'default').to('127.0.0.1', 8081).reaches('api.bank.example:443');
    traffic.from('example', 'default', 'east').to('127.0.0.1', 8081).refuses();
  });
});

test.each([0, 65536, 1.5, NaN])('port %p is none', (port) => {
  const { example } = declared();
  expect(messageOf(() => example.to('127.0.0.1', port))).toBe(`A port is a number from 1 to 65535, found ${port}.`);
});

describe('where a connection ends', () => {
  test('an outbound, in every mode', () => {
    declared().example.to('127.0.0.1', 8081).reaches('api.bank.example:443').withSni('api.bank.example').verified();
  });

  test.each([
    [CaptureMode.BOUND, '127.66.0.0/16'],
    [CaptureMode.LOCAL_ROUTE, '242.0.0.0/8'],
    [CaptureMode.REDIRECT, '242.0.0.0/8'],
  ])('%s: hostname and VIP, on the port of the service alone', (capture, cidr) => {
    const { example, bank } = declared({ capture, cidr });
    for (const host of ['bank.mesh.internal', 'BANK.mesh.internal.', bank.vip]) {
      example.to(host, 443).reaches('api.bank.example:443');
      example.to(host, 444).refuses();
    }
    example.to(cidr.startsWith('127') ? '127.66.99.99' : '242.99.99.99', 443).refuses();
    example.to('198.51.100.1', 443);
  });

  test('ports: nothing leads a VIP to the proxy', () => {
    const { example, bank } = declared();
    for (const host of ['bank.mesh.internal', bank.vip]) {
      expect(() => example.to(host, 443).reaches('api.bank.example:443')).toThrow('(capture: ports)');
      expect(() => example.to(host, 443).refuses()).toThrow('what becomes of it is not declared');
    }
  });

  test('a loopback port: nobody’s, of the administration, of the application', () => {
    const { example } = declared();
    example.to('127.0.0.1', 8082).refuses();
    example.to('::1', 8081).refuses();
    expect(() => example.to('127.0.0.1', 9901).refuses()).toThrow('127.0.0.1:9901 is where example is administered');
    expect(() => example.to('127.0.0.1', 80).refuses()).toThrow('127.0.0.1:80 may be the application itself');
  });

  test('an inbound leads to the application', () => {
    const { example } = declared();
    example.to('192.0.2.50', 8080).reaches('127.0.0.1:80').withoutTls().withProtocol(Protocol.TCP);
    example.to('192.0.2.50', 8081).refuses();
  });

  test('an application on the very port of its inbound, which has no listener then', () => {
    const { app, mesh } = declared({ capture: CaptureMode.REDIRECT });
    const inbound = [{ port: 8080, tags: { 'kuma.io/service': 'web' } }];
    new Dataplane(mesh, 'bare', { networking: { address: '192.0.2.50', inbound } });
    const bare = MeshTesting.expect(app).from('bare');
    for (const host of ['192.0.2.50', '127.0.0.1']) {
      expect(() => bare.to(host, 8080).refuses()).toThrow('what becomes of it is not declared');
      expect(() => bare.to(host, 8080).reaches('192.0.2.50:8080')).toThrow('what becomes of it is not declared');
    }
    bare.to('127.0.0.1', 8081).refuses();
  });

  test('an outbound on all addresses takes what comes to any of the host', () => {
    const { app, mesh, bank } = declared();
    const outbound = [{ address: '0.0.0.0', port: 8081, backendRef: bank }];
    new Dataplane(mesh, 'wide', { networking: { ...NETWORKING, outbound } });
    const wide = MeshTesting.expect(app).from('wide');
    for (const host of ['127.0.0.1', '127.3.2.1', '192.0.2.50']) wide.to(host, 8081).reaches('api.bank.example:443');
    wide.to('::1', 8081).refuses();
    wide.to('[::1]', 8081).refuses();
    expect(() => wide.to('198.51.100.1', 8081).refuses()).toThrow('nothing leads 198.51.100.1:8081 to wide');
  });

  test('a name with an address of each family ends where both end', () => {
    // GIVEN
    const { app, chart, mesh } = world({ vips: { cidr: '242.0.0.0/8', cidrV6: 'fd00:fd01::/64' } });
    new HostnameGenerator(chart, 'names', HOSTNAME);
    const bank = service(mesh, 'bank', SECURED);
    const captured = { capture: CaptureMode.REDIRECT };
    new Dataplane(mesh, 'captured', { networking: NETWORKING, envoy: captured });
    const outbound = [{ address: bank.vip, port: 443, backendRef: bank }];
    new Dataplane(mesh, 'half', { networking: { ...NETWORKING, outbound } });

    // THEN
    const traffic = MeshTesting.expect(app);
    traffic.from('captured').to('bank.mesh.internal', 443).reaches('api.bank.example:443');
    traffic.from('half').to(bank.vip, 443).reaches('api.bank.example:443');
    expect(() => traffic.from('half').to('bank.mesh.internal', 443).reaches('api.bank.example:443')).toThrow(
      'connections to the addresses of bank.mesh.internal end differently',
    );
  });
});

describe('names', () => {
  test('of no zone are unknown while no other name server is asked', () => {
    const { example } = declared();
    example.to('nobody.mesh.internal', 443).isUnknown();
    example.to('mesh.internal', 443).isUnknown();
    example.to('deeper.bank.mesh.internal', 443).isUnknown();
    example.to('other.example', 443).isUnknown();
    expect(messageOf(() => example.to('bank.mesh.internal', 443).isUnknown())).toMatch(
      /^Expected a connection of example to bank\.mesh\.internal:443 to fail, since the name is unknown\.\n {2}found: what becomes of it is not declared: bank\.mesh\.internal is 242\./,
    );
    expect(() => example.to('127.0.0.1', 8081).isUnknown()).toThrow('found: it reaches bank (http)');
  });

  test('that other name servers are asked for are not ours to know', () => {
    // GIVEN
    const { app, chart, mesh } = world({ envoy: { dnsResolvers: ['192.0.2.53:53'] } });
    new HostnameGenerator(chart, 'names', HOSTNAME);
    service(mesh, 'bank', SECURED);
    new Dataplane(mesh, 'example', { networking: NETWORKING });

    // THEN
    const example = MeshTesting.expect(app).from('example');
    example.to('nobody.mesh.internal', 443).isUnknown();
    expect(() => example.to('other.example', 443).isUnknown()).toThrow(
      'other.example is in no DNS zone of mesh default, and 192.0.2.53:53 answers for it',
    );
  });

  test('are nobody’s without a zone', () => {
    const { app, mesh } = world();
    new Dataplane(mesh, 'example', { networking: NETWORKING });
    expect(() => MeshTesting.expect(app).from('example').to('bank.mesh.internal', 443).isUnknown()).toThrow(
      'mesh default has no DNS zone',
    );
  });
});
