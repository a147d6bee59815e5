import { FORMS, type Form, type Json, document, service } from '../compile/documents';
import { diagnosticsOf, kumaFindings } from '../compile/kuma-findings';

/** Kuma 2.8's rules for HostnameGenerator: each row of its validator hit, and just missed. */

const ALL = { meshExternalService: {} };
const COUNT = 'exact one selector (meshService, meshExternalService) must be defined';
const syntax = (text: string): string => `couldn't parse template: template: :1: ${text}`;
const spec = (template: unknown, selector: unknown = ALL): Json => ({ selector, template });
/** The mesh that it names services of. */
const MESH = service('other');
const generator = (body: Json, form: Form): Json => document('HostnameGenerator', 'x', { spec: body }, { form });

type Hit = readonly [row: string, spec: Json, field: string, message: string];
const HITS: readonly Hit[] = [
  ['H1 none', spec('a.b', {}), 'spec.selector', COUNT],
  ['H1 absent', { template: 'a.b' }, 'spec.selector', COUNT],
  ['H1 both', spec('a.b', { meshExternalService: {}, meshService: {} }), 'spec.selector', COUNT],
  ['H2', spec(''), 'spec.template', 'must not be empty'],
  ['H2 absent', { selector: ALL }, 'spec.template', 'must not be empty'],
  ['H3 unclosed', spec('{{ .Name'), 'spec.template', syntax('unclosed action')],
  ['H3 function', spec('{{ upper .Name }}'), 'spec.template', syntax('function "upper" not defined')],
  ['H3 if', spec('{{ if .Name }}'), 'spec.template', syntax('unexpected EOF')],
  ['H3 nothing', spec('{{ }}'), 'spec.template', syntax('missing value for command')],
  ['H3 quote', spec('{{ label "a }}'), 'spec.template', syntax('unterminated quoted string')],
];

const MISSES: readonly (readonly [row: string, spec: Json])[] = [
  ['H1', spec('a.b')],
  ['H1 the other', spec('a.b', { meshService: {} })],
  ['H3 unknown field', spec('{{ .Service }}.b')],
  ['H3 wrong case', spec('{{ .name }}.b')],
  ['H3 no dot', spec('{{ .Name }}')],
  ['H3 characters that no name has', spec('A_ ..b.')],
  ['H3 empty last command', spec('{{ .Name | }}.ext')],
];

describe.each(FORMS)('in the %s form', (form) => {
  test.each(HITS)('%s: %j is refused', (_row, body, field, message) => {
    expect(kumaFindings(MESH, generator(body, form))).toEqual([`${field}: ${message}`]);
  });

  test.each(MISSES)('%s: %j is accepted', (_row, body) => {
    expect(kumaFindings(MESH, generator(body, form))).toEqual([]);
  });

  test('selector and template are reported together, the selector first', () => {
    expect(kumaFindings(MESH, generator({}, form))).toEqual([
      `spec.selector: ${COUNT}`,
      'spec.template: must not be empty',
    ]);
  });
});

// As the real Kuma 2.8.8 did: the API server drops a null, Universal's schema refuses it.
test('a selector that is null', () => {
  const alone = spec('a.b', { meshExternalService: null });
  const beside = spec('a.b', { meshExternalService: {}, meshService: null });
  const wrongType = 'in body must be of type object: "null"';
  expect(kumaFindings(MESH, generator(alone, 'kubernetes'))).toEqual([`spec.selector: ${COUNT}`]);
  expect(kumaFindings(MESH, generator(beside, 'kubernetes'))).toEqual([]);
  expect(kumaFindings(MESH, generator(alone, 'universal'))).toContain(
    `spec.selector.meshExternalService: ${wrongType}`,
  );
  expect(kumaFindings(MESH, generator(beside, 'universal'))).toEqual([`spec.selector.meshService: ${wrongType}`]);
});

test('what the template language here does not have is our own finding, not one of Kuma', () => {
  // WHEN
  const found = diagnosticsOf(generator(spec('{{ range .Name }}{{ end }}.b.c'), 'universal'));

  // THEN
  expect(found.map(({ authority, code, at }) => [authority, code, at.field])).toEqual([
    ['meshext', 'template-unsupported', 'spec.template'],
  ]);
});

test.each(FORMS)('generators may stand alone: the meshes can be in other files (%s form)', (form) => {
  expect(diagnosticsOf(generator(spec('{{ .Name }}.b.c'), form))).toEqual([]);
});
