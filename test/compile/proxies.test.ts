import { envoy } from '../../src/backends/envoy/envoy';
import { compile } from '../../src/compile/compile';
import type { Model } from '../../src/model/model';
import {
  type Form,
  type Json,
  brief,
  dataplane,
  errors,
  findings,
  generator,
  modelOf,
  proxyIn,
  service,
} from './documents';

const NAMED = generator('g', '{{ .Name }}.mesh.local');
const REF = { kind: 'MeshExternalService', name: 'x' };
const NOTE = 'info names-refused default';

/** A proxy beside the service x. */
const proxied = (networking: Json, more: readonly Json[] = [], form: Form = 'universal'): Model =>
  modelOf([service('x', {}, { form }), dataplane('p', networking, { form }), NAMED, ...more]);
const said = (model: Model): string[] => findings(model).filter((line) => line !== NOTE);
const to = (ref: Json, more: Json = {}): Json => ({
  outbound: [{ port: 9000, backendRef: { ...REF, ...ref }, ...more }],
});
const reached = (model: Model): string[] =>
  proxyIn(model, 'p').outbounds.map((one) => `${one.address}:${one.port} ${one.service.name}`);

describe('a backendRef', () => {
  test('names a service by its core name', () => {
    expect(reached(proxied(to({})))).toEqual(['127.0.0.1:9000 x']);
    expect(reached(proxied(to({ name: 'x.kuma-system' }), [], 'kubernetes'))).toEqual(['127.0.0.1:9000 x']);
    expect(said(proxied(to({ name: 'x.kuma-system' }), [], 'kubernetes'))).toEqual([]);
  });

  test('or by a display name that no other has', () => {
    // GIVEN
    const shown = service('y', {}, { labels: { 'kuma.io/display-name': 'shown' } });

    // THEN
    expect(reached(proxied(to({ name: 'shown' }), [shown]))).toEqual(['127.0.0.1:9000 y']);
    expect(reached(proxied(to({ name: 'x' }), [], 'kubernetes'))).toEqual(['127.0.0.1:9000 x']);
  });

  test('in the outputs it is the name of the service, whatever was written', () => {
    for (const name of ['x', 'x.kuma-system']) {
      const { spec } = proxyIn(proxied(to({ name }), [], 'kubernetes'), 'p');
      expect(spec).toMatchObject({ networking: { outbound: [{ backendRef: { ...REF, name: 'x' } }] } });
    }
  });

  test('a display name that two have is ambiguous', () => {
    const shown = ['y', 'z'].map((name) => service(name, {}, { labels: { 'kuma.io/display-name': 'shown' } }));
    expect(errors(proxied(to({ name: 'shown' }), shown))).toContain(
      'error service-ambiguous p networking.outbound[0].backendRef.name',
    );
  });

  test('a core name wins over the display name of another', () => {
    const shown = service('y', {}, { labels: { 'kuma.io/display-name': 'x' } });
    expect(reached(proxied(to({ name: 'x' }), [shown]))).toEqual(['127.0.0.1:9000 x']);
  });

  test('an unknown name is an error that names the nearest known one', () => {
    // WHEN
    const { diagnostics } = compile(proxied(to({ name: 'mes-htp' }), [service('mes-http'), service('other')]));

    // THEN
    const unknown = diagnostics.filter(({ code }) => code === 'service-unknown');
    expect(unknown.map(({ at, hint }) => [at.field, hint])).toEqual([
      ['networking.outbound[0].backendRef.name', 'Did you mean "mes-http"?'],
    ]);
  });

  test('a service of another mesh cannot be reached', () => {
    expect(errors(proxied(to({ name: 'y' }), [service('y', {}, { mesh: 'other' })]))).toEqual([
      'error service-of-other-mesh p networking.outbound[0].backendRef.name',
    ]);
  });

  test('of the kind MeshService leads to an external service of that core name, as in Kuma', () => {
    expect(reached(proxied(to({ kind: 'MeshService', port: 80 })))).toEqual(['127.0.0.1:9000 x']);
  });

  test('of the kind MeshService with another name is left to Kuma, with a warning', () => {
    const model = proxied(to({ kind: 'MeshService', name: 'web', port: 80 }));
    expect(reached(model)).toEqual([]);
    expect(said(model)).toEqual(['warning outbound-elsewhere p networking.outbound[0].backendRef']);
  });

  test('in its place, tags are left to Kuma, with a warning', () => {
    const model = proxied({ outbound: [{ port: 9000, tags: { 'kuma.io/service': 'web' } }] });
    expect(reached(model)).toEqual([]);
    expect(said(model)).toEqual(['warning outbound-elsewhere p networking.outbound[0]']);
  });
});

test('an outbound on the address of the proxy itself is skipped as in Kuma, with a warning', () => {
  const model = proxied(to({}, { address: '192.0.2.50' }));
  expect(reached(model)).toEqual([]);
  expect(said(model)).toEqual(['warning outbound-on-own-address p networking.outbound[0].address']);
});

test('two outbounds to one service both work', () => {
  const model = proxied({ outbound: [9001, 9000].map((port) => ({ port, backendRef: REF })) });
  expect(reached(model)).toEqual(['127.0.0.1:9000 x', '127.0.0.1:9001 x']);
  expect(said(model)).toEqual([]);
});

describe('two listeners on one address and port', () => {
  const on = (address: string | undefined, port = 9000): Json => ({ port, address, backendRef: REF });
  const inboundOn = (address: string | undefined, port: number): Json => ({
    inbound: [{ port, address, servicePort: 80, serviceAddress: '127.0.0.9', tags: { 'kuma.io/service': 'web' } }],
  });
  const SECOND = ['error listener-taken p networking.outbound[1]'];

  test.each([
    ['the same', undefined, '127.0.0.1'],
    ['all of IPv4 first', '0.0.0.0', '127.0.0.1'],
    ['all of IPv4 last', '127.0.0.2', '0.0.0.0'],
    ['all of IPv6', '::', '::1'],
    ['IPv6 written in two ways', 'fd00::1', 'fd00:0:0::1'],
  ])('%s is an error at the second', (_title, first, second) => {
    expect(errors(proxied({ outbound: [on(first), on(second)] }))).toEqual(SECOND);
  });

  test.each([
    ['other addresses', '127.0.0.2', '127.0.0.3'],
    ['all of IPv4 beside IPv6', '0.0.0.0', '::1'],
  ])('%s is none', (_title, first, second) => {
    expect(errors(proxied({ outbound: [on(first), on(second)] }))).toEqual([]);
  });

  test('other ports are none', () => {
    expect(errors(proxied({ outbound: [on('0.0.0.0'), on('127.0.0.1', 9001)] }))).toEqual([]);
  });

  test('an inbound counts too', () => {
    const clash = { ...inboundOn('0.0.0.0', 9000), outbound: [on(undefined)] };
    expect(errors(proxied(clash))).toEqual(['error listener-taken p networking.outbound[0]']);
  });
});

describe('an inbound', () => {
  const inbound = (one: Json): Json => ({ inbound: [{ port: 8080, tags: { 'kuma.io/service': 'web' }, ...one }] });

  test('has Kuma’s defaults', () => {
    expect(proxyIn(proxied(inbound({ servicePort: 80 })), 'p').inbounds).toEqual([
      { address: '192.0.2.50', port: 8080, serviceAddress: '192.0.2.50', servicePort: 80, protocol: 'tcp' },
    ]);
  });

  test.each([
    [undefined, 'tcp'],
    ['HTTP', 'http'],
    ['grpc', 'grpc'],
    ['kafka', 'tcp'],
  ])('of the protocol %s is carried as %s', (protocol, carried) => {
    const tags = { 'kuma.io/service': 'web', ...(protocol === undefined ? {} : { 'kuma.io/protocol': protocol }) };
    expect(proxyIn(proxied(inbound({ servicePort: 80, tags })), 'p').inbounds[0].protocol).toBe(carried);
  });

  test.each([[{}], [{ servicePort: 8080 }], [{ address: '0.0.0.0', serviceAddress: '127.0.0.1' }]])(
    '%j forwards to itself: an error',
    (one) => {
      expect(errors(proxied(inbound(one)))).toEqual(['error inbound-to-itself p networking.inbound[0]']);
    },
  );

  test('a bootstrap cannot listen on a name: Envoy refuses it', () => {
    const refused = (networking: Json): string[] => brief([...envoy.check(compile(proxied(networking)).ir)]);
    expect(refused({ address: 'web.example' })).toEqual(['error listener-address-name p']);
    expect(refused({ address: 'web.example', ...inbound({ address: '192.0.2.50', servicePort: 80 }) })).toEqual([]);
  });
});

test('with transparent proxying an application on the port of its inbound keeps it, and a warning says so', () => {
  const model = proxied({ transparentProxying: {}, inbound: [{ port: 8080, tags: { 'kuma.io/service': 'web' } }] });
  expect(said(model)).toEqual(['warning inbound-not-captured p networking.inbound[0]']);
  expect(proxyIn(model, 'p')).toMatchObject({ capture: 'redirect', inbounds: [], redirect: { port: 15001 } });
});

test.each([
  ['192.0.2.50', 'v4-only'],
  ['2001:db8::50', 'auto'],
])('names are looked up for a proxy at %s as %s', (address, lookup) => {
  expect(proxyIn(proxied({ address }), 'p').lookup).toBe(lookup);
});

test.each([
  ['192.0.2.53:53', true],
  ['[2001:db8::53]:53', true],
  ['192.0.2.53', false],
  ['2001:db8::53:53', false],
  ['[192.0.2.53]:53', false],
  ['ns.example:53', false],
  ['192.0.2.53:0', false],
  ['192.0.2.53:65536', false],
])('the name server %s is accepted: %s', (text, accepted) => {
  const model = modelOf([service('x'), NAMED], { settings: { dnsResolvers: [text] } });
  expect(errors(model)).toEqual(accepted ? [] : ['error name-server-invalid default envoy.dnsResolvers[0]']);
});
