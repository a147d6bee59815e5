import type { Model } from '../../src/model/model';
import { FORMS, errors, findings, generator, meshIn, modelOf, service, serviceIn, vipOf, zoneIn } from './documents';

const zones = (model: Model): string[] => meshIn(model).zones.map(({ name }) => name);
const forward = (model: Model): string[] => zones(model).filter((name) => !name.endsWith('.arpa'));
const reverse = (model: Model): string[] => zones(model).filter((name) => name.endsWith('.arpa'));

/** One service that the template names. */
const named = (template: string, dnsZone?: string): Model => {
  const model = modelOf([service('x'), generator('g', template)]);
  return dnsZone === undefined ? model : { ...model, generators: model.generators.map((one) => ({ ...one, dnsZone })) };
};

describe('the zone of a generator', () => {
  test.each([
    ['{{ .Name }}.svc.meshext.local', 'svc.meshext.local'],
    ['{{ .Name }}-ext.mesh.local', 'mesh.local'],
    ['{{ .Name }}.MESH.Local', 'mesh.local'],
    ['{{ .Name }}{{ "." }}a.mesh.local', 'mesh.local'],
    ['x.mesh.local', 'mesh.local'],
    ['{{ if .Zone }}a{{ end }}.b.mesh.local', 'b.mesh.local'],
  ])('%s ends in %s', (template, zone) => {
    expect(forward(named(template))).toEqual([zone]);
    expect(errors(named(template))).toEqual([]);
  });

  test.each(['{{ .Name }}.local', 'a.{{ .Name }}', '{{ .Name }}.mesh{{ "." }}local', 'x.local'])(
    '%s does not tell one: an error that says to set dnsZone',
    (template) => {
      expect(errors(named(template))).toEqual(['error zone-unknown g spec.template']);
    },
  );

  test.each([
    ['{{ .Name }}.{{ .Mesh }}.local', 'default.local'],
    ['{{ .Name }}.a.b.local', 'b.local'],
    ['{{ .Name }}.a.b.local', 'B.LOCAL'],
    ['a.b.{{ .Mesh }}', 'b.default'],
  ])('of %s is what dnsZone says: %s', (template, dnsZone) => {
    expect(forward(named(template, dnsZone))).toEqual([dnsZone.toLowerCase()]);
    expect(errors(named(template, dnsZone))).toEqual([]);
  });

  test.each(['a..b', 'local.', '*.local', '', '192.0.2.1', 'a b'])('%j cannot be one', (dnsZone) => {
    expect(errors(named('{{ .Name }}.local', dnsZone))).toContain('error zone-invalid g dnsZone');
  });

  // On Kubernetes `a-1.kuma-system` comes before `a.kuma-system`, in Universal `a-1` after `a`.
  test.each(FORMS)('is that of either, where two give one hostname: %s', (form) => {
    const template = '{{ .Name }}.a.b.local';
    const model = modelOf([
      service('x', {}, { form }),
      generator('a', template, {}, form),
      generator('a-1', template, {}, form),
    ]);
    const generators = model.generators.map((one) => (one.name === 'a' ? { ...one, dnsZone: 'b.local' } : one));
    expect(forward({ ...model, generators })).toEqual(['a.b.local', 'b.local']);
    expect(serviceIn({ ...model, generators }, 'x').hostnames).toEqual(['x.a.b.local']);
    expect(zoneIn({ ...model, generators }, 'a.b.local').records).toHaveLength(1);
    expect(zoneIn({ ...model, generators }, 'b.local').records).toEqual([]);
  });

  test('that its hostnames lie outside of is an error', () => {
    expect(errors(named('{{ .Name }}.a.local', 'b.local'))).toEqual(['error zone-invalid g dnsZone']);
    expect(errors(named('{{ .Name }}.xa.local', 'a.local'))).toEqual(['error zone-invalid g dnsZone']);
  });
});

describe('records', () => {
  test('each hostname has the address of its service, in lower case', () => {
    const model = modelOf([
      service('x', {}, { labels: { host: 'UP' } }),
      generator('g', '{{ label "host" }}.mesh.local'),
    ]);
    expect(zoneIn(model, 'mesh.local').records).toEqual([
      { owner: 'up.mesh.local', type: 'A', value: vipOf(serviceIn(model, 'x')) },
    ]);
  });

  test('a name at the top of its zone', () => {
    const model = named('mesh.local', 'mesh.local');
    expect(zoneIn(model, 'mesh.local').records.map(({ owner }) => owner)).toEqual(['mesh.local']);
  });

  test('where zones nest, a name stands in the longest that holds it, whoever gave it', () => {
    // GIVEN
    const model = modelOf([
      service('x'),
      generator('outer', '{{ .Name }}.mesh.local'),
      generator('inner', '{{ .Name }}.svc.mesh.local'),
      generator('crossing', 'y.svc{{ "" }}.mesh.local'),
    ]);

    // THEN
    expect(forward(model)).toEqual(['mesh.local', 'svc.mesh.local']);
    expect(zoneIn(model, 'mesh.local').records.map(({ owner }) => owner)).toEqual(['x.mesh.local']);
    expect(zoneIn(model, 'svc.mesh.local').records.map(({ owner }) => owner)).toEqual([
      'x.svc.mesh.local',
      'y.svc.mesh.local',
    ]);
  });

  test('an IPv6 address is an AAAA record', () => {
    const model = modelOf([service('x'), generator('g', '{{ .Name }}.mesh.local')], { vipCidr: 'fd00::/64' });
    expect(zoneIn(model, 'mesh.local').records).toEqual([
      { owner: 'x.mesh.local', type: 'AAAA', value: vipOf(serviceIn(model, 'x')) },
    ]);
  });

  test('an address leads back to the first of its hostnames', () => {
    // GIVEN
    const model = modelOf([service('x'), generator('a', '{{ .Name }}.z.local'), generator('b', '{{ .Name }}.B.local')]);
    const octets = vipOf(serviceIn(model, 'x')).split('.').reverse().join('.');

    // THEN
    expect(zoneIn(model, '242.in-addr.arpa').records).toEqual([
      { owner: `${octets}.in-addr.arpa`, type: 'PTR', value: 'x.b.local' },
    ]);
  });
});

test('without hostnames there is no zone, and nothing is said of name servers', () => {
  const model = modelOf([service('x')]);
  expect(zones(model)).toEqual([]);
  expect(findings(model)).toEqual(['warning hostname-missing x']);
});

test('without name servers an info says that other names are refused', () => {
  expect(findings(named('{{ .Name }}.mesh.local'))).toEqual(['info names-refused default']);
});

describe('reverse zones', () => {
  const inRange = (vipCidr: string): Model =>
    modelOf([service('x'), generator('g', '{{ .Name }}.mesh.local')], { vipCidr });
  const blocks = (count: number, name: (i: number) => string): string[] =>
    Array.from({ length: count }, (_, i) => name(i)).sort();

  test.each([
    ['242.0.0.0/8', ['242.in-addr.arpa']],
    ['172.16.0.0/12', blocks(16, (i) => `${16 + i}.172.in-addr.arpa`)],
    ['10.9.0.0/16', ['9.10.in-addr.arpa']],
    ['10.9.16.0/20', blocks(16, (i) => `${16 + i}.9.10.in-addr.arpa`)],
    ['192.0.2.0/24', ['2.0.192.in-addr.arpa']],
    ['10.0.0.0/7', ['10.in-addr.arpa', '11.in-addr.arpa']],
    ['fd00::/64', ['0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa']],
    ['fd00:0:0:4::/62', blocks(4, (i) => `${4 + i}.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa`)],
    ['fd00::/124', [`${'0.'.repeat(29)}d.f.ip6.arpa`]],
  ])('%s has %j', (range, expected) => {
    expect(reverse(inRange(range))).toEqual(expected);
    expect(errors(inRange(range))).toEqual([]);
  });

  test.each(['192.0.2.0/25', '192.0.2.0/32', 'fd00::/125', 'fd00::1/128'])(
    '%s is too narrow, and an info says so',
    (range) => {
      expect(reverse(inRange(range))).toEqual([]);
      expect(findings(inRange(range))).toContain('info no-reverse-zone default');
    },
  );

  test.each(['242.0.0.0/8', '172.16.0.0/12', '10.9.16.0/20', '192.0.2.0/24', 'fd00::/64', 'fd00:0:0:4::/62'])(
    'every address of %s stands in one of them',
    (range) => {
      const documents = Array.from({ length: 20 }, (_, i) => service(`s${i}`));
      const model = modelOf([...documents, generator('g', '{{ .Name }}.mesh.local')], { vipCidr: range });
      const records = meshIn(model).zones.filter(({ name }) => name.endsWith('.arpa'));
      for (const { name, records: own } of records)
        for (const { owner } of own) expect(owner.endsWith(`.${name}`)).toBe(true);
      expect(records.flatMap((zone) => zone.records)).toHaveLength(20);
    },
  );
});
