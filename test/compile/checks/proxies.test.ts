import { envoy } from '../../../src/backends/envoy/envoy';
import { compile } from '../../../src/compile/compile';
import type { MeshDeclaration, Model } from '../../../src/model/model';
import type { ProxySettings } from '../../../src/model/settings';
import { type Json, brief, dataplane, generator, modelOf, proxyIn, service } from '../documents';

const NAMED = generator('g', '{{ .Name }}.mesh.example');
const TO_X: Json = { outbound: [{ port: 9000, backendRef: { kind: 'MeshExternalService', name: 'x' } }] };
const about = (model: Model, ...codes: readonly string[]): string[] =>
  brief(compile(model).diagnostics.filter(({ code }) => codes.includes(code)));

describe('settings', () => {
  const CODES = ['envoy-path-empty', 'name-server-invalid', 'name-server-is-vip', 'name-server-loop'];
  const ofMesh = (settings: ProxySettings, more: Partial<MeshDeclaration> = {}): string[] =>
    about(modelOf([service('x'), NAMED], { settings, ...more }), ...CODES);
  const ofProxy = (settings: ProxySettings, mesh: ProxySettings = {}): string[] => {
    const model = modelOf([service('x'), dataplane('p'), NAMED], { settings: mesh });
    return about({ ...model, dataplanes: model.dataplanes.map((one) => ({ ...one, settings })) }, ...CODES);
  };

  test.each(['systemCaPath', 'secretsDir', 'configDir'])('an empty %s', (key) => {
    expect(ofMesh({ [key]: '' })).toEqual([`error envoy-path-empty default envoy.${key}`]);
    expect(ofProxy({ [key]: ' ' })).toEqual([`error envoy-path-empty p envoy.${key}`]);
    expect(ofMesh({ [key]: '/' })).toEqual([]);
  });

  test('a name server that is none', () => {
    const dnsResolvers = ['192.0.2.53:53', '192.0.2.53', '[2001:db8::53]:53', 'dns.example:53', '192.0.2.53:65536'];
    expect(ofMesh({ dnsResolvers })).toEqual(
      [1, 3, 4].map((i) => `error name-server-invalid default envoy.dnsResolvers[${i}]`),
    );
  });

  test('a name server that is the CoreDNS of the mesh', () => {
    expect(ofMesh({ dnsResolvers: ['127.0.0.1:53'] })).toEqual([
      'warning name-server-loop default envoy.dnsResolvers[0]',
    ]);
    expect(ofMesh({ dnsResolvers: ['127.0.0.1:54', '127.0.0.53:53'] })).toEqual([]);
    expect(ofProxy({ dnsResolvers: ['127.0.0.1:53'] })).toEqual([]);
    expect(about(modelOf([service('x')], { settings: { dnsResolvers: ['127.0.0.1:53'] } }), ...CODES)).toEqual([]);
  });

  test('a name server among the VIPs', () => {
    const VIP = 'warning name-server-is-vip default envoy.dnsResolvers[0]';
    expect(ofMesh({ dnsResolvers: ['242.0.0.53:53'] })).toEqual([VIP]);
    expect(ofMesh({ dnsResolvers: ['243.0.0.53:53'] })).toEqual([]);
    expect(ofMesh({ dnsResolvers: ['[fd00::53]:53'] }, { vipCidrV6: 'fd00::/64' })).toEqual([VIP]);
  });

  test('what a Dataplane has from its mesh is said of the mesh alone', () => {
    const settings = { dnsResolvers: ['nobody'], secretsDir: '' };
    const invalid = ['error envoy-path-empty', 'error name-server-invalid'];
    expect(ofProxy(settings, settings)).toEqual([
      `${invalid[0]} default envoy.secretsDir`,
      `${invalid[1]} default envoy.dnsResolvers[0]`,
    ]);
  });
});

describe('an address and port', () => {
  test.each([
    ['127.0.0.1', undefined, true],
    ['0.0.0.0', '127.0.0.2', true],
    ['::', '::1', true],
    ['0:0::1', '::1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['0.0.0.0', '::1', false],
  ])('for two outbounds on %s and %s', (first, second, clashes) => {
    const on = (address: string | undefined) => ({
      port: 9000,
      ...(address === undefined ? {} : { address }),
      backendRef: { kind: 'MeshExternalService', name: 'x' },
    });
    const model = modelOf([service('x'), dataplane('p', { outbound: [on(first), on(second)] })]);
    expect(about(model, 'listener-taken')).toEqual(clashes ? ['error listener-taken p networking.outbound[1]'] : []);
  });
});

describe('an inbound forwards to itself', () => {
  const judged = (inbound: Json): string[] =>
    about(
      modelOf([dataplane('p', { inbound: [{ port: 80, tags: { 'kuma.io/service': 'web' }, ...inbound }] })]),
      'inbound-to-itself',
    );

  test.each([
    {},
    { address: '0.0.0.0', serviceAddress: '192.0.2.50' },
    { address: '127.0.0.1', serviceAddress: '0.0.0.0' },
  ])('%j', (inbound) => {
    expect(judged(inbound)).toEqual(['error inbound-to-itself p networking.inbound[0]']);
  });
  test.each([
    { serviceAddress: '127.0.0.1' },
    { servicePort: 81 },
    { address: '0.0.0.0', serviceAddress: '192.0.2.51' },
    { address: '0.0.0.0', serviceAddress: '::1' },
  ])('not so %j', (inbound) => {
    expect(judged(inbound)).toEqual([]);
  });
});

test('an outbound to a service of another mesh names that mesh', () => {
  const elsewhere = modelOf([service('x', {}, { mesh: 'other' }), dataplane('p', TO_X)]);
  expect(about(elsewhere, 'service-of-other-mesh', 'service-unknown')).toEqual([
    'error service-of-other-mesh p networking.outbound[0].backendRef.name',
  ]);
  const [found] = compile(elsewhere).diagnostics.filter(({ code }) => code === 'service-of-other-mesh');
  expect(found.message).toContain('belongs to other');
  expect(about(modelOf([service('y', {}, { mesh: 'other' }), dataplane('p', TO_X)]), 'service-unknown')).toHaveLength(
    1,
  );
  const here = modelOf([service('x'), service('x', {}, { mesh: 'other' }), dataplane('p', TO_X)]);
  expect(about(here, 'service-of-other-mesh', 'service-unknown')).toEqual([]);
});

describe('a mesh with a zone egress', () => {
  const through = (zoneEgress: boolean, ...networking: readonly Json[]): Model =>
    modelOf([service('x'), NAMED, ...networking.map((one, i) => dataplane(`p${i}`, one))], { zoneEgress });
  const outcome = (model: Model) => {
    const { ir } = compile(model);
    return { found: brief([...envoy.check(ir)]), files: envoy.emit(ir).map(({ path }) => path) };
  };

  test('has no bootstrap that goes around it where its zone has none', () => {
    expect(outcome(through(true, TO_X, {}))).toEqual({
      found: ['error zone-egress-needed default'],
      files: ['envoy/default/p1/bootstrap.json'],
    });
  });

  test('is no matter where nothing leaves', () => {
    expect(outcome(through(true)).found).toEqual([]);
    expect(outcome(through(true, {})).found).toEqual([]);
    expect(outcome(through(true, { transparentProxying: {} })).found).toEqual(['error zone-egress-needed default']);
    expect(outcome(through(false, TO_X)).found).toEqual([]);
  });

  test('still has all that Kuma reads', () => {
    expect(proxyIn(through(true, TO_X), 'p0').outbounds).toHaveLength(1);
  });
});

test('a listener needs an address, not a name, and only Envoy minds', () => {
  const model = (networking: Json) => modelOf([dataplane('p', networking)]);
  const refused = (networking: Json): string[] => brief([...envoy.check(compile(model(networking)).ir)]);
  expect(refused({ address: 'web.example' })).toEqual(['error listener-address-name p']);
  expect(refused({ address: '192.0.2.50' })).toEqual([]);
  expect(compile(model({ address: 'web.example' })).diagnostics.filter(({ severity }) => severity === 'error')).toEqual(
    [],
  );
});
