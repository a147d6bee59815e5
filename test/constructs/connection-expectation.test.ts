import { CaptureMode, Dataplane, Endpoint, MeshTesting } from '../../src';
import { NETWORKING } from './declare';
import { declared, messageOf } from './expectations';

describe('what is not reached is told with what is', () => {
  test('another endpoint', () => {
    const { example } = declared();
    expect(messageOf(() => example.to('127.0.0.1', 8081).reaches('api.bank.exmaple:443'))).toBe(
      `Expected a connection of example to 127.0.0.1:8081 to reach api.bank.exmaple:443.
  found: it reaches bank (http): api.bank.example:443, Host api.bank.example, TLS 1.2 to 1.3, SNI api.bank.example, verified as api.bank.example
  hint: Did you mean "api.bank.example:443"?`,
    );
  });

  test('another port: those that exist', () => {
    const { example } = declared();
    expect(messageOf(() => example.to('127.0.0.1', 8088).reaches('api.bank.example:443'))).toBe(
      `Expected a connection of example to 127.0.0.1:8088 to reach api.bank.example:443.
  found: it is refused: example does not listen on 127.0.0.1:8088, an address of its own host
  hint: Did you mean "127.0.0.1:8081"? Through example lead: 127.0.0.1:8081.`,
    );
  });

  test('a name that nobody has: the names that exist', () => {
    const { example } = declared({ capture: CaptureMode.REDIRECT });
    expect(messageOf(() => example.to('bnak.mesh.internal', 443).reaches('api.bank.example:443'))).toBe(
      `Expected a connection of example to bnak.mesh.internal:443 to reach api.bank.example:443.
  found: the name is unknown: the zone mesh.internal has no address for bnak.mesh.internal
  hint: Did you mean "bank.mesh.internal:443"? Through example lead: bank.mesh.internal:443.`,
    );
  });

  test('a proxy that nothing leads through', () => {
    const { app, mesh } = declared();
    new Dataplane(mesh, 'idle', { networking: NETWORKING });
    expect(() => MeshTesting.expect(app).from('idle').to('127.0.0.1', 8081).reaches('x:1')).toThrow(
      'hint: Nothing leads through idle.',
    );
  });

  test('many ways: the nearest, and some', () => {
    const { app, mesh, bank } = declared();
    const outbound = Array.from({ length: 20 }, (_, i) => ({ port: 8100 + i, backendRef: bank }));
    new Dataplane(mesh, 'busy', { networking: { ...NETWORKING, outbound } });
    expect(() => MeshTesting.expect(app).from('busy').to('127.0.0.1', 8120).reaches('x:1')).toThrow(
      'Did you mean "127.0.0.1:8100"? Through busy lead: 127.0.0.1:8100, 127.0.0.1:8101, 127.0.0.1:8102, 127.0.0.1:8103, ' +
        '127.0.0.1:8104, 127.0.0.1:8105, 127.0.0.1:8106, 127.0.0.1:8107, 127.0.0.1:8108, 127.0.0.1:8109, 127.0.0.1:8110, ' +
        '127.0.0.1:8111 and 8 more.',
    );
  });

  test('what was to be refused', () => {
    expect(() => declared().example.to('127.0.0.1', 8081).refuses()).toThrow(
      /^Expected a connection of example to 127\.0\.0\.1:8081 to be refused\.\n {2}found: it reaches bank/,
    );
  });
});

describe('endpoints', () => {
  const endpoints = [
    Endpoint.dns('one.example', 443),
    Endpoint.ip('2001:DB8:0::1', 443),
    Endpoint.ip('192.0.2.7', 443),
  ];

  test('one of several, however it is written', () => {
    const bank = declared({ endpoints }).example.to('127.0.0.1', 8081);
    for (const one of ['one.example:443', 'ONE.example:443', '[2001:db8::1]:443', '192.0.2.7:443']) bank.reaches(one);
    expect(() => bank.reaches('one.example:444')).toThrow('Did you mean "one.example:443"?');
    expect(() => bank.reaches('one.example')).toThrow('Known: 192.0.2.7:443, ');
  });

  test('all of them and no other', () => {
    const bank = declared({ endpoints }).example.to('127.0.0.1', 8081);
    bank.reachesOnly('192.0.2.7:443', '[2001:db8::1]:443', 'one.example:443').verified();
    expect(() => bank.reachesOnly('192.0.2.7:443', '[2001:db8::1]:443')).toThrow(
      'to reach 192.0.2.7:443 and [2001:db8::1]:443 only.\n  found: it reaches bank',
    );
    expect(() => bank.reachesOnly('192.0.2.8:443')).toThrow('hint: Did you mean "192.0.2.7:443"?');
    expect(() => declared().example.to('127.0.0.1', 8082).reachesOnly('x:1')).toThrow('Through example lead');
  });

  test('a unix socket', () => {
    const bank = declared({ endpoints: [Endpoint.unix('/run/Bank.sock')], tls: undefined });
    bank.example.to('127.0.0.1', 8081).reachesOnly('unix:///run/Bank.sock').withoutTls();
    expect(() => bank.example.to('127.0.0.1', 8081).reaches('unix:///run/bank.sock')).toThrow('Did you mean');
  });
});
