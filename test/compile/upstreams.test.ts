import { compile } from '../../src/compile/compile';
import { identity } from '../../src/compile/upstreams';
import type { Endpoint, Identity, Upstream } from '../../src/ir/ir';
import { type Json, brief, errors, findings, generator, modelOf, service, serviceIn } from './documents';

const NAMED = generator('g', '{{ .Name }}.mesh.local');
const declare = (spec: Json) => modelOf([service('x', spec), NAMED]);

function upstream(spec: Json): Upstream {
  const found = serviceIn(declare(spec), 'x').upstream;
  if (found === undefined) throw new Error('no upstream');
  return found;
}

const endpoints = (...all: readonly Json[]): Json => ({ endpoints: all });
const dns = (address: string, port = 443): Json => ({ address, port });
const found = (spec: Json): string[] => errors(declare(spec));
const warned = (spec: Json): string[] => findings(declare(spec)).filter((line) => line.startsWith('warning '));

describe('endpoints', () => {
  test('stand in Kuma’s order: sockets first, then by address and port', () => {
    const declared = endpoints(dns('192.0.2.2', 10), dns('192.0.2.2', 9), { address: 'unix:///b' }, dns('192.0.2.10'));
    expect(upstream(declared).endpoints.map(({ address }) => address)).toEqual([
      { kind: 'unix', path: '/b' },
      { kind: 'ip', host: '192.0.2.10', port: 443 },
      { kind: 'ip', host: '192.0.2.2', port: 9 },
      { kind: 'ip', host: '192.0.2.2', port: 10 },
    ]);
    expect(found(declared)).toEqual([]);
  });

  test('names and IP addresses go together', () => {
    expect(found(endpoints(dns('a.example'), dns('192.0.2.1'), dns('2001:db8::1')))).toEqual([]);
  });

  test('names and sockets do not', () => {
    expect(found(endpoints(dns('a.example'), { address: 'unix:///a' }))).toEqual([
      'error mixed-endpoints x spec.endpoints',
    ]);
  });

  test.each([[endpoints()], [{ endpoints: undefined }]])('none is an error: %j', (spec) => {
    expect(found(spec)).toEqual(['error endpoints-missing x spec.endpoints']);
  });

  test('none is fine behind an extension', () => {
    const model = declare({ endpoints: undefined, extension: { type: 'x', config: {} } });
    expect(errors(model)).toEqual([]);
    expect(serviceIn(model, 'x').upstream).toBeUndefined();
  });

  test('an empty socket path cannot be reached', () => {
    expect(found(endpoints({ address: 'unix://' }))).toEqual(['error endpoint-unusable x spec.endpoints[0]']);
  });

  test.each([0, 65536, -1])('nor can the port %d of a name, which only the schema of Kuma has a range for', (port) => {
    expect(found(endpoints(dns('a.example', port)))).toContain('error endpoint-unusable x spec.endpoints[0]');
  });
});

const tls = (verification: Json | undefined, ...all: readonly Json[]): Json => ({
  tls: { enabled: true, ...(verification === undefined ? {} : { verification }) },
  ...endpoints(...all),
});
const identities = (verification: Json | undefined, ...all: readonly Json[]): (Identity | undefined)[] =>
  upstream(tls(verification, ...all)).endpoints.map((one: Endpoint) => one.identity);
const exact = (value: string, ...types: readonly string[]) => ({ kind: 'exact', value, types });
const DNS_OR_IP = ['dns', 'ip'];

describe('who an endpoint has to prove to be', () => {
  test('without TLS nobody', () => {
    for (const spec of [{}, { tls: { verification: { serverName: 'a.example' } } }]) {
      const { endpoints: all, tls: secure } = upstream({ ...spec, ...endpoints(dns('192.0.2.1')) });
      expect(secure).toBeUndefined();
      expect(all).toEqual([{ address: { kind: 'ip', host: '192.0.2.1', port: 443 }, priority: 0 }]);
    }
  });

  test('each its own name, with or without verification', () => {
    for (const verification of [undefined, {}, { mode: 'Secured' }]) {
      expect(identities(verification, dns('a.example'), dns('b.example.'))).toEqual([
        { sni: 'a.example', names: [exact('a.example', ...DNS_OR_IP)] },
        { sni: 'b.example', names: [exact('b.example', ...DNS_OR_IP)] },
      ]);
    }
  });

  test('an IP address is checked, but never asked for', () => {
    expect(identities({}, dns('192.0.2.1'))).toEqual([{ names: [exact('192.0.2.1', ...DNS_OR_IP)] }]);
  });

  test('serverName is the name of all', () => {
    const name = { sni: 'c.example', names: [exact('c.example', ...DNS_OR_IP)] };
    expect(identities({ serverName: 'c.example' }, dns('192.0.2.1'), dns('a.example'))).toEqual([name, name]);
  });

  test('serverName is the Host header where the address gives none', () => {
    const hosts = (all: readonly Json[]) =>
      upstream(tls({ serverName: 'c.example' }, ...all)).endpoints.map(({ hostname }) => hostname);
    expect(hosts([dns('192.0.2.1'), dns('a.example')])).toEqual(['c.example', undefined]);
    expect(hosts([{ address: 'unix:///a' }])).toEqual(['c.example']);
  });

  test('subject alternative names come after it, in their order, each with the types it can have', () => {
    const subjectAltNames = [
      { type: 'Prefix', value: 'spiffe://mesh/' },
      { value: 'b.example' },
      { type: 'Exact', value: 'HTTPS://c.example' },
    ];
    expect(identities({ subjectAltNames }, dns('a.example'))[0]?.names).toEqual([
      exact('a.example', ...DNS_OR_IP),
      { kind: 'prefix', value: 'spiffe://mesh/', types: ['uri'] },
      exact('b.example', ...DNS_OR_IP),
      exact('HTTPS://c.example', 'uri'),
    ]);
  });

  test('a name that is the server’s own is proven once', () => {
    const subjectAltNames = [
      { type: 'Exact', value: 'a.example' },
      { type: 'Prefix', value: 'a.example' },
    ];
    const names = [exact('a.example', ...DNS_OR_IP), { kind: 'prefix', value: 'a.example', types: ['dns', 'ip'] }];
    expect(identities({ subjectAltNames }, dns('a.example'))[0]?.names).toEqual(names);
    expect(identities({ serverName: 'a.example', subjectAltNames }, dns('192.0.2.1'))[0]?.names).toEqual(names);
  });

  test.each(['SkipSAN', 'SkipCA', 'SkipAll'])('with %s no names are checked, and serverName is asked for', (mode) => {
    const subjectAltNames = [{ value: 'b.example' }];
    expect(identities({ mode, serverName: 'c.example', subjectAltNames }, dns('192.0.2.1'))).toEqual([
      { sni: 'c.example', names: [] },
    ]);
    expect(identities({ mode }, dns('a.example'))).toEqual([{ sni: 'a.example', names: [] }]);
  });

  test('a name without a value is not taken for a name that nobody has', () => {
    expect(identity(undefined, { subjectAltNames: [{ type: 'Exact' }] }).names).toEqual([exact('', ...DNS_OR_IP)]);
  });

  test('a socket without any name would accept every certificate', () => {
    const field = 'spec.tls.verification';
    expect(found(tls({}, { address: 'unix:///a' }))).toEqual([`error nothing-to-verify x ${field}`]);
    expect(found(tls({ subjectAltNames: [{ type: 'Exact', value: 'a' }] }, { address: 'unix:///a' }))).toEqual([]);
    expect(found(tls({ mode: 'SkipSAN' }, { address: 'unix:///a' }))).toEqual([]);
  });

  test('an empty subject alternative name is an error', () => {
    expect(
      found(tls({ subjectAltNames: ['a', ''].map((value) => ({ type: 'Exact', value })) }, dns('a.example'))),
    ).toEqual(['error empty-subject-alt-name x spec.tls.verification.subjectAltNames[1].value']);
  });
});

const CLIENT = { clientCert: { secret: 'cert' }, clientKey: { secret: 'key' } };

describe('what is verified and shown', () => {
  test.each([
    [undefined, true],
    ['Secured', true],
    ['SkipSAN', true],
    ['SkipCA', false],
    ['SkipAll', false],
  ])('with the mode %s the authority is checked: %s; the client certificate is shown', (mode, checked) => {
    const verification = { ...(mode === undefined ? {} : { mode }), ...CLIENT };
    const secure = upstream(tls(verification, dns('a.example'))).tls;
    expect(secure?.authority).toEqual(checked ? { kind: 'system' } : undefined);
    expect(secure?.client).toEqual({
      certificate: { kind: 'secret', name: 'cert' },
      key: { kind: 'secret', name: 'key' },
    });
  });

  test.each([
    [
      { secret: 'a', inline: 'YQ==', inlineString: 'b' },
      { kind: 'secret', name: 'a' },
    ],
    [
      { inline: 'YQ==', inlineString: 'b' },
      { kind: 'base64', value: 'YQ==' },
    ],
    [{ inlineString: 'b' }, { kind: 'text', value: 'b' }],
    [{}, { kind: 'system' }],
  ])('of the sources %j Kuma takes %j', (caCert, authority) => {
    expect(upstream(tls({ caCert }, dns('a.example'))).tls?.authority).toEqual(authority);
  });

  test('a certificate authority that is not asked is a warning', () => {
    const UNUSED = 'warning ca-cert-unused x spec.tls.verification.caCert';
    const caCert = { secret: 'a' };
    expect(warned(tls({ mode: 'SkipCA', caCert }, dns('a.example')))).toContain(UNUSED);
    expect(warned(tls({ mode: 'SkipSAN', caCert }, dns('a.example')))).not.toContain(UNUSED);
  });

  const inlineKey = { clientCert: { secret: 'a' }, clientKey: { inlineString: 'key' } };
  const WARNING = ['warning private-key-inline x spec.tls.verification.clientKey'];

  test('a private key that stands in the source is a warning', () => {
    expect(warned(tls(inlineKey, dns('a.example')))).toEqual(WARNING);
    expect(warned(tls(CLIENT, dns('a.example')))).toEqual([]);
  });

  test('also while TLS is switched off: the key stands in every output all the same', () => {
    expect(warned({ tls: { enabled: false, verification: inlineKey } })).toEqual(WARNING);
  });
});

describe('versions', () => {
  const versions = (version: Json) => upstream({ ...endpoints(dns('a.example')), tls: { enabled: true, version } }).tls;
  test.each([
    [{}, undefined, 'TLS13'],
    [{ min: 'TLSAuto', max: 'TLSAuto' }, undefined, 'TLS13'],
    [{ min: 'TLS13' }, 'TLS13', 'TLS13'],
    [{ min: 'TLS10' }, 'TLS10', 'TLS13'],
    [{ max: 'TLS12' }, undefined, 'TLS12'],
    [{ max: 'TLS11' }, 'TLS11', 'TLS11'],
    [{ min: 'TLS10', max: 'TLS11' }, 'TLS10', 'TLS11'],
  ])('%j are from %s to %s', (version, min, max) => {
    expect([versions(version)?.minVersion, versions(version)?.maxVersion]).toEqual([min, max]);
  });

  test.each([{ min: 'TLS10' }, { max: 'TLS11' }, { min: 'TLS11', max: 'TLS12' }])(
    'legacy ones are a warning: %j',
    (version) => {
      expect(warned({ ...endpoints(dns('a.example')), tls: { enabled: true, version } })).toHaveLength(1);
    },
  );

  test('renegotiation is as given', () => {
    const allowed = { ...endpoints(dns('a.example')), tls: { enabled: true, allowRenegotiation: true } };
    expect(upstream(allowed).tls?.allowRenegotiation).toBe(true);
    expect(versions({})?.allowRenegotiation).toBe(false);
  });
});

test('SkipCA cannot check names either, and a note says so', () => {
  const { diagnostics } = compile(declare(tls({ mode: 'SkipCA', serverName: 'a.example' }, dns('192.0.2.1'))));
  expect(brief(diagnostics.filter(({ at }) => at.field?.startsWith('spec.tls')))).toEqual([
    'warning verification-relaxed x spec.tls.verification.mode',
    'info names-not-checked x spec.tls.verification.mode',
  ]);
});
