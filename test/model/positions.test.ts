import { compile } from '../../src/compile/compile';
import { yamlInvalid } from '../../src/diagnostics/catalog';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { type Input, load } from '../../src/model/load';
import { withPositions } from '../../src/model/positions';

/** What is found in a file, and the text that it points to. */
function pointedTo(text: string): readonly (readonly [code: string, field: string | undefined, there: string])[] {
  const inputs: readonly Input[] = [{ file: 'a.yaml', text }];
  const { model, diagnostics } = load(inputs);
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n/);
  return withPositions([...diagnostics, ...compile(model).diagnostics], inputs)
    .filter(({ at, severity }) => at.source !== undefined && severity === 'error')
    .map(({ code, at }) => [code, at.field, lines[(at.source?.line ?? 0) - 1].slice((at.source?.column ?? 0) - 1)]);
}

const UNIVERSAL = `# a comment
type: MeshExternalService
name: Api
mesh: default
labels:
  kuma.io/origin: mars
spec:
  match: { port: 70000, protocol: tcp }
  endpoints:
    - address: a.example.com
      port: 443
    - port: 443
      address: "*.example.com"
    -
      port: 1
  tls:
    verification:
      mode: Sometimes
      clientCert: { secret: a }
`;

test('Universal', () => {
  expect(pointedTo(UNIVERSAL)).toEqual(
    expect.arrayContaining([
      ['name-characters', 'name', 'Api'],
      ['origin-label', 'labels["kuma.io/origin"]', 'mars'],
      ['match-port', 'spec.match.port', '70000, protocol: tcp }'],
      ['endpoint-address', 'spec.endpoints[1].address', '"*.example.com"'],
      ['verification-mode', 'spec.tls.verification.mode', 'Sometimes'],
      // Missing fields: the nearest of their parents.
      ['client-key-missing', 'spec.tls.verification.clientKey', 'verification:'],
    ]),
  );
});

test('line ends of Windows and a byte order mark do not move anything', () => {
  expect(pointedTo(`\ufeff${UNIVERSAL.replaceAll('\n', '\r\n')}`)).toEqual(pointedTo(UNIVERSAL));
});

test('a mesh that is only named is found where it is named first', () => {
  expect(pointedTo('type: MeshExternalService\nname: a\nmesh: ..\nspec: {}')).toEqual(
    expect.arrayContaining([['mesh-name-invalid', 'mesh', '..']]),
  );
});

test('Kubernetes', () => {
  const text = `apiVersion: kuma.io/v1alpha1
kind: MeshExternalService
metadata:
  namespace: other
  labels:
    kuma.io/mesh: Bad
    kuma.io/origin: mars
  name: Api
spec:
  match: { port: 0 }
---
apiVersion: kuma.io/v1alpha1
kind: Dataplane
mesh: Worse
metadata: { name: a, namespace: kuma-system }
spec:
  networking:
    address: 127.0.0.1
    inbound:
      - tags: { kuma.io/service: a, "b c": d }
        port: 1
`;
  expect(pointedTo(text)).toEqual(
    expect.arrayContaining([
      ['namespace', 'namespace', 'other'],
      ['name-characters', 'name', 'Api'],
      ['origin-label', 'labels["kuma.io/origin"]', 'mars'],
      ['match-port', 'spec.match.port', '0 }'],
      ['inbound-tag', 'spec.networking.inbound[0].tags["b c"]', 'd }'],
    ]),
  );
});

/** Where one made-up finding ends up. */
function find(text: string, field: string | undefined): string {
  const source = { file: 'a.yaml', document: 1, line: 1, column: 1 };
  const found: Diagnostic = yamlInvalid({ source, ...(field === undefined ? {} : { field }) }, 'x');
  const [one] = withPositions([found], [{ file: 'a.yaml', text }]);
  return `${one.at.source?.line}:${one.at.source?.column}`;
}

test.each([
  ['a: 1', 'a', '1:4'],
  ['a:', 'a', '1:1'],
  ['a: {b: [1, {c: 2}]}', 'a.b[1].c', '1:16'],
  ['a:\n  b: 1', 'a', '1:1'],
  ['a:\n  b: 1', 'a.c', '1:1'],
  ['a:\n  b: 1', 'c', '1:1'],
  ['# c\n\nx: 1\na:\n- b\n-  c', 'a[1]', '6:4'],
  ['a:\n- b', 'a[7].x', '1:1'],
  ['a: { x.y: 1, x: { y: 2 } }', 'a.x.y', '1:11'],
  ['a: { "b[0]": 1 }', 'a.b[0]', '1:14'],
  ['a: { "q\\"uote": 1 }', 'a["q\\"uote"]', '1:17'],
  ['a: { ключ: 1 }', 'a["ключ"]', '1:12'],
  ['"a": 1', 'a', '1:6'],
  ['12: { yes: x }', '12.true', '1:12'],
  ['__proto__: 1', '__proto__', '1:12'],
  ['a: &x { b: 1 }\nc: *x', 'c.b', '1:12'],
  ['x: &x { b: 1 }\na:\n  <<: *x\n  c: 2', 'a.b', '1:12'],
  ['a: |\n  b', 'a', '1:4'],
  ['a: &x !!str b', 'a', '1:4'],
  ['text', 'a.b', '1:1'],
  ['a: [', 'a', '1:1'],
])('in %j, %s is at %s', (text, field, expected) => {
  expect(find(text, field)).toBe(expected);
});

test('a mesh is named elsewhere by each kind and form', () => {
  const inForm = (head: string) => `apiVersion: kuma.io/v1alpha1\n${head}`;
  expect(find('type: Mesh\nname: a', 'mesh')).toBe('2:7');
  expect(find(inForm('kind: Mesh\nmetadata: { name: a }'), 'mesh')).toBe('3:19');
  expect(find(inForm('kind: Dataplane\nmesh: a'), 'mesh')).toBe('3:7');
  expect(find(inForm('metadata: { labels: { kuma.io/mesh: a } }'), 'mesh')).toBe('2:37');
  expect(find(inForm('metadata: { name: a }'), 'mesh')).toBe('2:1');
});

test('without a field, without a source and in other files nothing moves', () => {
  const text = 'x: 1\na: 2';
  expect(find(text, undefined)).toBe('1:1');
  const elsewhere = yamlInvalid({ source: { file: 'b.yaml', document: 1, line: 9, column: 9 }, field: 'a' }, 'x');
  const nowhere = yamlInvalid({ construct: 'a/b', field: 'a' }, 'x');
  expect(withPositions([elsewhere, nowhere], [{ file: 'a.yaml', text }])).toEqual([elsewhere, nowhere]);
});

test('items of a List are told apart, and documents behind a broken one are found', () => {
  const item = (name: string, port: number) =>
    `{apiVersion: kuma.io/v1alpha1, kind: MeshExternalService, metadata: {name: ${name}, namespace: kuma-system}, spec: {match: {port: ${port}}}}`;
  const list = `a: [\n---\napiVersion: v1\nkind: List\nitems:\n- ${item('a', 1)}\n- ${item('b', 0)}\n`;
  expect(pointedTo(list)).toEqual([
    ['yaml-invalid', undefined, '---'],
    ['match-port', 'spec.match.port', '0}}}'],
    ['endpoints-missing', 'spec.endpoints', 'spec: {match: {port: 1}}}'],
    ['endpoints-missing', 'spec.endpoints', 'spec: {match: {port: 0}}}'],
  ]);
});

test('each of very many keys is found, in time', () => {
  const labels = Array.from({ length: 20_000 }, (_, i) => `  k${i}: "-"\n`).join('');
  const text = `type: MeshExternalService\nmesh: default\nname: a\nlabels:\n${labels}spec: { match: { port: 80, protocol: tcp } }\n`;
  const found = pointedTo(text).filter(([code]) => code === 'label-invalid');
  expect(found).toHaveLength(20_000);
  expect(found.filter(([, , there]) => there !== '"-"')).toEqual([]);
}, 60_000);
