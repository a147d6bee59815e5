import {
  DataSource,
  Endpoint,
  type MeshExternalServiceProps,
  Protocol,
  SubjectAltName,
  TlsVersion,
  VerificationMode,
} from '../../src';
import { declared, messageOf } from './expectations';

describe('the way to an endpoint', () => {
  type Way = ReturnType<typeof way>;
  const way = (props: Partial<MeshExternalServiceProps> = {}) => {
    const { example, bank } = declared(props);
    return example
      .to('127.0.0.1', 8081)
      .reachesOnly(...bank.endpoints.map(({ address, port }) => `${address}:${port}`));
  };
  const plain = () => way({ tls: undefined });
  const relaxed = (mode: VerificationMode) => way({ tls: { enabled: true, verification: { mode } } });
  const named = (...subjectAltNames: SubjectAltName[]) =>
    way({ tls: { enabled: true, verification: { subjectAltNames } } });
  const client = () =>
    way({
      tls: {
        enabled: true,
        verification: { clientCert: DataSource.secret('cert'), clientKey: DataSource.secret('key') },
      },
    });
  const versions = (min: TlsVersion, max?: TlsVersion) => way({ tls: { enabled: true, version: { min, max } } });

  const HOLDS: readonly (readonly [string, () => Way, (way: Way) => unknown])[] = [
    ['protocol', way, (one) => one.withProtocol(Protocol.HTTP)],
    ['host', way, (one) => one.withHost('api.bank.example')],
    ['plaintext', plain, (one) => one.withoutTls().withoutClientCertificate().withHost('api.bank.example')],
    ['SNI', way, (one) => one.withSni('api.bank.example')],
    ['verified', way, (one) => one.verified().verifiedAs('api.bank.example').verifiedAs('API.bank.example')],
    ['verified by wildcard', way, (one) => one.verifiedAs('*.bank.example')],
    ['more names', () => named(SubjectAltName.exact('spiffe://bank')), (one) => one.verifiedAs('spiffe://bank')],
    ['a prefix', () => named(SubjectAltName.prefix('spiffe://bank/')), (one) => one.verifiedAs('spiffe://bank/a')],
    ['an IP name', () => named(SubjectAltName.exact('192.0.2.9')), (one) => one.verifiedAs('192.0.2.9')],
    ['SkipSAN', () => relaxed(VerificationMode.SKIP_SAN), (one) => one.unverified()],
    ['SkipCA', () => relaxed(VerificationMode.SKIP_CA), (one) => one.unverified()],
    ['SkipAll', () => relaxed(VerificationMode.SKIP_ALL), (one) => one.unverified().withoutClientCertificate()],
    ['client certificate', client, (one) => one.withClientCertificate().verified()],
    ['usual version', way, (one) => one.withMinVersion(TlsVersion.TLS_AUTO).withMinVersion(TlsVersion.TLS11)],
    ['version', () => versions(TlsVersion.TLS13), (one) => one.withMinVersion(TlsVersion.TLS13)],
  ];
  test.each(HOLDS)('%s: holds', (_, make, expectation) => {
    expectation(make());
  });

  const FOUND = 'api.bank.example:443, Host api.bank.example, ';
  const TLS = `${FOUND}TLS 1.2 to 1.3, SNI api.bank.example, `;
  const FAILS: readonly (readonly [string, () => Way, (way: Way) => unknown, string])[] = [
    ['by grpc', way, (one) => one.withProtocol(Protocol.GRPC), `${TLS}verified as api.bank.example (http)`],
    ['with Host x', way, (one) => one.withHost('x'), FOUND],
    ['in plaintext', way, (one) => one.withoutTls(), TLS],
    ['with SNI x', way, (one) => one.withSni('x'), TLS],
    ['with SNI x', plain, (one) => one.withSni('x'), `${FOUND}plaintext (http)`],
    ['with TLS13 or newer', way, (one) => one.withMinVersion(TlsVersion.TLS13), TLS],
    ['with TLS12 or newer', plain, (one) => one.withMinVersion(TlsVersion.TLS_AUTO), 'plaintext'],
    [
      'with TLS12 or newer',
      () => versions(TlsVersion.TLS11),
      (one) => one.withMinVersion(TlsVersion.TLS12),
      '1.1 to 1.3',
    ],
    [
      'with TLS13 or newer',
      () => versions(TlsVersion.TLS12, TlsVersion.TLS12),
      (one) => one.withMinVersion(TlsVersion.TLS13),
      'TLS 1.2, SNI',
    ],
    ['verified', plain, (one) => one.verified(), 'plaintext'],
    [
      'verified',
      () => relaxed(VerificationMode.SKIP_SAN),
      (one) => one.verified(),
      'verified by authority, with any name',
    ],
    ['verified', () => relaxed(VerificationMode.SKIP_CA), (one) => one.verified(), 'not verified'],
    ['verified', () => relaxed(VerificationMode.SKIP_ALL), (one) => one.verified(), 'not verified'],
    ['verified as x', way, (one) => one.verifiedAs('x'), 'verified as api.bank.example'],
    ['verified as *.example', way, (one) => one.verifiedAs('*.example'), 'verified as api.bank.example'],
    ['verified as x', () => relaxed(VerificationMode.SKIP_SAN), (one) => one.verifiedAs('x'), 'with any name'],
    ['verified as x', plain, (one) => one.verifiedAs('x'), 'plaintext'],
    [
      'verified as spiffe://x',
      () => named(SubjectAltName.prefix('spiffe://bank/')),
      (one) => one.verifiedAs('spiffe://x'),
      'as api.bank.example or spiffe://bank/*',
    ],
    ['unverified', way, (one) => one.unverified(), TLS],
    ['unverified', plain, (one) => one.unverified(), 'plaintext'],
    ['with a client certificate', way, (one) => one.withClientCertificate(), TLS],
    ['with a client certificate', plain, (one) => one.withClientCertificate(), 'plaintext'],
    ['without a client certificate', client, (one) => one.withoutClientCertificate(), 'client certificate'],
  ];
  test.each(FAILS)('%s: fails', (expected, make, expectation, found) => {
    const message = messageOf(() => expectation(make()));
    const [first, second, ...rest] = message.split('\n');
    expect(rest).toEqual([]);
    expect(first).toBe(`Expected a connection of example to 127.0.0.1:8081 to reach api.bank.example:443 ${expected}.`);
    expect(second).toContain('  found: ');
    expect(second).toContain(found);
  });

  test('must hold for every endpoint', () => {
    const endpoints = [Endpoint.dns('api.bank.example', 443), Endpoint.ip('192.0.2.7', 443)];
    expect(() => way({ endpoints }).withSni('api.bank.example')).toThrow(
      'to reach 192.0.2.7:443 with SNI api.bank.example.\n  found: 192.0.2.7:443, Host 192.0.2.7, TLS 1.2 to 1.3, no SNI, verified as 192.0.2.7 (http)',
    );
  });
});

test('no secret stands in a message', () => {
  const key = DataSource.inlineString('-----BEGIN PRIVATE KEY----- not to be seen');
  const { example } = declared({
    tls: { enabled: true, verification: { caCert: key, mode: VerificationMode.SKIP_CA } },
  });
  expect(messageOf(() => example.to('127.0.0.1', 8081).reaches('x:1'))).not.toContain('PRIVATE KEY');
});
