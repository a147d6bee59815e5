import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testWith } from '../tools';
import { PROJECT_ROOT, runInNamespace } from './namespace';
import {
  BOOTSTRAP,
  CLIENT_CERTIFICATE,
  type RefusalAndReturn,
  type SourceExampleResult,
  TLS_SERVICES,
} from './source-example.result';
import { valueOf } from './world';

const RUN_LIMIT_MS = 240_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip', 'openssl']);

let world: SourceExampleResult;
beforeAll(async () => {
  world = await runInNamespace(join(__dirname, 'source-example.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

/** The name in the certificate of each TLS server. */
const SNI = {
  'mes-https': 'httpbin.org',
  'mes-tcp-tls': 'tcpbin.com',
  'mes-grpcs': 'grpcbin.test.k6.io',
  'mes-tcp-mtls': 'tcpbin.com',
} as const;

/** How a refused exchange ends for a client, and how a good one does. */
const REFUSED = {
  'mes-https': /^status 503$/,
  'mes-tcp-tls': /^0 bytes, (closed|reset)$/,
  'mes-grpcs': /^code 14$/,
  'mes-tcp-mtls': /^0 bytes, (closed|reset)$/,
} as const;
const GOOD = {
  'mes-https': 'status 200',
  'mes-tcp-tls': '5 bytes, complete',
  'mes-grpcs': 'listed',
  'mes-tcp-mtls': '5 bytes, complete',
} as const;

describe('the world of the test', () => {
  it('runs the committed bootstrap as it is', () => {
    expect(world.configuration).toEqual({ path: BOOTSTRAP, yaml: '' });
  });

  it('has no network but loopback', () => {
    expect(world.interfaces).toEqual(['lo']);
  });

  it('resolves the names of the example to local servers', () => {
    expect(world.addresses).toEqual({
      'tcpbin.com': ['127.0.1.1'],
      'httpbin.org': ['127.0.1.2'],
      'grpcbin.test.k6.io': ['127.0.1.3'],
    });
  });
});

describe('what the example reaches through Envoy', () => {
  for (const service of ['mes-tcp', 'mes-tcp-tls', 'mes-tcp-mtls', 'inbound'] as const) {
    it(`${service} returns the bytes sent`, () => {
      const { answer, reached } = valueOf(world.echoes[service]);
      expect(answer.same).toBe(true);
      expect(answer.sent).toBeGreaterThan(100_000);
      expect(reached).toEqual([service]);
    });
  }

  for (const service of ['mes-tcp-tls', 'mes-tcp-mtls'] as const) {
    it(`${service} speaks TLS with the server's name`, () => {
      expect(valueOf(world.echoes[service]).handshake).toMatchObject({ sni: SNI[service], version: 'TLSv1.3' });
    });
  }

  it('mes-tcp-mtls shows the client certificate of the example', () => {
    const { fingerprint256 } = new X509Certificate(readFileSync(join(PROJECT_ROOT, CLIENT_CERTIFICATE)));
    expect(valueOf(world.echoes['mes-tcp-mtls']).handshake?.client).toBe(fingerprint256);
  });

  it('mes-http answers, and the server saw its own host name', () => {
    const { answer, reached } = valueOf(world.answers['mes-http']);
    const seen = { method: 'GET', path: '/get?from=mes-http', host: 'httpbin.org' };
    expect(answer).toEqual({ status: 200, seen });
    expect(reached).toEqual(['mes-http']);
  });

  it('mes-https answers, and the server saw its own host name and SNI', () => {
    const { answer, reached } = valueOf(world.answers['mes-https']);
    const seen = { method: 'GET', path: '/get?from=mes-https', host: 'httpbin.org', sni: 'httpbin.org' };
    expect(answer).toEqual({ status: 200, seen });
    expect(reached).toEqual(['mes-https']);
  });

  for (const service of ['mes-grpc', 'mes-grpcs'] as const) {
    it(`${service} lists services by reflection`, () => {
      const { answer, reached } = valueOf(world.listings[service]);
      expect(answer).toContain('meshext.test.Echo');
      expect(reached).toEqual([service]);
    });
  }

  it('mes-grpcs speaks HTTP/2 over TLS with the name of the server', () => {
    const { handshake } = valueOf(world.listings['mes-grpcs']);
    expect(handshake).toMatchObject({ sni: SNI['mes-grpcs'], alpn: 'h2' });
  });
});

describe('what Envoy refuses', () => {
  for (const service of TLS_SERVICES) {
    it(`${service}: a certificate with a wrong name, by ssl.fail_verify_san`, () => {
      const { refusal, afterwards } = valueOf(world.wrongName[service]);
      expect(refusal.client).toMatch(REFUSED[service]);
      expect(refusal.counters['ssl.fail_verify_san']).toBeGreaterThan(0);
      expect(refusal.counters).toMatchObject({ 'ssl.fail_verify_error': 0, 'ssl.handshake': 0 });
      expect(afterwards).toBe(GOOD[service]);
    });

    it(`${service}: a certificate of a foreign authority, by ssl.fail_verify_error`, () => {
      const { refusal, afterwards } = valueOf(world.foreignAuthority[service]);
      expect(refusal.client).toMatch(REFUSED[service]);
      expect(refusal.counters['ssl.fail_verify_error']).toBeGreaterThan(0);
      expect(refusal.counters).toMatchObject({ 'ssl.fail_verify_san': 0, 'ssl.handshake': 0 });
      expect(afterwards).toBe(GOOD[service]);
    });
  }
});

describe('what a server refuses that demands a client certificate', () => {
  const refused = (): RefusalAndReturn => valueOf(world.missingClientCertificate);

  it('mes-tcp-tls gets nothing, and works again with its own server', () => {
    expect(refused().refusal.client).toMatch(REFUSED['mes-tcp-tls']);
    expect(refused().afterwards).toBe(GOOD['mes-tcp-tls']);
  });

  it("a missing certificate shows in the server's own error", () => {
    expect(refused().refusal.serverErrors).toEqual(['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE']);
    expect(refused().refusal.handshakes).toBe(0);
  });

  it("a missing certificate shows in Envoy's log", () => {
    expect(refused().refusal.logged).toContain('TLSV1_ALERT_CERTIFICATE_REQUIRED');
  });

  it("a missing certificate comes after Envoy's handshake and shows in no counter of refusals", () => {
    expect(refused().refusal.counters).toMatchObject({
      'ssl.handshake': 1,
      'ssl.fail_verify_san': 0,
      'ssl.fail_verify_error': 0,
      upstream_cx_connect_fail: 0,
    });
  });

  it('trusts exactly the certificate of the example', () => {
    expect(valueOf(world.otherClientCertificate)).toMatch(/^0 bytes, (closed|reset)$/);
  });
});
