import { range, steep } from './steep';
import { benchYaml } from '../../bench/apps/yaml';
import { emit, backends } from '../../src/backends';
import { compile } from '../../src/compile/compile';
import { matrixRows } from '../../src/cli/matrix';
import { applyAllowances } from '../../src/diagnostics/allow';
import { applyOptions, checkOptions } from '../../src/model/apply-options';
import { load } from '../../src/model/load';
import { readOptions } from '../../src/model/options';
import { withPositions } from '../../src/model/positions';
import { toYaml } from '../../src/yaml';
import { toYamlDocuments } from '../yaml-text';

const name = (i: number): string => `service-${String(i).padStart(5, '0')}`;

const fromYaml = (documents: (size: number) => string) => (size: number) => {
  const text = documents(size);
  return () => {
    const { model, diagnostics } = load([{ file: 'a.yaml', text }]);
    const compiled = compile(model);
    withPositions([...diagnostics, ...compiled.diagnostics], [{ file: 'a.yaml', text }]);
    emit(backends, compiled.ir);
  };
};

const service = (i: number, spec: object = {}) => ({
  type: 'MeshExternalService',
  mesh: 'default',
  name: name(i),
  spec: { match: { port: 80 }, endpoints: [{ address: 'example.com', port: 80 }], ...spec },
});
const generator = (one: object) => ({
  type: 'HostnameGenerator',
  spec: { selector: { meshExternalService: { matchLabels: {} } }, template: '{{ .Name }}.mesh.internal' },
  ...one,
});
const secret = (verb: string) => ({ enabled: true, verification: { caCert: { secret: verb } } });
const outbound = (i: number, mesh: string) => ({
  port: 10_000 + i,
  backendRef: { kind: 'MeshExternalService', name: `${mesh}${name(i)}` },
});
const proxy = (size: number, prefix = '') => ({
  type: 'Dataplane',
  mesh: 'default',
  name: 'proxy',
  networking: {
    address: '127.0.0.1',
    inbound: [{ port: 1, tags: { 'kuma.io/service': 'x' } }],
    outbound: range(size).map((i) => outbound(i, prefix)),
  },
});

test.each<[string, (size: number) => string]>([
  ['the services and proxies of the bench', benchYaml],
  ['names that are none', (n) => toYamlDocuments([...range(n).map((i) => service(i)), proxy(n, 'sevrice-')])],
  [
    'services that another mesh has',
    (n) => toYamlDocuments([...range(n).map((i) => ({ ...service(i), mesh: 'other' })), service(n + 1), proxy(n)]),
  ],
  [
    'secrets that are none',
    (n) =>
      toYamlDocuments([
        ...range(n).map((i) => ({ type: 'Secret', mesh: 'default', name: `secret-${i}`, data: 'eA==' })),
        ...range(n).map((i) => service(i, { tls: secret(`sceret-${i}`) })),
      ]),
  ],
  [
    'one hostname for all',
    (n) =>
      toYamlDocuments([
        generator({ name: 'g', spec: { selector: { meshExternalService: {} }, template: 'x.mesh.internal' } }),
        ...range(n).map((i) => service(i)),
      ]),
  ],
  [
    'as many proxies as services',
    (n) =>
      toYamlDocuments(
        range(n).flatMap((i) => [
          service(i),
          { ...proxy(1), name: `proxy-${i}`, networking: { ...proxy(0).networking, outbound: [outbound(i, '')] } },
        ]),
      ),
  ],
  ['generators that nobody needs', (n) => toYamlDocuments(range(n).map((i) => generator({ name: `g-${i}` })))],
  [
    'documents with everything wrong',
    (n) =>
      toYamlDocuments(
        range(n).map((i) => service(i, { match: { port: 0, portt: 1 }, endpoints: [{ address: ' ', prot: 1 }] })),
      ),
  ],
  [
    'a list of resources with everything wrong',
    (n) =>
      toYamlDocuments([
        {
          apiVersion: 'v1',
          kind: 'List',
          items: range(n).map((i) => ({
            apiVersion: 'kuma.io/v1alpha1',
            kind: 'MeshExternalService',
            metadata: { name: name(i), namespace: 'kuma-system' },
            spec: { match: { port: 0 }, endpoints: [{ address: ' ', port: 0 }] },
          })),
        },
      ]),
  ],
])('%s', (_, documents) => {
  expect(steep(fromYaml(documents))).toEqual([]);
});

const withOptions = (size: number) => {
  const inputs = [{ file: 'a.yaml', text: toYamlDocuments(range(size).map((i) => service(i))) }];
  const ofEach = range(2 * size).map((i) => [`default/${name(i)}`, { vip: `10.1.${i >> 8}.${i & 255}` }]);
  const text = toYaml({ services: Object.fromEntries(ofEach) as object });
  return () => {
    const { model } = load(inputs);
    const options = readOptions('meshext.yaml', text);
    const found = checkOptions(model, options);
    compile(applyOptions(model, options));
    expect(found).toHaveLength(size);
  };
};

test('options for all services, and as many for services that are none', () => {
  expect(steep(withOptions)).toEqual([]);
});

const listening = (size: number) => {
  const { model } = load([
    { file: 'a.yaml', text: toYamlDocuments([...range(size).map((i) => service(i)), proxy(size)]) },
  ]);
  const { ir } = compile(model);
  return () => {
    expect(matrixRows(ir)).toHaveLength(size);
  };
};

test('what a proxy with as many outbounds as services reaches', () => {
  expect(steep(listening)).toEqual([]);
});

const allowing = (size: number) => {
  const { model } = load([{ file: 'a.yaml', text: toYamlDocuments(range(size).map((i) => service(i))) }]);
  const { diagnostics } = compile(model);
  const allowances = range(size).map((i) => ({
    code: 'hostname-missing',
    at: `MeshExternalService/default/${name(i)}`,
    reason: 'It is reached by its port.',
    place: {},
  }));
  return () => {
    const judged = applyAllowances(diagnostics, allowances);
    expect(judged.filter(({ hint }) => hint?.startsWith('Allowed'))).toHaveLength(size);
  };
};

test('as many allowances as findings', () => {
  expect(steep(allowing)).toEqual([]);
});

const besidePolicies = (size: number) => {
  const inNamespace = (i: number, kind: string, more: object) => ({
    apiVersion: 'kuma.io/v1alpha1',
    kind,
    metadata: { name: `one-${i}`, namespace: `team-${i}`, labels: { 'kuma.io/mesh': 'default' } },
    ...more,
  });
  const { networking } = proxy(0);
  const policy = { targetRef: { kind: 'Mesh' }, default: { passthroughMode: 'All' } };
  const documents = range(size).flatMap((i) => [
    inNamespace(i, 'Dataplane', { mesh: 'default', spec: { networking } }),
    inNamespace(i, 'MeshPassthrough', { spec: policy }),
  ]);
  const { model } = load([{ file: 'a.yaml', text: toYamlDocuments(documents) }]);
  const later = applyOptions(model, readOptions('meshext.yaml', "kumaVersion: '2.14'"));
  return () => {
    expect(compile(later).ir.meshes.map(({ proxies, passthroughs }) => [proxies.length, passthroughs.length])).toEqual([
      [size, size],
    ]);
  };
};

test('policies and proxies of as many namespaces', () => {
  expect(steep(besidePolicies)).toEqual([]);
});
