import {
  FORMS,
  type Form,
  type Json,
  dataplane,
  errors,
  findings,
  generator,
  modelOf,
  service,
} from '../compile/documents';
import { kumaFindings } from '../compile/kuma-findings';
import type { MeshDeclaration } from '../../src/model/model';

/** Kuma's rules for what every resource has: name, mesh, labels, namespace. */

const CHARACTERS =
  "name: invalid characters. A lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const labelled = (labels: Readonly<Record<string, string>>, form: Form): Json => service('x', {}, { labels, form });

describe.each(FORMS)('in the %s form', (form) => {
  test.each([
    ['', ['name: cannot be empty']],
    ['A', [CHARACTERS]],
    ['a_b', [CHARACTERS]],
    ['-a', [CHARACTERS]],
    ['a.', [CHARACTERS]],
    ['a..b', [CHARACTERS]],
    ['ü', [CHARACTERS]],
    ['0-a.b', []],
  ])('the name %j', (name, expected) => {
    expect(kumaFindings(service(name, {}, { form }))).toEqual(expected);
    expect(kumaFindings(dataplane(name, {}, { form }))).toEqual(expected);
  });

  test('a name has at most 253 bytes', () => {
    expect(kumaFindings(dataplane('a'.repeat(253), {}, { form }))).toEqual([]);
    expect(kumaFindings(dataplane('a'.repeat(254), {}, { form }))).toEqual([
      'name: value length must less or equal 253',
    ]);
  });

  test('the origin is zone or global', () => {
    expect(kumaFindings(labelled({ 'kuma.io/origin': 'here' }, form))).toEqual([
      'labels["kuma.io/origin"]: unknown resource origin "here"',
    ]);
    for (const origin of ['zone', 'global'])
      expect(kumaFindings(labelled({ 'kuma.io/origin': origin }, form))).toEqual([]);
  });

  test('in Universal the zone label names the zone, unless the origin is global', () => {
    // The webhook of Kubernetes compares it only where the zone is part of a larger deployment.
    const wrong = 'labels["kuma.io/zone"]: kuma.io/zone label should have default value';
    expect(kumaFindings(labelled({ 'kuma.io/zone': 'east' }, form))).toEqual(form === 'universal' ? [wrong] : []);
    expect(kumaFindings(labelled({ 'kuma.io/zone': 'default' }, form))).toEqual([]);
    expect(kumaFindings(labelled({ 'kuma.io/zone': 'east', 'kuma.io/origin': 'global' }, form))).toEqual([]);
  });

  test('a zone has a name of at most 63 characters, and a namespace one that Kubernetes takes', () => {
    const meshErrors = (mesh: Partial<MeshDeclaration>): string[] =>
      errors(modelOf([service('x', {}, { form, labels: { 'kuma.io/origin': 'zone' } })], mesh)).filter(
        (one) => !one.includes(' namespace'), // that of the service is another one then
      );
    expect(meshErrors({ zone: 'a'.repeat(63) })).toEqual([]);
    expect(meshErrors({ zone: 'a'.repeat(64) })).toEqual(['error mesh-name-invalid default zone']);
    expect(meshErrors({ systemNamespace: 'a'.repeat(63) })).not.toContain(
      'error kubernetes-name-invalid default systemNamespace',
    );
    for (const systemNamespace of ['a'.repeat(64), 'A', 'a.b', '', '-a', '\0'])
      expect(meshErrors({ systemNamespace })).toContain('error kubernetes-name-invalid default systemNamespace');
  });

  test('the name of a mesh', () => {
    const mesh = (name: string): string[] => kumaFindings(service('x', {}, { mesh: name, form }));
    expect(mesh('a_b.c-0')).toEqual([]);
    expect(mesh('A')).toEqual([
      "mesh: invalid characters. Valid characters are numbers, lowercase latin letters and '-', '_', '.' symbols.",
    ]);
  });

  test('a name that leads out of the folders of the output is refused', () => {
    expect(errors(modelOf([service('x', {}, { mesh: '..', form })]))).toContain('error mesh-name-invalid .. mesh');
  });

  test('two resources of one kind and name in one mesh are an error that names both', () => {
    const model = modelOf([service('x', {}, { form }), service('x', {}, { form })]);
    expect(errors(model)).toContain('error resource-twice x');
  });

  test('the same name in two meshes, or of two kinds, is fine', () => {
    const documents = [
      service('x'),
      service('x', {}, { mesh: 'other' }),
      dataplane('x'),
      generator('x', '{{ .Name }}.b.c'),
    ];
    expect(findings(modelOf(documents)).filter((line) => line.includes('resource-twice'))).toEqual([]);
  });
});

test('without a mesh the Universal form is refused', () => {
  const rest = { ...service('x'), mesh: undefined };
  expect(kumaFindings(rest)).toEqual(['mesh: cannot be empty']);
});

test('without a mesh the Kubernetes form belongs to default', () => {
  const { metadata, ...rest } = service('x', {}, { form: 'kubernetes' }) as { readonly metadata: Json };
  expect(kumaFindings({ ...rest, metadata: { ...metadata, labels: {} } })).toEqual([]);
});

test('on Kubernetes a service stands in the namespace of the control plane', () => {
  const { metadata, ...rest } = service('x', {}, { form: 'kubernetes' }) as { readonly metadata: Json };
  expect(kumaFindings({ ...rest, metadata: { ...metadata, namespace: 'other' } })).toEqual([
    'namespace: resource type MeshExternalService can be created only in the system namespace:kuma-system',
  ]);
});

// Kubernetes' qualified names and label values; both the API server and Kuma's REST API refuse the rest.
test.each([
  ['a b', 'c'],
  ['-a', 'c'],
  ['a/b/c', 'd'],
  ['a', 'b c'],
  ['a', '-b'],
  ['a', 'x'.repeat(64)],
])('the label %j: %j is refused', (key, value) => {
  for (const form of FORMS) expect(errors(modelOf([labelled({ [key]: value }, form)]))).not.toEqual([]);
});
