import { literalSuffix, parseTemplate, reads, type Template } from '../../../src/model/template';
import { dataOf, loadCases, ours, textOf, titleOf } from './cases';
import { randomTemplates } from './random-templates';

const cases = loadCases();

function parsed(text: string): Template {
  const found = parseTemplate(text);
  if (found.kind !== 'ok') throw new Error(found.message);
  return found.template;
}

test('there are many cases of every kind', () => {
  const count = (kind: string): number => cases.filter(({ result }) => result?.kind === kind).length;
  expect(cases.length).toBeGreaterThanOrEqual(150);
  for (const kind of ['ok', 'invalid', 'error', 'unsupported']) expect(count(kind)).toBeGreaterThanOrEqual(15);
});

describe('a template gives what Go gives', () => {
  test.each(cases.map((item) => [titleOf(item.template), item] as const))('%s', (_title, item) => {
    expect(ours(textOf(item.template), dataOf(item))).toEqual(item.result);
  });
});

test('every invalid template says so with the prefix that Kuma shows', () => {
  const messages = cases.flatMap(({ result }) => (result?.kind === 'invalid' ? [result.message] : []));
  for (const message of messages) expect(message).toMatch(/^template: :\d+: /);
});

test('what Go refuses is merely unsupported here for two known reasons only', () => {
  const odd = cases.filter(({ result, go }) => result?.kind === 'unsupported' && go === 'invalid');
  for (const { result } of odd) expect(result?.message).toMatch(/nesting|the number/);
});

test.each([
  ['', ''],
  ['plain.mesh', 'plain.mesh'],
  ['{{ .Name }}', ''],
  ['{{ .Name }}.svc.mesh', '.svc.mesh'],
  ['a.{{ .Name }}.b.{{ .Zone }}.c', '.c'],
  ['{{ .Name -}}  .mesh', '.mesh'],
  ['{{ if .Zone }}{{ .Zone }}.x{{ end }}', ''],
  ['{{ if .Zone }}a{{ else }}b{{ end }}.mesh', '.mesh'],
  ['{{ with .Zone }}a{{ end }}{{ $x := 1 }}', ''],
  ['{{ .Name }}.a{{/* note */}}.b', '.a.b'],
  ['{{ .Name }}.grüße', '.grüße'],
])('the literal suffix of %j is %j', (template, suffix) => {
  expect(literalSuffix(parsed(template))).toBe(suffix);
});

test.each([
  ['plain', []],
  ['{{ .Name }}.{{ .Zone }}.{{ .Name }}', ['.Name', '.Zone']],
  ['{{ label "team" }}.{{ "zone" | label }}', ['label "team"', 'label "zone"']],
  ['{{ label .Name }}', ['label', '.Name']],
  ['{{ "a" | print "b" | label }}', ['label']],
  ['{{ if .Zone }}{{ $.Mesh }}{{ else }}{{ label "x" }}{{ end }}', ['.Zone', '.Mesh', 'label "x"']],
  ['{{ with .Zone }}{{ . }}.{{ $.Name }}{{ end }}', ['.Zone', '.Name']],
  ['{{ . }}', ['.Name', '.DisplayName', '.Namespace', '.Mesh', '.Zone']],
  ['{{ $x := $ }}', ['.Name', '.DisplayName', '.Namespace', '.Mesh', '.Zone']],
  ['{{ print (len .Mesh) (label "é\\"") }}', ['.Mesh', 'label "é\\""']],
  ['{{ .Foo.Bar }}', ['.Foo']],
  ['{{ (label "team").x }}', ['label "team"']],
])('%j reads %j', (template, found) => {
  expect(reads(parsed(template))).toEqual(found);
});

test('variables that double each other end in an error, not in a full memory', () => {
  const doubling = '{{ $x := print $x $x }}'.repeat(64);
  expect(ours(`{{ $x := "ab" }}${doubling}{{ $x }}`)).toEqual({
    kind: 'error',
    message: 'the template works on more than 1 MiB of text',
  });
});

test('long literal texts pass unchanged', () => {
  const text = 'grüße.'.repeat(20_000);
  expect(ours(text)).toEqual({ kind: 'ok', text });
});

test.each([
  ['blanks before a text that is trimmed', `${' '.repeat(100_000)}x{{- "" }}`],
  ['blanks in an action', `{{${' '.repeat(100_000)}.Name${' '.repeat(100_000)}x}}`],
  ['digits that are no number', `{{ 1${'1_'.repeat(50_000)} }}`],
  ['a variable that is asked for often', `{{ $x := 1 }}${'{{ $y := $x }}'.repeat(7_000)}`],
  [
    'a long value quoted often',
    `{{ $x := "${'\u00e9'.repeat(20_000)}" }}${'{{ $y := printf "%q" $x }}'.repeat(2_000)}`,
  ],
  ['a long value printed often at once', `{{ $x := "${'a'.repeat(50_000)}" }}{{ print${' $x'.repeat(30_000)} }}`],
  ['comments', '{{/* */}}'.repeat(10_000)],
])('100 kB take no more than a moment: %s', (_title, template) => {
  const begin = performance.now();
  ours(template);
  expect(performance.now() - begin).toBeLessThan(5_000);
});

test('half of a surrogate pair becomes what UTF-8 makes of it', () => {
  expect(ours('a\ud800b')).toEqual({ kind: 'ok', text: 'a\ufffdb' });
});

test('no random template makes the engine throw', () => {
  for (const template of randomTemplates(5000, 4711)) {
    const { kind, text, message } = ours(template);
    expect([kind, typeof (kind === 'ok' ? text : message)]).toEqual([kind, 'string']);
  }
});
