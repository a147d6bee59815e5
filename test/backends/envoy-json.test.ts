import fc from 'fast-check';
import { json, jsonPieces, plain } from '../../src/backends/envoy/json';
import { tries } from '../property/runs';

const short = fc.oneof(
  fc.anything({ maxDepth: 2, maxKeys: 3, withNullPrototype: true }).filter((one) => typeof one !== 'function'),
  fc.constant({ toJSON: () => ({ made: 'late' }) }),
  fc.string({ unit: 'binary' }),
);

/** A list or map whose members are not written all at once. */
const long = fc
  .tuple(fc.array(short, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.string(), fc.constantFrom(101, 200, 203))
  .map(([members, isList, key, length]) => {
    const all = Array.from({ length }, (_, i) => members[i % members.length]);
    return isList ? all : Object.fromEntries(all.map((one, i) => [`${key}${i}`, one]));
  });

/** The same below some levels of others. */
const tree = fc
  .tuple(long, fc.array(fc.tuple(fc.constantFrom('list', 'map'), short), { maxLength: 4 }))
  .map(([inner, levels]) =>
    levels.reduce<unknown>(
      (below, [kind, beside]) => (kind === 'list' ? [beside, below, beside] : { a: beside, below, z: beside }),
      inner,
    ),
  );

test('in pieces the text is that of JSON.stringify', () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect([...jsonPieces(value)].join('')).toBe(json(value));
    }),
    tries(300).parameters,
  );
});

test('as plain values it is what a reader of the text has', () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(plain(value)).toEqual(JSON.parse(json(value)));
    }),
    tries(300).parameters,
  );
});

test('of the members of a long list a hundred are made at a time', () => {
  // GIVEN
  let made = 0;
  const members = Array.from({ length: 250 }, (_, i) => ({ toJSON: () => (made++, { name: i }) }));

  // WHEN
  const madeBefore: number[] = [];
  for (const piece of jsonPieces({ one: { members } })) if (piece.includes('name')) madeBefore.push(made);

  // THEN
  expect(madeBefore).toEqual([100, 200, 250]);
});
