import { ipToNumber } from '../../src/model/ip';
import type { MeshDeclaration, Model } from '../../src/model/model';
import { modelOf, together } from './documents';
import { FILE, named, runWith } from './locked';

const pinned = (vips: Readonly<Record<string, string>>, mesh: Partial<MeshDeclaration> = {}): Model => {
  const model = modelOf(named(...Object.keys(vips)), mesh);
  const services = model.services.map((one) => (vips[one.name] === '' ? one : { ...one, vip: vips[one.name] }));
  return { ...model, services };
};

describe('a VIP that was chosen by hand', () => {
  test('is recorded, and kept when it is no longer said', () => {
    const { lines, codes } = runWith(pinned({ a: '242.1.2.3' }));
    expect({ lines, codes }).toEqual({ lines: ['default/a: 242.1.2.3'], codes: [] });
    expect(runWith(modelOf(named('a')), lines).lines).toEqual(lines);
  });

  test('takes the place of what the lock had, also of a released entry', () => {
    const lock = ['default/a: 242.0.0.1', 'default/old: 242.0.0.2'];
    expect(runWith(pinned({ a: '242.0.0.2' }), lock)).toMatchObject({
      lines: ['default/a: 242.0.0.2'],
      codes: ['info lock-entry-unknown'],
    });
  });

  test('two can change places', () => {
    const lock = ['default/a: 242.0.0.1', 'default/b: 242.0.0.2'];
    expect(runWith(pinned({ a: '242.0.0.2', b: '242.0.0.1' }), lock)).toMatchObject({
      lines: ['default/a: 242.0.0.2', 'default/b: 242.0.0.1'],
      codes: [],
    });
  });

  test('comes before the hash of another', () => {
    const [home] = runWith(modelOf(named('b'))).vips['default/b'];
    const { vips, codes } = runWith(pinned({ a: home, b: '' }));
    expect(vips['default/a']).toEqual([home]);
    expect(ipToNumber(vips['default/b'][0])).toBe(ipToNumber(home) + 1n);
    expect(codes).toEqual([]);
  });

  test('can be the IPv6 one', () => {
    const { vips, codes } = runWith(pinned({ a: 'FD00::0:5' }, { vipCidrV6: 'fd00::/64' }));
    expect(vips['default/a']).toEqual([expect.stringMatching(/^242\./), 'fd00::5']);
    expect(codes).toEqual([]);
  });

  test.each([
    ['nowhere', 'error vip-invalid'],
    ['', 'error vip-invalid'],
    ['10.0.0.1', 'error vip-out-of-range'],
    ['242.0.0.0', 'error vip-out-of-range'],
    ['fd00::1', 'error vip-out-of-range'],
  ])('%j is refused', (vip, code) => {
    const model = modelOf(named('a'));
    const { found, codes } = runWith({ ...model, services: model.services.map((one) => ({ ...one, vip })) });
    expect(codes).toEqual([code]);
    expect(found[0].at).toMatchObject({ name: 'a', field: 'vip' });
    expect(found[0].message).toContain(vip);
  });

  test('for two services is refused', () => {
    const { found, codes } = runWith(pinned({ a: '242.0.0.5', b: '242.0.0.5' }));
    expect(codes).toEqual(['error vip-pin-taken']);
    expect(found[0].at).toMatchObject({ name: 'b', field: 'vip' });
    expect(found[0].message).toContain('default/a');
  });

  test('that another service has in the lock is refused, with its line', () => {
    const { found, codes } = runWith(pinned({ a: '', b: '242.0.0.5' }), ['default/a: 242.0.0.5']);
    expect(codes).toEqual(['error vip-pin-taken']);
    expect(found[0].at).toMatchObject({ name: 'b', field: 'vip' });
    expect(found[0].message).toContain(`\`default/a: 242.0.0.5\` (${FILE}:1)`);
  });

  test('holds in all zones, and two of them contradict each other', () => {
    const [east, west] = ['east', 'west'].map((zone) => pinned({ a: '' }, { zone }));
    const with5 = pinned({ a: '242.0.0.5' }, { zone: 'east' });
    expect(runWith(together(with5, west)).vips).toEqual({
      'default.east/a': ['242.0.0.5'],
      'default.west/a': ['242.0.0.5'],
    });
    expect(runWith(together(with5, pinned({ a: '242.0.0.6' }, { zone: 'west' }))).codes).toEqual([
      'error vip-pin-twice',
    ]);
    expect(runWith(together(east, west)).codes).toEqual([]);
  });
});
