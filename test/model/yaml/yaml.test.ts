import { type Case, loadCases, ours, titleOf } from './cases';

const cases = loadCases();

test('there are enough of both sorts, and none twice', () => {
  expect(new Set(cases.map(({ text }) => text)).size).toBe(cases.length);
  expect(cases.filter((one) => one.ours === undefined).length).toBeGreaterThan(400);
  expect(cases.filter((one) => one.json === undefined).length).toBeGreaterThan(200);
});

test.each(cases.map((one) => [titleOf(one), one] as const))('%s', (_, { text, json, documents = 1, ours: refusal }) => {
  const { values, problem } = ours(text);
  expect(problem).toBe(refusal);
  if (refusal !== undefined) return;
  expect(values.length).toBe(documents);
  expect(values.length === 0 ? null : values[0]).toEqual(JSON.parse(json ?? 'we read what Go refuses'));
});

/** Where we refuse what Go reads, with the reason. */
const STRICTER: readonly RegExp[] = [
  /^the key ".*" stands twice in one map$/, // which one counts is left open
  /^this number cannot be a key; quote it$/, // Go prints it as a 32-bit float
  /^JSON, which Kuma makes of this, has no such number$/, // a key `.inf` would be text to Go
  /^!!(binary|timestamp) is not supported/,
  /^of directives only %YAML is supported$/,
  /^tags with % are not supported$/,
  /^the character U\+FEFF is not allowed$/, // in a new line it is left over from another file
  /^the document ends before this; /, // Go stops reading there and says nothing
];

test('we are stricter for known reasons only', () => {
  const stricter = cases.filter((one) => one.ours !== undefined && one.json !== undefined && one.documents !== -1);
  const surprising = stricter.filter(({ ours: why }) => !STRICTER.some((known) => known.test(why ?? '')));
  expect(surprising).toEqual([] satisfies Case[]);
  expect(stricter.length).toBeGreaterThan(10);
});
