import fc from 'fast-check';

export type Json = Readonly<Record<string, unknown>>;

/** One of `wrong` in `bad` of 100 cases. */
export const mostly = (
  bad: number,
  good: fc.Arbitrary<unknown>,
  wrong: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> =>
  bad === 0 ? good : fc.oneof({ weight: 100 - bad, arbitrary: good }, { weight: bad, arbitrary: wrong });

export const maybe = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.option(value, { nil: undefined });

/** An object of these fields; those that are undefined do not stand in its text. */
export const fields = (all: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Json> =>
  fc.record(all, { noNullPrototype: true });

/** An object without surprises of its own: `__proto__` is a key like any other. */
export const mapOf = (keys: fc.Arbitrary<string>, values: fc.Arbitrary<unknown>, maxLength = 3): fc.Arbitrary<Json> =>
  fc
    .uniqueArray(fc.tuple(keys, values), { maxLength, selector: ([key]) => key })
    .map((entries): Json => Object.fromEntries(entries));

/** Words that some reader of YAML takes for something else than text, or that mean something to JavaScript. */
export const TRICKY_WORDS =
  'yes no on off y n true null ~ 012 0x1F 0o7 1e3 e5 E0 1_000 1:30:00 -0 .5 .inf .nan 2001-01-01 = << __proto__ constructor toString hasOwnProperty'.split(
    ' ',
  );

const HOSTILE_TEXTS = [
  ...TRICKY_WORDS,
  ...[
    '',
    ' ',
    ' a',
    'a ',
    '\t',
    'a\nb',
    'a\nb\n',
    'a\n\n',
    'a\r\nb',
    '\n',
    '|',
    '>',
    '-',
    '- a',
    '?',
    ': ',
    'a: b',
    'a #b',
  ],
  ...['#', '&a', '*a', '!!binary x', '@a', '`a`', '"', "'", '\\', '---', '...', '%YAML 1.1', '{', '[', '{{', '}}', ','],
  ...['\u0000', '\u0007', '\u001b[31m', '\u007f', '\u0085', '\u00a0', '\u2028', '\u202e', '\ufeff', '\ufffe', '\uffff'],
  ...['é', 'ß', 'İ', '😀', 'Ａ', '\ud800', '\udc00x', 'a'.repeat(64), 'a'.repeat(254), 'é'.repeat(40)],
  ...['.', '..', '../..', '/', '/etc/passwd', 'a/b', 'a\\b', 'CON', 'a:b', '%s%n', '$(id)', '${x}', '{{ .Name }}'],
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);

/** Half a surrogate pair is no text to YAML. */
export const wellFormedText = hostileText.filter((text) => !/\p{Surrogate}/u.test(text));

/** A text that `textOf` writes without quotes, as people do. */
const PLAIN = '@plain:';
const PLAIN_WORDS = [
  ...TRICKY_WORDS,
  '!!str 1',
  '!!float x',
  '*a',
  '&a 1',
  '+1',
  '0b11',
  '1.',
  "'a'",
  '12e03',
  '1970-1-1',
];
const plainWord = fc.constantFrom(...PLAIN_WORDS).map((word) => PLAIN + word);

const absurdNumber = fc.constantFrom(0, -1, 1.5, 65_535, 65_536, 4_294_967_296, -0, 1e21, 1e308, 9_007_199_254_740_993);

const absurdScalar = fc.oneof(fc.constantFrom(null, true, false), absurdNumber, hostileText, plainWord);

/** What no field wants. */
export const absurd: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: absurdScalar },
  { weight: 1, arbitrary: fc.array(absurdScalar, { maxLength: 2 }) },
  { weight: 1, arbitrary: mapOf(hostileText, absurdScalar, 2) },
  { weight: 1, arbitrary: fc.constantFrom([], {}, [[]], [{}], { a: [] }, [null]) },
);

/** Any data, with hostile texts for keys and values. */
export const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(wellFormedText, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    mapOf(wellFormedText, tie('value')),
  ),
})).value;

/** A document as people could have written it: JSON, but for the words without quotes. */
export const textOf = (document: unknown): string =>
  JSON.stringify(document).replace(/"@plain:((?:[^"\\]|\\.)*)"/g, (_quoted, word: string) => ` ${word} `);
