import { compile } from '../../src/compile/compile';
import { ipFamily, ipToNumber, parseCidr } from '../../src/model/ip';
import type { Model } from '../../src/model/model';
import { errors, generator, meshIn, modelOf, service, serviceIn, together, vipOf } from './documents';

const many = (count: number, vipCidr?: string): Model =>
  modelOf(
    Array.from({ length: count }, (_, i) => service(`s${i}`)),
    vipCidr === undefined ? {} : { vipCidr },
  );
const vips = (model: Model): string[] => meshIn(model).services.map(vipOf);

function expectInside(addresses: readonly string[], cidr: string): void {
  const range = parseCidr(cidr);
  for (const address of addresses) {
    expect(ipFamily(address)).toBe(range?.family);
    expect(ipToNumber(address) > (range?.first ?? 0n) && ipToNumber(address) < (range?.last ?? 0n)).toBe(true);
  }
}

test.each(['242.0.0.0/8', '10.9.0.0/16', '192.0.2.0/24', 'fd00::/64', 'fd00::/112', '::ffff:10.0.0.0/104'])(
  'a hundred services have a hundred addresses inside %s, without its first and last',
  (cidr) => {
    // WHEN
    const addresses = vips(many(100, cidr));

    // THEN
    expect(new Set(addresses).size).toBe(100);
    expectInside(addresses, cidr);
  },
);

test('the range is Kuma’s own by default', () => {
  expectInside(vips(many(3)), '242.0.0.0/8');
});

test('an address depends on mesh and display name only', () => {
  // GIVEN
  const alone = vipOf(serviceIn(modelOf([service('a')]), 'a'));

  // THEN
  expect(vipOf(serviceIn(modelOf([service('b'), service('c'), service('a')]), 'a'))).toBe(alone);
  expect(vipOf(serviceIn(modelOf([service('a', {}, { form: 'kubernetes' })]), 'a'))).toBe(alone);
  expect(vipOf(serviceIn(modelOf([service('a', { match: { port: 1 } }, { labels: { b: 'c' } })]), 'a'))).toBe(alone);
  expect(vipOf(serviceIn(modelOf([service('a', {}, { mesh: 'other' })]), 'a', 'other'))).not.toBe(alone);
});

test('the order of declarations does not matter, even where addresses are short', () => {
  const documents = Array.from({ length: 14 }, (_, i) => service(`s${i}`));
  const range = { vipCidr: '192.0.2.0/28' };
  expect(vips(modelOf([...documents].reverse(), range))).toEqual(vips(modelOf(documents, range)));
});

describe('a small range', () => {
  test.each([
    ['192.0.2.0/28', 14, ['192.0.2.1', '192.0.2.14']],
    ['192.0.2.0/30', 2, ['192.0.2.1', '192.0.2.2']],
    ['192.0.2.0/31', 2, ['192.0.2.0', '192.0.2.1']],
    ['192.0.2.7/32', 1, ['192.0.2.7', '192.0.2.7']],
    ['fd00::/126', 2, ['fd00::1', 'fd00::2']],
    ['fd00::/127', 2, ['fd00::', 'fd00::1']],
    ['fd00::7/128', 1, ['fd00::7', 'fd00::7']],
  ])('%s has room for %d', (cidr, room, [first, last]) => {
    // WHEN
    const addresses = vips(many(room, cidr)).sort((a, b) => Number(ipToNumber(a) - ipToNumber(b)));

    // THEN
    expect(new Set(addresses).size).toBe(room);
    expect([addresses[0], addresses.at(-1)]).toEqual([first, last]);
    expect(errors(many(room, cidr))).toEqual([]);
  });

  test.each([
    ['192.0.2.0/28', 14],
    ['192.0.2.0/31', 2],
    ['192.0.2.7/32', 1],
    ['fd00::/126', 2],
  ])('%s is full with %d: an error at the service that has none', (cidr, room) => {
    const found = errors(many(room + 1, cidr));
    expect(found).toEqual([expect.stringMatching(/^error vip-range-full s\d+$/)]);
  });

  test.each(['192.0.2.0/24', 'fd00::/124'])('the error comes with hostnames and reverse zones too: %s', (cidr) => {
    const documents = Array.from({ length: 255 }, (_, i) => service(`s${i}`));
    const model = modelOf([...documents, generator('g', '{{ .Name }}.mesh.local')], { vipCidr: cidr });
    expect(errors(model)[0]).toMatch(/^error vip-range-full s\d+$/);
  });
});

test('addresses of 127.0.0.0/16 are in use on many hosts and are not given', () => {
  expect(errors(many(1, '127.0.0.0/24'))).toEqual(['error vip-range-full s0']);
  expect(vips(many(50, '127.0.0.0/15')).every((vip) => vip.startsWith('127.1.'))).toBe(true);
});

test.each(['242.0.0.0', '242.0.0.0/33', 'mesh', '', '010.0.0.0/8'])('%j is no range', (vipCidr) => {
  expect(errors(many(2, vipCidr))).toEqual(['error vip-range-invalid default vips.cidr']);
});

describe('zones and meshes', () => {
  test('a service has the same address in every zone', () => {
    const model = together(modelOf([service('a')], { zone: 'east' }), modelOf([service('a')], { zone: 'west' }));
    expect(vipOf(serviceIn(model, 'a', 'default.east'))).toBe(vipOf(serviceIn(model, 'a', 'default.west')));
  });

  test('an address is never given twice, whatever mesh the services are in', () => {
    const range = { vipCidr: '192.0.2.0/29' };
    const model = together(
      modelOf(
        ['a', 'b', 'c'].map((name) => service(name)),
        range,
      ),
      modelOf(
        ['a', 'b', 'c'].map((name) => service(name, {}, { mesh: 'other' })),
        range,
      ),
    );
    const all = compile(model).ir.meshes.flatMap((mesh) => mesh.services.map(vipOf));
    expect(new Set(all).size).toBe(6);
  });

  test('ranges that are written differently are the same', () => {
    const model = together(
      modelOf([service('a')], { zone: 'east', vipCidr: '10.0.0.0/8' }),
      modelOf([service('a')], { zone: 'west', vipCidr: '10.1.2.3/8' }),
    );
    expect(errors(model)).toEqual([]);
  });

  test.each([
    ['192.0.2.0/24', 'fd00::/64'],
    ['192.0.2.0/24', '198.51.100.0/24'],
    ['192.0.2.0/24', '192.0.2.0/25'],
  ])('zones with different ranges (%s, %s) are an error, for a service has one address', (one, other) => {
    const model = together(
      modelOf([service('a')], { zone: 'east', vipCidr: one }),
      modelOf([service('a')], { zone: 'west', vipCidr: other }),
    );
    expect(errors(model)).toEqual(['error vip-ranges-differ default vips']);
    expectInside([serviceIn(model, 'a', 'default.west').vips[0]], one);
  });

  test('two services of one mesh cannot have the same display name, which their address comes from', () => {
    const labels = { 'kuma.io/display-name': 'shown' };
    const model = modelOf([service('b', {}, { labels }), service('a', {}, { labels })]);
    expect(errors(model)).toEqual(['error display-name-twice b']);
    expect(serviceIn(model, 'b').vips).toEqual([]);
  });
});
