/** Texts put together from what YAML gives a meaning to, most of them broken; the same ones for the same seed. */

const PIECES: readonly string[] = [
  ...[
    'a',
    'b',
    'key',
    'x y',
    ': ',
    ':',
    '- ',
    '-',
    '? ',
    '?',
    ' ',
    '  ',
    '\t',
    ',',
    ', ',
    '#',
    ' # c',
    '=',
    '\\',
    '@',
    '`',
    '%',
  ],
  ...[
    '\n',
    '\n',
    '\n',
    '\n',
    '\n  ',
    '\n  ',
    '\n  ',
    '\n    ',
    '\n ',
    '\n\n',
    '\r\n',
    '\u0085',
    '\u2028',
    '\\\n',
    'k: v\n',
    '- i\n',
    '  c: d\n',
  ],
  ...[
    '"',
    "'",
    '"q"',
    "'s'",
    '\\n',
    '\\x41',
    '"a": ',
    '[',
    ']',
    '{',
    '}',
    '[a, b]',
    '{c: d}',
    '|',
    '>',
    '|-\n',
    '>\n',
    '|+\n',
    '|2\n',
  ],
  ...[
    '&a ',
    '*a',
    '&b ',
    '*b',
    '!!str ',
    '!!int ',
    '!t ',
    '! ',
    '<<: ',
    '<<',
    '---\n',
    '\n---\n',
    '--- ',
    '...',
    '\n...\n',
    '%YAML 1.1\n',
  ],
  ...['12', '012', '0x1F', '1_000', 'yes', 'n', '~', 'null', '', '1.5', '.5', '1e3', '1:30', '2001-01-01', 'é'],
];
const NUMERIC: readonly string[] = [...'00112789__++--..eExXoObBaAfFnNyY'];

type Random = (below: number) => number;

export function randomTexts(count: number, seed: number): readonly string[] {
  const random = generator(seed);
  return Array.from({ length: count }, (_, i) => {
    if (i % 3 === 0) return nested(random, 3, '').replace(/^\n/, '');
    if (i % 3 === 1)
      return `${pick(random, ['', '', '!!int ', '!!float '])}${pieces(random, NUMERIC, 9)}${pick(random, ['', ': a'])}`;
    return pieces(random, PIECES, 14);
  });
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)];

const pieces = (random: Random, from: readonly string[], most: number): string =>
  Array.from({ length: 1 + random(most) }, () => pick(random, from)).join('');

/** Mostly well-formed, so that deeper parts are reached. */
function nested(random: Random, depth: number, indent: string): string {
  const kind = random(9);
  const deeper = (): string => nested(random, depth - 1, `${indent}  `);
  const several = (make: () => string): string => Array.from({ length: 1 + random(3) }, make).join('');
  if (depth <= 0 || kind < 3) return pick(random, PIECES);
  if (kind < 6)
    return several(
      () =>
        `\n${indent}${pick(random, ['a', 'b', 'c', '"d"', 'yes', '1', '<<'])}: ${pick(random, ['', '', '&a '])}${deeper()}`,
    );
  if (kind < 8) return several(() => `\n${indent}- ${deeper()}`);
  return `{a: ${pick(random, PIECES)}, b: [${pick(random, PIECES)}]}`;
}

/** A small generator of numbers that everybody has (mulberry32). */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
