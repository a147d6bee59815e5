import { load } from '../../src/model/load';

const read = (...texts: readonly string[]) => load(texts.map((text, i) => ({ file: `${i}.yaml`, text })));
const codes = (...texts: readonly string[]): string[] => read(...texts).diagnostics.map(({ code }) => code);

const SERVICE = `type: MeshExternalService
name: api
mesh: default
spec:
  match: { port: 443, protocol: tcp }
  endpoints: [{ address: api.example.com, port: 443 }]
`;

describe('what does not parse', () => {
  test('is an error at its place and hides nothing else', () => {
    const { model, diagnostics } = read(
      `${SERVICE}---\nname: "open\n---\n${SERVICE.replace('api', 'b')}---\na: 1\na: 2\n---\n${SERVICE.replace('api', 'c')}`,
      `a: [\n`,
      SERVICE.replace('api', 'd'),
    );
    expect(model.services.map(({ name }) => name)).toEqual(['api', 'b', 'c', 'd']);
    expect(diagnostics.map(({ code, at, message }) => [code, at.source, message])).toEqual([
      [
        'yaml-invalid',
        { file: '0.yaml', document: 2, line: 8, column: 7 },
        'the quote is not closed before the document ends',
      ],
      ['yaml-invalid', { file: '0.yaml', document: 4, line: 18, column: 1 }, 'the key "a" stands twice in one map'],
      ['yaml-invalid', { file: '1.yaml', document: 1, line: 2, column: 1 }, 'a value is missing'],
    ]);
  });

  test.each([
    ['a tab', 'a:\n\tb: c', 2, 1, 'a tab stands where only spaces can indent'],
    ['indentation', 'a:\n    b: c\n  d: e', 3, 3, 'a key with the indentation of the others should stand here'],
    ['a key twice', 'a: { b: 1, b: 2 }', 1, 12, 'the key "b" stands twice in one map'],
    ['no colon', 'a: 1\nb\nc: 2', 2, 1, 'a colon and a blank should follow this key'],
    ['an unknown alias', 'a: *b', 1, 4, 'no anchor &b stands before this alias'],
    ['a circle', 'a: &x [*x]', 1, 8, 'what &x names would contain itself'],
    ['a control character', 'a: 1\nb: \u0007', 2, 4, 'the character U+0007 is not allowed'],
    ['NUL', 'a: 1\0', 1, 5, 'the character U+0000 is not allowed; is this a binary file?'],
    ['no number', 'a: .inf', 1, 4, 'JSON, which Kuma makes of this, has no such number'],
    ['a comment mark of JSON', '{\n  // no\n  "a": 1\n}', 3, 6, 'a map in braces needs , or } here'],
  ])('%s', (_, text, line, column, message) => {
    const [found, ...others] = read(text).diagnostics;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'yaml-invalid', severity: 'error', message, at: { source: { line, column } } });
  });

  test('a template of Helm is told what it is', () => {
    const [first, second] = read('a: {{ .Values.a }}', 'a: b: {{ .Values.a }}').diagnostics;
    for (const { hint } of [first, second]) expect(hint).toMatch(/^This looks like a template of Helm/);
    expect(codes('template: "{{ .Name }}.mesh"')).toEqual(['resource-ignored']);
  });
});
