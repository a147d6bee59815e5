import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterDnsMode, Delivery, Endpoint, MeshExternalService, MeshOutput } from '../../src';
import { zoneFiles } from '../../src/backends/coredns/zone';
import { compile } from '../../src/compile/compile';
import { literal } from '../../src/constructs/custom-resource';
import { dnsFiles } from '../../src/constructs/cluster-dns';
import { gatewayFindings, gatewayManifests } from '../../src/constructs/gateway';
import { type GatewayFiles, PIECES_DIR, gatewayFiles } from '../../src/constructs/gateway-files';
import { complaint, prepare } from '../../src/cli/validation';
import type { Mesh } from '../../src/ir/ir';
import type { GatewayDns, GatewaySettings } from '../../src/model/delivery';
import { modelOf, service as document } from '../compile/documents';
import { toYamlDocuments } from '../yaml-text';
import { testWith, tool } from '../tools';
import { putFile } from '../written';
import { errorsOf, nameAll, service, world } from './declare';

const LIMIT_MS = 120_000;
const IMAGES = { envoy: 'envoy:1', coredns: 'coredns:1' };
const OPTIONS = { clusterIpRange: '10.96.128.0/24', images: IMAGES };
const manifestsIn = (files: Readonly<Record<string, string>>): string => files['kubernetes/kuma.k8s.yaml'];

test('the whole tree of a mesh with a gateway', () => {
  const { app, chart, mesh } = world({ delivery: [Delivery.gateway({ ...OPTIONS, maxReplicas: 4 })] });
  nameAll(chart);
  service(mesh, 'x');
  expect(MeshOutput.of(app).files).toMatchSnapshot();
});

test('the address of a service is that of its Service where the gateway alone delivers', () => {
  const vipWith = (...others: readonly Delivery[]): [read: string, files: Readonly<Record<string, string>>] => {
    const { app, chart, mesh } = world({ delivery: [Delivery.gateway(OPTIONS), ...others] });
    nameAll(chart);
    const one = service(mesh, 'x');
    return [one.vip, MeshOutput.of(app).files];
  };
  const [alone, files] = vipWith();
  expect(manifestsIn(files)).toContain(`clusterIP: ${alone}\n`);
  expect(vipWith(Delivery.host())[0]).toMatch(/^242\./);
});

test('what is declared after a synth is there at the next, and nothing twice', () => {
  // GIVEN
  const { app, chart, mesh } = world({ delivery: [Delivery.gateway(OPTIONS)] });
  nameAll(chart);
  service(mesh, 'x');
  const first = manifestsIn(MeshOutput.of(app).files);

  // WHEN
  service(mesh, 'y');
  const second = manifestsIn(MeshOutput.of(app).files);

  // THEN
  const services = (text: string): number => text.match(/^kind: Service$/gm)?.length ?? 0;
  expect([services(first), services(second)]).toEqual([1, 2]);
  expect(manifestsIn(MeshOutput.of(app).files)).toBe(second);
});

// Two places in a tree, so this also says that nothing in them follows the place: a selector can never change.
test.each([ClusterDnsMode.CUSTOM, ClusterDnsMode.STUB])(
  'constructs give the objects of the command, DNS %s',
  (mode) => {
    const dns = { mode, clusterIp: '10.96.0.53' };
    const { app, chart, mesh } = world({ delivery: [Delivery.gateway({ ...OPTIONS, maxReplicas: 4, dns })] });
    nameAll(chart);
    new MeshExternalService(mesh, 's0', { match: { port: 80 }, endpoints: [Endpoint.ip('192.0.2.1', 80)] });
    const text = manifestsIn(MeshOutput.of(app).files);
    const settings = { maxReplicas: 4, dns: { ...dns, mode: literal(mode) } };
    expect(text).toBe(toYamlDocuments(gatewayManifests(meshOf(1, settings, 'mesh.local'))));
  },
);

test.each([
  [undefined, { drop: ['ALL'], add: ['NET_BIND_SERVICE'] }],
  [false, { drop: ['ALL'] }],
])('a name server whose program has a file capability (%s) may have %j', (corednsFileCapability, capabilities) => {
  const dns = { mode: 'stub', clusterIp: '10.96.0.53' } as const;
  const all = gatewayManifests(meshOf(1, { images: { ...IMAGES, corednsFileCapability }, dns }));
  const deployment = all.find(({ kind, metadata }) => kind === 'Deployment' && metadata?.name === 'meshext-dns');
  const path = 'spec.template.spec.containers[0].securityContext.capabilities';
  expect(deployment).toHaveProperty(path, capabilities);
});

test('each isolated namespace has a policy of its own, by any place of the gateway', () => {
  const egressIsolation = {
    namespaces: ['shop', 'billing'],
    cidrs: ['10.244.7.7/16', 'fd00::1/128', '::ffff:10.0.0.0/104'],
  };
  const all = gatewayManifests(meshOf(1, { namespace: 'kube-system', egressIsolation }));
  const policies = all.filter(
    ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata?.namespace !== 'kube-system',
  );
  expect(policies.map(({ metadata }) => metadata)).toMatchObject([
    { namespace: 'billing', name: 'meshext-gateway-kube-system' },
    { namespace: 'shop', name: 'meshext-gateway-kube-system' },
  ]);
  expect(JSON.stringify(policies[0]).match(/"cidr":"[^"]*"/g)).toEqual([
    '"cidr":"10.244.0.0/16"',
    '"cidr":"::ffff:a00:0/104"',
    '"cidr":"fd00::1/128"',
  ]);
});

test('fewer replicas at most than at least are an error, not a crash', () => {
  const { app, chart, mesh } = world({ delivery: [Delivery.gateway({ ...OPTIONS, replicas: 4, maxReplicas: 3 })] });
  nameAll(chart);
  service(mesh, 'x');
  expect(errorsOf(app)).toEqual([expect.stringContaining('3 is less than the 4 replicas')]);
});

/** A mesh with that many services behind a gateway. */
function meshOf(
  count: number,
  more: Partial<GatewaySettings> & { dns?: GatewayDns } = {},
  zone = 'mesh.internal',
): Mesh {
  const template = modelOf([
    document('s', { endpoints: [{ address: '192.0.2.1', port: 80 }], match: { port: 80, protocol: 'tcp' } }),
  ]);
  const { meshes, services } = template;
  const model = {
    ...template,
    meshes: [
      {
        ...meshes[0],
        delivery: [
          { gateway: { clusterIpRange: count > 200 ? '10.96.0.0/14' : '10.96.128.0/24', images: IMAGES, ...more } },
        ],
      },
    ],
    services: Array.from({ length: count }, (_, i) => ({ ...services[0], name: `s${i}` })),
    generators: [
      {
        place: {},
        form: 'universal' as const,
        name: 'all',
        labels: {},
        annotations: {},
        violations: [],
        spec: { selector: { meshExternalService: {} }, template: `{{ .DisplayName }}.${zone}` },
      },
    ],
  };
  return compile(model).ir.meshes[0];
}

/** What the volume holds when Envoy starts: put together by the container's own command, where there is one. */
function started(files: GatewayFiles, configDir: string): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-gateway-'));
  const data = new Map(files.configMaps.map((one) => [one.name, one.data]));
  const place = files.assemble === undefined ? 'config' : 'pieces';
  try {
    for (const { configMap } of files.sources)
      for (const { key, path } of configMap?.items ?? [])
        putFile(join(folder, place), path, data.get(configMap?.name ?? '')?.[key] ?? '');
    if (files.assemble !== undefined) {
      putFile(folder, 'config/.keep', '');
      const command = files.assemble
        .replaceAll(configDir, join(folder, 'config'))
        .replaceAll(PIECES_DIR, join(folder, 'pieces'));
      expect(spawnSync('sh', ['-ec', command], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    }
    const read = (name: string): string => readFileSync(join(folder, 'config', name), 'utf8');
    return { 'bootstrap.json': read('bootstrap.json'), 'lds.json': read('lds.json'), 'cds.json': read('cds.json') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const MEBIBYTE = 1024 * 1024;
const sizes = (all: readonly { readonly data: Readonly<Record<string, string>> }[]): number[] =>
  all.map(({ data }) =>
    Object.entries(data).reduce((sum, [key, text]) => sum + key.length + Buffer.byteLength(text), 0),
  );

describe.each([
  [1, false, []],
  [700, false, ['config-map-large']],
  [900, false, ['config-map-large']],
  [5_200, true, ['config-map-large', 'config-map-large']],
  [25_000, true, ['config-map-large', 'config-map-large']],
])('with %i services', (count, inPieces, warnings) => {
  const mesh = meshOf(count, { dns: { mode: 'stub', clusterIp: '10.95.0.53' } });
  const { gateway } = mesh;
  if (gateway === undefined) throw new Error('there is no gateway');
  const files = gatewayFiles('g', gateway.proxy, mesh);
  if (files === undefined) throw new Error('there are no files');
  const dns = dnsFiles(gateway);

  test('every ConfigMap can be applied', () => {
    expect(Math.max(...sizes(files.configMaps), ...sizes(dns.configMaps))).toBeLessThanOrEqual(MEBIBYTE);
    expect(gatewayFindings(mesh).flatMap(({ code, severity }) => (severity === 'info' ? [] : code))).toEqual(warnings);
  });

  test('Envoy finds all listeners and clusters', () => {
    const found = started(files, gateway.proxy.configDir);
    expect(files.assemble !== undefined).toBe(inPieces);
    const resources = (name: string): unknown[] => (JSON.parse(found[name]) as { resources: unknown[] }).resources;
    expect(resources('cds.json')).toHaveLength(count);
    expect(resources('lds.json')).toHaveLength(count + 1); // and the one that says ready
  });

  // With more of them Envoy takes minutes.
  if (count <= 5_200)
    testWith(['envoy'])(
      'the real Envoy takes them all',
      () => {
        const folder = mkdtempSync(join(tmpdir(), 'meshext-gateway-'));
        try {
          for (const [name, text] of Object.entries(started(files, gateway.proxy.configDir)))
            putFile(join(folder, 'files'), name, text);
          const { configs, problems } = prepare(join(folder, 'files'), join(folder, 'copy'));
          const said = configs.map((config) => complaint(tool('envoy'), config));
          expect({ problems, said }).toEqual({ problems: [], said: configs.map(() => undefined) });
          expect(configs).toHaveLength(2);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
      LIMIT_MS,
    );
});

test('a zone in several files is the zone in one, with a serial of them all', () => {
  // GIVEN
  const [zone] = meshOf(100).gateway?.names.zones.filter(({ name }) => name === 'mesh.internal') ?? [];
  const whole = zoneFiles(zone, 'zone', Infinity)[0].text;

  // WHEN
  const [main, ...parts] = zoneFiles(zone, 'zone', 1000);

  // THEN
  expect(parts.length).toBeGreaterThan(3);
  expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThanOrEqual(1000);
  const put = main.text.replace(
    /^\$INCLUDE (.*)\n/gm,
    (_, name: string) => parts.find((one) => one.name === name)?.text ?? '',
  );
  expect(put).toBe(whole);
});

test('keys that CoreDNS imports cannot be divided: the way out is named', () => {
  const found = gatewayFindings(meshOf(12_000));
  expect(found.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'config-map-too-large', hint: 'Set dns.mode to stub, which divides zones among several ConfigMaps.' },
  ]);
});
