import fc from 'fast-check';
import { parse } from 'yaml';
import { type LockEntry, canonicalAddresses, lockLine, lockText } from '../../src/model/lock';
import { readLock } from '../../src/model/read-lock';

const read = (text: string) => readLock('meshext.lock.yaml', text, false);
const lineOf = (key: string, ...addresses: readonly string[]): string => lockLine({ key, addresses });

test('the text is a comment, and a line for each entry', () => {
  const lock = [
    { key: 'default/a', addresses: ['242.0.0.1'] },
    { key: 'default/b@global', addresses: ['242.0.0.2', 'fd00::2'] },
  ];
  expect(lockText(lock).split('\n')).toEqual([
    expect.stringMatching(/^# \S/),
    'default/a: 242.0.0.1',
    'default/b@global: 242.0.0.2, fd00::2',
    '',
  ]);
});

test.each([
  ['default/mes-http', 'default/mes-http'],
  ['default/My Service', 'default/My Service'],
  ['default/a:b', 'default/a:b'],
  ['default/a#b', 'default/a#b'],
  ['-a/b', '-a/b'],
  ['default/ünï', 'default/ünï'],
  ['default/a: b', '"default/a: b"'],
  ['default/a #b', '"default/a #b"'],
  ['default/a:', '"default/a:"'],
  ['default/a ', '"default/a "'],
  ['default/a\nb', '"default/a\\nb"'],
  ['default/\u2028', '"default/\\u2028"'],
  ['default/\ud800', '"default/\\ud800"'],
  ['- a/b', '"- a/b"'],
  ['"a/b', '"\\"a/b"'],
])('%j is quoted only if YAML needs it: %s', (key, shown) => {
  expect(lineOf(key, '10.0.0.1')).toBe(`${shown}: 10.0.0.1`);
});

test.each([
  ['fd00:0:0:1::', '"fd00:0:0:1::"'],
  ['2001:2:3:4:5:6:7:8', '"2001:2:3:4:5:6:7:8"'],
  ['fd00::1', 'fd00::1'],
])('so is the address %s: %s', (address, shown) => {
  expect(lineOf('a/b', address)).toBe(`a/b: ${shown}`);
});

test('addresses have one text and one order', () => {
  expect(canonicalAddresses(['FD00:0::5', '10.0.0.1'])).toEqual(['10.0.0.1', 'fd00::5']);
  expect(canonicalAddresses(['10.0.0.1', '10.0.0.2'])).toBeUndefined();
  expect(canonicalAddresses(['fd00::1', 'fd00::2'])).toBeUndefined();
  expect(canonicalAddresses(['10.0.0.01'])).toBeUndefined();
  expect(canonicalAddresses([''])).toBeUndefined();
});

const address4 = fc.ipV4().map((text) => text);
const address6 = fc.ipV6().filter((text) => canonicalAddresses([text]) !== undefined);
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom('yes', '012', '1e3', '=', '__proto__', 'null', '\t', ': ', ' #', "'", '"', '\\', '<<', '\ufeff'),
);
const entry: fc.Arbitrary<LockEntry> = fc
  .tuple(
    fc.constantFrom('default', '-', '0', 'a.b'),
    name,
    fc.uniqueArray(fc.boolean(), { minLength: 1 }),
    address4,
    address6,
  )
  .map(([mesh, display, families, v4, v6]) => ({
    key: `${mesh}/${display}`,
    addresses: canonicalAddresses(families.map((first) => (first ? v4 : v6))) ?? [],
  }));
const lock = fc.uniqueArray(entry, { selector: ({ key }) => key, maxLength: 10 });

test('whatever the names, the text comes back, and YAML reads the same', () => {
  fc.assert(
    fc.property(lock, (entries) => {
      const text = lockText(entries);
      expect(text.split('\n')).toHaveLength(entries.length + 2);
      const { lock: again, diagnostics } = read(text);
      expect(diagnostics).toEqual([]);
      expect(again.map(({ key, addresses }) => ({ key, addresses }))).toEqual(entries);
      for (const version of ['1.1', '1.2'] as const) {
        const map = parse(text, { version, mapAsMap: true }) as ReadonlyMap<string, string> | null;
        expect([...(map ?? [])]).toEqual(entries.map(({ key, addresses }) => [key, addresses.join(', ')]));
      }
    }),
    { numRuns: 1000 },
  );
});

test('whatever the text, it is read without a throw', () => {
  const line = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^["'a/: #,\\0-9.]*$/), entry.map(lockLine));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { lock: entries, diagnostics } = read(lines.join('\n'));
      for (const { key, addresses } of entries) {
        expect(key).toContain('/');
        expect(canonicalAddresses(addresses)).toEqual(addresses);
      }
      expect(diagnostics.every(({ code }) => code === 'lock-invalid')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a long line takes no time', () => {
  const long = 1_000_000;
  for (const text of [
    ' '.repeat(long),
    `a/b${' '.repeat(long)}`,
    `a/b${' '.repeat(long)}x: 10.0.0.1`,
    `"${'\\'.repeat(long)}`,
    `'${"''".repeat(long)}`,
    `a/b: ${'#'.repeat(long)}`,
  ]) {
    const started = Date.now();
    read(text);
    expect(Date.now() - started).toBeLessThan(2000);
  }
});
