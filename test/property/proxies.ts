import fc from 'fast-check';
import { type Form, documentOf, nameOf } from './heads';
import { type Json, absurd, fields, hostileText, mapOf, maybe, mostly } from './values';

/** Dataplanes and hostname generators. */

const port = (bad: number): fc.Arbitrary<unknown> =>
  mostly(bad, fc.integer({ min: 1, max: 65_535 }), fc.oneof(fc.constantFrom(0, 1, undefined), absurd));
const address = (bad: number): fc.Arbitrary<unknown> =>
  mostly(
    bad,
    fc.constantFrom('127.0.0.1', '192.0.2.50', '2001:db8::50', '::1', '::ffff:192.0.2.9'),
    fc.oneof(fc.constantFrom('0.0.0.0', '::', 'fe80::1%eth0', 'a.example', '[::1]', '010.0.0.1'), absurd),
  );

const TAG_VALUES = ['web', 'yes', '012', '1e3', 'a:b', '_', 'A.b'];
const tags = (bad: number): fc.Arbitrary<Json> => {
  const required = fields({
    'kuma.io/service': mostly(bad, fc.constantFrom(...TAG_VALUES), absurd),
    'kuma.io/protocol': maybe(mostly(bad, fc.constantFrom('tcp', 'http', 'HTTP2', 'grpc', 'kafka', 'tls'), absurd)),
  });
  const key = mostly(bad, fc.constantFrom('version', 'constructor', '012', '__proto__', 'a/b:c'), hostileText);
  const more = mapOf(key as fc.Arbitrary<string>, mostly(bad, fc.constantFrom(...TAG_VALUES), absurd), 2);
  return fc
    .tuple(required, more)
    .map(([one, other]) => Object.fromEntries([...Object.entries(other), ...Object.entries(one)]));
};

const inbound = (bad: number): fc.Arbitrary<unknown> =>
  mostly(
    bad,
    fields({
      port: port(bad),
      address: maybe(address(bad)),
      servicePort: mostly(bad, fc.integer({ min: 1, max: 65_535 }), fc.oneof(fc.constant(undefined), absurd)),
      serviceAddress: mostly(bad, fc.constantFrom('127.0.0.1', '127.0.0.2', '::1', undefined), address(50)),
      tags: mostly(bad, tags(bad), absurd),
      name: maybe(mostly(bad, fc.constantFrom('http', 'yes', '012'), hostileText)),
    }),
    absurd,
  );

const backendRef = (bad: number, services: readonly unknown[]): fc.Arbitrary<unknown> => {
  const name = services.length === 0 ? nameOf(bad) : fc.constantFrom(...services);
  const external = fields({
    kind: mostly(bad, fc.constant('MeshExternalService'), absurd),
    name: mostly(bad, name, fc.oneof(nameOf(bad), absurd)),
    port: maybe(port(bad)),
  });
  const elsewhere = fields({
    kind: fc.constant('MeshService'),
    name: bad === 0 ? fc.constant('elsewhere') : fc.oneof(fc.constant('elsewhere'), name),
    port: fc.constant(80),
  });
  return fc.oneof({ weight: 9, arbitrary: external }, { weight: 1, arbitrary: elsewhere });
};

const outbound = (bad: number, services: readonly unknown[]): fc.Arbitrary<unknown> =>
  mostly(
    bad,
    fields({
      port: port(bad),
      address: maybe(address(bad)),
      backendRef: mostly(bad, backendRef(bad, services), absurd),
    }),
    fc.oneof(fields({ port: port(bad), tags: tags(bad) }), absurd),
  );

const networking = (bad: number, services: readonly unknown[]): fc.Arbitrary<unknown> => {
  return fields({
    address: address(bad),
    advertisedAddress: maybe(address(bad)),
    inbound: mostly(bad, fc.array(inbound(bad), { minLength: 1, maxLength: 3 }), absurd),
    outbound: mostly(
      bad,
      fc.array(outbound(bad, services), { maxLength: bad === 0 && services.length === 0 ? 0 : 4 }),
      absurd,
    ),
    admin: maybe(mostly(bad, fields({ port: port(bad) }), absurd)),
    ...(bad === 0
      ? {}
      : {
          transparentProxying: mostly(
            bad,
            fc.constant(undefined),
            fields({ redirectPortInbound: port(bad), redirectPortOutbound: port(bad) }),
          ),
          gateway: mostly(
            bad,
            fc.constant(undefined),
            fields({ type: fc.constantFrom('DELEGATED', 'BUILTIN', 7), tags: tags(bad) }),
          ),
        }),
  });
};

export const dataplaneDocument = (form: Form, bad: number, services: readonly unknown[]): fc.Arbitrary<Json> =>
  documentOf(
    'Dataplane',
    form,
    bad,
    mostly(bad, fields({ networking: mostly(bad, networking(bad, services), absurd) }), mapOf(hostileText, absurd)),
  );

/** Those that give every service a name of its own stand first. */
const TEMPLATES = [
  '{{ .DisplayName }}.svc.meshext.local',
  '{{ .Name }}.{{ .Mesh }}.mesh.internal',
  '{{ .DisplayName }}.{{ if .Zone }}{{ .Zone }}{{ else }}none{{ end }}.a_b.example',
  '{{ printf "%s-%s" .Name .Mesh }}.UPPER.example',
  '{{ .Name }}.{{ with $x := .Mesh }}{{ $x }}{{ end }}.teams.internal',
];
const ODD_TEMPLATES = [
  '{{ .Name }}.{{ label "team" }}.teams.internal',

  ...[
    '{{ .Name }}',
    '{{ .Name }}.local',
    '{{ .Name }}.svc.cluster.local',
    'all.same.internal',
    '{{ .Nope }}.a.b',
    '{{ .Name',
  ],
  ...[
    '{{ .Name }}..a.b',
    '{{ .Name }}.242.in-addr.arpa',
    '{{ "" }}',
    '{{ .Name | len }}.a.b',
    '{{ range .Name }}{{ end }}.a.b',
  ],
  ...[
    '{{ .Name }}.a.example',
    '{{ .Name }}.b c',
    '{{ .Namespace }}.{{ .Name }}.ns.internal',
    '{{ label "kuma.io/mesh" }}.a.b',
  ],
];

const template = (bad: number): fc.Arbitrary<unknown> =>
  mostly(bad, fc.constantFrom(...TEMPLATES), fc.oneof(fc.constantFrom(...ODD_TEMPLATES), hostileText, absurd));

const matchLabels = (bad: number): fc.Arbitrary<unknown> =>
  mostly(
    bad,
    fc.constantFrom<unknown>(
      undefined,
      {},
      { 'kuma.io/origin': 'zone' },
      { team: 'a' },
      { team: 'yes', constructor: '' },
    ),
    fc.oneof(mapOf(hostileText, absurd), absurd),
  );

export const generatorDocument = (form: Form, bad: number): fc.Arbitrary<Json> => {
  const selected = fields({ matchLabels: matchLabels(bad) });
  const selector = mostly(
    bad,
    fields({ meshExternalService: selected }),
    fc.oneof(
      fields({ meshService: selected }),
      fields({ meshService: selected, meshExternalService: selected }),
      absurd,
    ),
  );
  return documentOf('HostnameGenerator', form, bad, fields({ selector, template: template(bad) }));
};
