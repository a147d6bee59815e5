import { renderText } from '../../src/diagnostics/render';
import { checkModel } from '../../src/model/check';
import { load } from '../../src/model/load';

const read = (...texts: readonly string[]) => load(texts.map((text, i) => ({ file: `${i}.yaml`, text })));
const said = (...texts: readonly string[]): string[] => read(...texts).diagnostics.map(renderText);

const SERVICE = `type: MeshExternalService
name: api
mesh: default
spec:
  match: { port: 443, protocol: tcp }
  endpoints: [{ address: api.example.com, port: 443 }]
`;

describe('the same resource', () => {
  const SPEC = { match: { port: 443, protocol: 'tcp' }, endpoints: [{ address: 'api.example.com', port: 443 }] };
  const kubernetes = `apiVersion: kuma.io/v1alpha1
kind: MeshExternalService
metadata:
  name: api
  namespace: kuma-system
  labels: { kuma.io/mesh: shop, team: pay }
spec:
  match: { port: 443, protocol: tcp }
  endpoints: [{ address: api.example.com, port: 443 }]
`;
  const universal = `type: MeshExternalService
name: api
mesh: shop
labels: { team: pay }
spec:
  match: { port: 443, protocol: tcp }
  endpoints: [{ address: api.example.com, port: 443 }]
`;
  const asJson = JSON.stringify({
    type: 'MeshExternalService',
    name: 'api',
    mesh: 'shop',
    labels: { team: 'pay' },
    spec: SPEC,
  });

  test.each([
    ['Universal', universal, { form: 'universal', mesh: 'shop', labels: { team: 'pay' } }],
    ['JSON', asJson, { form: 'universal', mesh: 'shop', labels: { team: 'pay' } }],
    ['indented JSON', JSON.stringify(JSON.parse(asJson), null, '\t'), { form: 'universal', mesh: 'shop' }],
    [
      'Kubernetes',
      kubernetes,
      { form: 'kubernetes', namespace: 'kuma-system', labels: { 'kuma.io/mesh': 'shop', team: 'pay' } },
    ],
    [
      'with a byte order mark and line ends of Windows',
      `\ufeff${universal.replaceAll('\n', '\r\n')}`,
      { form: 'universal' },
    ],
  ])('in %s', (_, text, expected) => {
    const { model, diagnostics } = read(text);
    expect(diagnostics).toEqual([]);
    expect(model.services).toMatchObject([{ name: 'api', mesh: 'shop', spec: SPEC, violations: [], ...expected }]);
    expect(model.meshes.map(({ name }) => name)).toEqual(['shop']);
  });
});

describe('several documents', () => {
  test('of one file and of several', () => {
    const { model } = read(`${SERVICE}---\n${SERVICE.replace('api', 'b')}`, SERVICE.replace('api', 'c'));
    expect(model.services.map(({ name, place }) => [name, place.source])).toEqual([
      ['api', { file: '0.yaml', document: 1, line: 1, column: 1 }],
      ['b', { file: '0.yaml', document: 2, line: 8, column: 1 }],
      ['c', { file: '1.yaml', document: 1, line: 1, column: 1 }],
    ]);
  });

  test('in a List, also of a List, and of a kind of its own', () => {
    const item = {
      apiVersion: 'kuma.io/v1alpha1',
      kind: 'MeshExternalService',
      metadata: { name: 'a', namespace: 'kuma-system' },
      spec: {},
    };
    const list = (kind: string, ...items: readonly object[]) => ({ apiVersion: 'v1', kind, items });
    const { model, diagnostics } = read(
      JSON.stringify(list('List', item, list('List', item)), null, 2),
      JSON.stringify(list('MeshExternalServiceList', item)),
    );
    expect(diagnostics).toEqual([]);
    expect(model.services.map(({ place }) => [place.source?.file, place.source?.line])).toEqual([
      ['0.yaml', 5],
      ['0.yaml', 18],
      ['1.yaml', 1],
    ]);
  });

  test.each(['', '\n', '# only a comment\n', '---\n---\n', 'null\n---\n~\n', '\ufeff'])(
    '%j declares nothing',
    (text) => {
      expect(read(text)).toEqual({
        model: {
          meshes: [],
          services: [],
          generators: [],
          dataplanes: [],
          passthroughs: [],
          trafficPermissions: [],
          zoneEgresses: [],
          sidecars: [],
          secrets: [],
          allowances: [],
        },
        diagnostics: [],
      });
    },
  );
});

test('unknown kinds are counted and left alone', () => {
  const text = [
    'apiVersion: v1\nkind: ConfigMap',
    'kind: ConfigMap',
    'a: 1',
    '- a',
    'text',
    'kind: [1]',
    'type: Secrets',
  ]
    .concat([
      'apiVersion: kuma.io/v2\nkind: MeshExternalService',
      'kind: Dataplane',
      'kind: "a\\nb"',
      'kind: __proto__',
    ])
    .concat([
      'apiVersion: v1\nkind: Secret\ntype: Opaque',
      'apiVersion: v1\nkind: List\nitems: none',
      'type: GlobalSecret',
    ])
    .join('\n---\n');
  expect(read(text).diagnostics.map(({ message, severity }) => [severity, message])).toEqual(
    [
      '1 of kind "a\\nb"',
      '2 of kind ConfigMap',
      '1 of kind Dataplane with no apiVersion',
      '1 of kind GlobalSecret',
      '1 of kind List',
      '1 of kind MeshExternalService with apiVersion kuma.io/v2',
      '1 of kind Secret',
      '1 of kind Secrets',
      '1 of kind __proto__',
      '2 without a map',
      '2 without kind or type',
    ].map((what) => ['info', `${what} left alone: meshext does not model it.`]),
  );
});

describe('a Mesh', () => {
  const meshes = (...texts: readonly string[]) =>
    read(...texts).model.meshes.map(({ name, zoneEgress, place }) => [name, zoneEgress, place.source?.file]);

  test('is declared in both forms, and need not be', () => {
    expect(meshes('type: Mesh\nname: a\nrouting: { zoneEgress: true }')).toEqual([['a', true, '0.yaml']]);
    expect(
      meshes(
        'apiVersion: kuma.io/v1alpha1\nkind: Mesh\nmetadata: { name: a }\nspec: { routing: { zoneEgress: true } }',
      ),
    ).toEqual([['a', true, '0.yaml']]);
    expect(meshes('apiVersion: kuma.io/v1alpha1\nkind: Mesh\nmetadata: { name: a }')).toEqual([['a', false, '0.yaml']]);
    expect(meshes(SERVICE)).toEqual([['default', false, '0.yaml']]);
    expect(meshes(SERVICE, 'type: Mesh\nname: default')).toEqual([['default', false, '1.yaml']]);
  });

  test('declared twice stays twice, for the check to see', () => {
    expect(meshes('type: Mesh\nname: a', 'type: Mesh\nname: a')).toHaveLength(2);
  });

  test('of another API is not ours', () => {
    expect(meshes('apiVersion: v1\nkind: Mesh\nmetadata: { name: a }')).toEqual([]);
  });

  test('without a name or with a word for a switch is refused', () => {
    const { model } = read(
      'type: Mesh\nname: 12',
      'type: Mesh\nname: a\nrouting: { zoneEgress: "true" }',
      'type: Mesh',
    );
    expect(checkModel(model).map(renderText)).toEqual([
      'error[document] invalid Mesh object: "json: cannot unmarshal number into Go struct field ResourceMeta.name of type string"\n  at 0.yaml:1:1 (Mesh)\n  hint: Found 12. It stands at name.',
      'error[document] invalid Mesh object: "json: cannot unmarshal string into Go value of type bool"\n  at 1.yaml:1:1 (Mesh a)\n  hint: Found "true". It stands at routing.zoneEgress.',
      'error[name-empty] name: cannot be empty\n  at 2.yaml:1:1 (Mesh)\n  hint: Found "".',
    ]);
  });
});

describe('a Secret', () => {
  test('is known by name and mesh, and nothing more of it is kept', () => {
    const { model, diagnostics } = read(
      'type: Secret\nname: key\nmesh: shop\ndata: c2VjcmV0',
      'apiVersion: v1\nkind: Secret\ntype: system.kuma.io/secret\nmetadata: { name: ca, namespace: kuma-system, labels: { kuma.io/mesh: shop } }\ndata: { value: c2VjcmV0 }',
      'apiVersion: v1\nkind: Secret\ntype: system.kuma.io/secret\nmetadata: { name: ca }\nstringData: { value: c2VjcmV0 }',
    );
    expect(diagnostics).toEqual([]);
    expect(model.secrets.map(({ mesh, name }) => `${mesh}/${name}`)).toEqual(['shop/key', 'shop/ca', 'default/ca']);
    expect(JSON.stringify(model)).not.toContain('c2VjcmV0');
    expect(model.meshes).toEqual([]); // it declares no mesh, so nothing is written for it
  });

  test('that does not parse shows nothing of its content', () => {
    const texts = ['data: [c2VjcmV0', 'data: "c2VjcmV0', 'data: c2VjcmV0: x', 'data: !!int c2VjcmV0', 'c2VjcmV0'];
    const all = said(...texts.map((text) => `type: Secret\nname: key\n${text}`));
    expect(all).toHaveLength(texts.length);
    expect(all.join()).not.toContain('c2VjcmV0');
  });
});

test('names of JavaScript are names like others', () => {
  const text = `type: MeshExternalService
name: constructor
mesh: __proto__
labels: { __proto__: a, constructor: b, toString: c }
__proto__: x
spec: { match: { port: 1, protocol: tcp, __proto__: 2 }, hasOwnProperty: 3, endpoints: [] }
`;
  const { model } = read(
    text,
    'type: Dataplane\nname: a\nmesh: toString\nnetworking: { address: a, inbound: [{ port: 1, tags: { __proto__: x } }] }',
  );
  const [service] = model.services;
  expect(Object.entries(service.labels)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', 'c'],
  ]);
  expect(service.violations.map(({ field, problem }) => `${field} ${problem}`)).toEqual(
    expect.arrayContaining(['spec.match.__proto__ unknown', 'spec.hasOwnProperty unknown']),
  );
  expect(model.meshes.map(({ name }) => name)).toEqual(['__proto__', 'toString']);
  expect(Object.entries(model.dataplanes[0].spec.networking?.inbound?.[0]?.tags ?? {})).toEqual([['__proto__', 'x']]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
