import { allocateVips } from '../../src/compile/vips';
import { ipToNumber } from '../../src/model/ip';
import { modelOf, service } from './documents';
import { FILE, inRange, named, runWith } from './locked';

describe('an address outside the range', () => {
  test.each([
    ['242.0.0.0/8', '10.0.0.1'],
    ['192.0.2.0/24', '192.0.3.1'],
    ['192.0.2.0/24', '192.0.2.0'],
    ['192.0.2.0/24', '192.0.2.255'],
    ['127.0.0.0/8', '127.0.1.1'],
    ['fd00::/64', 'fd01::1'],
  ])('of %s: %s is an error that shows the line', (vipCidr, address) => {
    const { found, codes } = runWith(inRange(vipCidr, 'a'), [`default/a: ${address}`]);
    expect(codes).toEqual(['error lock-out-of-range']);
    expect(found[0].message).toContain(`\`default/a: ${address}\` (${FILE}:1)`);
  });

  test.each([
    ['192.0.2.0/24', '192.0.2.1'],
    ['192.0.2.0/24', '192.0.2.254'],
    ['127.0.0.0/8', '127.1.0.0'],
    ['192.0.2.0/31', '192.0.2.0'],
  ])('of %s is not %s', (vipCidr, address) => {
    expect(runWith(inRange(vipCidr, 'a'), [`default/a: ${address}`]).codes).toEqual([]);
  });

  test('matters to nobody when no service has it', () => {
    expect(runWith(modelOf(named('b')), ['default/a: 10.0.0.1']).codes).toEqual(['info lock-entry-unknown']);
  });
});

describe('a clash', () => {
  // Of 100 names some point to one address of a range of 254.
  const names = Array.from({ length: 100 }, (_, i) => `s${i}`);
  const range = '192.0.2.0/24';

  test('is resolved once: whoever was there first stays', () => {
    // GIVEN
    const alone = new Map(names.map((name) => [name, runWith(inRange(range, name)).vips[`default/${name}`][0]]));
    const late = names.find((one) => names.some((other) => other < one && alone.get(other) === alone.get(one))) ?? '';
    const early = names.find((one) => one < late && alone.get(one) === alone.get(late)) ?? '';
    expect(late).not.toBe('');

    // WHEN
    const first = runWith(inRange(range, late));
    const both = runWith(inRange(range, early, late), first.lines);
    const moved = both.vips[`default/${early}`][0];

    // THEN
    expect(both.vips[`default/${late}`]).toEqual([alone.get(late)]);
    expect(ipToNumber(moved)).toBe(ipToNumber(alone.get(late) ?? '') + 1n);
    expect(runWith(inRange(range, early), both.lines).vips[`default/${early}`]).toEqual([moved]);
  });

  test('never gives an address twice, up to the last', () => {
    const all = Array.from({ length: 254 }, (_, i) => `s${i}`);
    let lines: readonly string[] = [];
    for (let i = 0; i < all.length; i += 31) lines = runWith(inRange(range, ...all.slice(0, i + 31)), lines).lines;
    expect(new Set(lines.map((line) => line.split(': ')[1])).size).toBe(254);
  });
});

describe('a full range', () => {
  const range = '192.0.2.0/29';
  const full = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, i) => `default/${name}: 192.0.2.${6 - i}`);

  test('gives released addresses again: the first in sort order first', () => {
    const { lines, codes } = runWith(inRange(range, 'a', 'c', 'e', 'x', 'y'), full);
    expect(lines).toEqual([full[0], full[2], full[4], full[5], 'default/x: 192.0.2.5', 'default/y: 192.0.2.3']);
    expect(codes).toEqual(['info lock-entry-unknown']);
  });

  test('not before it is full', () => {
    const { lines } = runWith(inRange(range, 'a', 'x'), full.slice(0, 5));
    expect(lines).toEqual([...full.slice(0, 5), 'default/x: 192.0.2.1']);
  });

  test('is an error at each service that has none', () => {
    const { found, codes } = runWith(inRange(range, 'a', 'b', 'c', 'd', 'e', 'f', 'x', 'y'), full);
    expect(codes).toEqual(['error vip-range-full', 'error vip-range-full']);
    expect(found.map(({ at }) => at.name)).toEqual(['x', 'y']);
    expect(found[0].message).toContain('192.0.2.0/29');
    expect(found[0].message).toContain('6');
  });

  test('releases only what is inside', () => {
    const { codes } = runWith(inRange(range, 'a', 'b', 'c', 'd', 'e', 'f', 'x'), [...full, 'default/z: 198.51.100.1']);
    expect(codes).toEqual(['error vip-range-full', 'info lock-entry-unknown']);
  });
});

describe('a second, IPv6 address', () => {
  const range = { vipCidrV6: 'fd00:242::/64' };

  test('stands beside the first', () => {
    const { lines, vips, codes } = runWith(modelOf(named('a'), range), ['default/a: 242.9.9.9']);
    expect(vips['default/a']).toEqual(['242.9.9.9', expect.stringMatching(/^fd00:242::/)]);
    expect(lines).toEqual([`default/a: ${vips['default/a'].join(', ')}`]);
    expect(codes).toEqual([]);
  });

  test('comes from the key too', () => {
    const address = (...names: string[]) => runWith(modelOf(named(...names), range)).vips['default/a'][1];
    expect(address('a', 'b', 'c')).toBe(address('a'));
  });

  test('stays in the lock when it is no longer wanted', () => {
    const line = 'default/a: 242.9.9.9, fd00:242::1';
    const { lines, vips, codes } = runWith(modelOf(named('a')), [line]);
    expect({ lines, vips, codes }).toEqual({ lines: [line], vips: { 'default/a': ['242.9.9.9'] }, codes: [] });
  });

  test.each([
    [{ vipCidrV6: '10.0.0.0/8' }, 'vips.cidrV6'],
    [{ vipCidrV6: 'fd00::' }, 'vips.cidrV6'],
    [{ vipCidr: 'fd00::/64', vipCidrV6: 'fd01::/64' }, 'vips.cidr'],
  ])('of %j is an error', (mesh, field) => {
    const { found, codes } = runWith(modelOf(named('a'), mesh));
    expect(codes).toEqual(['error vip-range-invalid']);
    expect(found[0].at.field).toBe(field);
  });
});

test('a hundred thousand services take seconds, in a new lock and in an old one', () => {
  // GIVEN
  const model = modelOf([service('s')]);
  const services = Array.from({ length: 100_000 }, (_, i) => ({ ...model.services[0], name: `s${i}` }));
  const near = { ...model.meshes[0], vipCidr: '10.0.0.0/15' }; // room for 131,070
  const all = { ...model, meshes: [near], services };
  const started = process.cpuUsage();

  // WHEN
  const first = allocateVips(all, []);
  const again = allocateVips({ ...all, services: services.slice(50_000) }, first[1]);

  // THEN
  const { user, system } = process.cpuUsage(started); // not the time of a machine that others use, too
  expect((user + system) / 1000).toBeLessThan(20_000);
  expect(new Set(first[1].map(({ addresses }) => addresses[0])).size).toBe(100_000);
  expect(again[1]).toEqual(first[1]);
});
