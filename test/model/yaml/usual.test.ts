import fc from 'fast-check';
import { readYaml } from '../../../src/model/yaml/documents';
import { usualReader } from '../../../src/model/yaml/usual';
import { toYamlDocuments } from '../../yaml-text';
import { tries } from '../../property/runs';
import { loadCases } from './cases';
import { randomTexts } from './random-texts';

/** What is read line by line, against the scanner, which reads all documents when the places of their parts are asked for. */
const both = (text: string) =>
  [() => false, () => true].map((isMarked) =>
    [...readYaml(text, isMarked)].map(({ number, at, value, problem }) => ({ number, at, value, problem })),
  );

const isUsual = (text: string): boolean => usualReader(text)(0) !== undefined;

const key = fc.constantFrom('a', 'b', 'name', 'kuma.io/mesh', 'yes', 'n', 'constructor', 'x-1', '1', '__proto__');
const value = fc.constantFrom(
  'x',
  'a b',
  '443',
  '0x1',
  'yes',
  'null',
  '""',
  '"q r"',
  "'s'",
  '[]',
  '{}',
  'a: b',
  'c #',
  '10.0.0.1',
  'é',
  '-',
  '|',
);
const indent = fc.nat(3).map((depth) => '  '.repeat(depth));
const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(indent, key, value).map(([blanks, one, text]) => `${blanks}${one}: ${text}`) },
  { weight: 4, arbitrary: fc.tuple(indent, key).map(([blanks, one]) => `${blanks}${one}:`) },
  { weight: 3, arbitrary: fc.tuple(indent, value).map(([blanks, text]) => `${blanks}- ${text}`) },
  { weight: 3, arbitrary: fc.tuple(indent, key, value).map(([blanks, one, text]) => `${blanks}- ${one}: ${text}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '---',
      '--- ',
      '---a',
      '...',
      '',
      '  ',
      '# c',
      '  # c',
      '- ',
      '\t',
      '# é',
      '%YAML 1.1',
      '- - a',
      'a : b',
    ),
  },
);
const texts = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\n', '\n', '\r\n'), fc.boolean());
const { parameters, timeout } = tries(5000);

test(
  'lines in any order mean what they mean to the scanner',
  () => {
    let usual = 0;
    fc.assert(
      fc.property(texts, ([lines, feed, isClosed]) => {
        const text = lines.join(feed) + (isClosed ? feed : '');
        if (isUsual(text)) usual++;
        const [quick, scanned] = both(text);
        expect(quick).toEqual(scanned);
      }),
      parameters,
    );
    expect(usual).toBeGreaterThan(200); // else this compares the scanner with itself
  },
  timeout,
);

test('random texts mean what they mean to the scanner', () => {
  for (const text of [...randomTexts(5_000, 7), ...loadCases().map((one) => one.text)]) {
    const [quick, scanned] = both(text);
    expect({ text, read: quick }).toEqual({ text, read: scanned });
  }
});

const document = {
  apiVersion: 'kuma.io/v1alpha1',
  kind: 'MeshExternalService',
  metadata: { name: 'a', labels: { 'kuma.io/mesh': 'default', 'acme.io/tier': 'gold' } },
  spec: {
    match: { port: 80 },
    endpoints: [{ address: 'a.example', port: 443 }],
    tls: { enabled: true },
    extra: ['a', {}],
  },
};

test('what is written with no strange texts in it is usual', () => {
  const text = toYamlDocuments([document, { ...document, metadata: { name: 'b' } }]);
  expect(isUsual(text)).toBe(true);
  expect([...readYaml(text)].map((one) => one.value)).toEqual([document, { ...document, metadata: { name: 'b' } }]);
});

test.each([
  ['lists that are not indented', 'a:\n- b: 1\n  c:\n  - d\n- e\nf:\n'],
  ['comments and empty lines', '# a\n\na: b\n    # c\n\n  \nd: 1\n'],
  ['quotes', 'a: "b: #c"\nd: \'e "f"\'\ng: ""\n'],
  ['no line break at the end', 'a:\n  - b'],
])('usual: %s', (_, text) => {
  expect(isUsual(text)).toBe(true);
  const [quick, scanned] = both(text);
  expect(quick).toEqual(scanned);
});

test('more different keys than are remembered', () => {
  const lines = Array.from({ length: 12_000 }, (_, i) => `key-${i}: ${i}\n`).join('');
  expect(isUsual(lines)).toBe(false);
  const text = `${lines}---\na: b\n---\na: c\n`;
  const [quick, scanned] = both(text);
  expect(quick).toEqual(scanned);
});
