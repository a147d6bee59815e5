import { addressKind, isDnsName, unixPath } from '../../src/model/address';
import { ipFamily, ipToNumber, ipToText, isUnspecified, parseCidr } from '../../src/model/ip';

const label = (length: number): string => 'x'.repeat(length);

describe('an IP address is what Go reads as one', () => {
  test.each([
    ['192.0.2.1', 4],
    ['0.0.0.0', 4],
    ['255.255.255.255', 4],
    ['::', 6],
    ['::1', 6],
    ['2001:DB8::1', 6],
    ['1:2:3:4:5:6:7:8', 6],
    ['1::8', 6],
    ['::ffff:192.0.2.1', 6],
    ['::192.0.2.1', 6],
    ['1:2:3:4:5:6:192.0.2.1', 6],
    ['1:2:3:4:5:6:7::', 6],
    ['0001::', 6],
  ] as const)('%s is one of family %d', (text, family) => {
    expect(ipFamily(text)).toBe(family);
  });

  test.each([
    '',
    '010.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.4 ',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.-4',
    '[::1]',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    ':::',
    ':1',
    '1:',
    '12345::',
    '00001::',
    '::ffff:192.0.2.01',
    '::ffff:192.0.2.256',
    '1:2:3:4:5:6:7:192.0.2.1',
    '192.0.2.1::',
    '::192.0.2.1:1',
    '1:2:3:4:5:6:7:8::',
    '::1\n',
    '1.2.3.4\n',
  ])('%j is none', (text) => {
    expect(ipFamily(text)).toBeUndefined();
  });

  test.each([
    ['0.0.0.0', true],
    ['::', true],
    ['0:0::0', true],
    ['0.0.0.1', false],
    ['a', false],
  ])('%s means all interfaces: %s', (text, expected) => {
    expect(isUnspecified(text)).toBe(expected);
  });
});

describe('a name is what Kuma takes for one', () => {
  test.each([
    'localhost',
    '_srv._tcp.example.net',
    'UPPER.example',
    'a.example.',
    'a.example_',
    'label-.example',
    '256.1.1.1',
    '12345',
    '010.1.1.1',
    'xn--bcher-kva.example',
    `${label(63)}.example`,
    [63, 63, 63, 63, 3].map(label).join('.'),
  ])('%s', (text) => {
    expect(addressKind(text)).toBe('dns');
  });

  test.each([
    '',
    '-a.example',
    `${label(64)}.example`,
    'a..b',
    '.a',
    '*.example',
    'bücher.example',
    'a b',
    'a.example:80',
    'https://a.example',
    '[::1]',
    'a.example..',
    'a.example\n',
    [63, 63, 63, 63, 4].map(label).join('.'),
    'fe80::1%eth0',
  ])('%j is none', (text) => {
    expect(addressKind(text)).toBeUndefined();
  });

  test('an IP address is no name', () => {
    expect(['192.0.2.1', '::1'].map(isDnsName)).toEqual([false, false]);
  });
});

describe('a unix socket', () => {
  test.each([
    ['unix:///a', '/a'],
    ['unix://relative/path', 'relative/path'],
    ['unix://', ''],
    ['unix:///with blank', '/with blank'],
    ['unix:///a unix:///b', '/a '],
    ['unix:///a\n', '/a\n'],
  ])('%j has the path %j', (address, path) => {
    expect(addressKind(address)).toBe('unix');
    expect(unixPath(address)).toBe(path);
  });

  test.each(['unix:/a', '/a', 'UNIX:///a', 'unix:///a\0b'])('%j is none', (address) => {
    expect(unixPath(address)).toBeUndefined();
    expect(addressKind(address)).toBeUndefined();
  });
});

describe('a range', () => {
  test.each([
    ['242.0.0.0/8', '242.0.0.0/8', '242.0.0.0', '242.255.255.255'],
    ['10.0.0.5/30', '10.0.0.4/30', '10.0.0.4', '10.0.0.7'],
    ['10.0.0.5/32', '10.0.0.5/32', '10.0.0.5', '10.0.0.5'],
    ['0.0.0.0/0', '0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
    ['FD00:0::1/64', 'fd00::/64', 'fd00::', 'fd00::ffff:ffff:ffff:ffff'],
    ['fd00::1/128', 'fd00::1/128', 'fd00::1', 'fd00::1'],
  ])('%s is %s from %s to %s', (text, canonical, first, last) => {
    expect(parseCidr(text)).toMatchObject({ text: canonical, first: ipToNumber(first), last: ipToNumber(last) });
  });

  test.each([
    '',
    '242.0.0.0',
    '242.0.0.0/33',
    '242.0.0.0/',
    '242.0.0.0/08',
    '242.0.0/8',
    '::/129',
    'a/8',
    '1.2.3.4/8/8',
    '::/-1',
    '::/64 ',
  ])('%j is none', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  test.each(['0.0.0.1', '255.0.255.0', '::', '::1', 'fd00::1:0:0:1', '::ffff:c000:201'])(
    '%s survives as a number',
    (text) => {
      expect(ipToNumber(ipToText(ipToNumber(text), ipFamily(text) ?? 4))).toBe(ipToNumber(text));
    },
  );
});
