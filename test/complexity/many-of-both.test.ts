import { range, steep } from './steep';
import { backends, emit } from '../../src/backends';
import { compile } from '../../src/compile/compile';
import { applyOptions, checkOptions } from '../../src/model/apply-options';
import { load } from '../../src/model/load';
import { readOptions } from '../../src/model/options';
import { toYaml } from '../../src/yaml';
import { toYamlDocuments } from '../yaml-text';

/** As many of one thing as of another that it may have to do with: to compare each with each costs the square. */

const service = (
  i: number,
  { mesh = 'default', ...more }: { readonly mesh?: string; readonly labels?: object } = {},
) => ({
  type: 'MeshExternalService',
  mesh,
  name: `s-${i}`,
  spec: {
    match: { type: 'HostnameGenerator', port: 80, protocol: 'http' },
    endpoints: [{ address: 'a.example', port: 80 }],
  },
  ...more,
});
const generator = (i = 0, matchLabels: object = {}) => ({
  type: 'HostnameGenerator',
  name: `g-${i}`,
  spec: { selector: { meshExternalService: { matchLabels } }, template: `{{ .Name }}.{{ .Mesh }}.z${i}.internal` },
});
const addressOf = (i: number): string => `10.0.${i >> 8}.${i & 255}`;
const proxy = (i: number, networking: object = {}, mesh = 'default') => ({
  type: 'Dataplane',
  mesh,
  name: `p-${i}`,
  networking: {
    address: addressOf(i),
    inbound: [{ port: 8080, servicePort: 80, tags: { 'kuma.io/service': `client-${i}` } }],
    ...networking,
  },
});
const outbound = (i: number, k = i) => ({
  port: 10_000 + k,
  backendRef: { kind: 'MeshExternalService', name: `s-${i}` },
});
const REDIRECTED = { transparentProxying: { redirectPortInbound: 15006, redirectPortOutbound: 15001 } };
const meshOf = (name = 'default') => ({
  type: 'Mesh',
  name,
  mtls: { enabledBackend: 'ca', backends: [{ name: 'ca', type: 'builtin' }] },
  routing: { zoneEgress: true },
});
const egress = (i: number, more: object = {}) => ({
  type: 'ZoneEgress',
  name: `e-${i}`,
  networking: { address: `10.9.${i >> 8}.${i & 255}`, port: 10_002 },
  ...more,
});
const permission = (i: number, targetRef: object, client: number) => ({
  type: 'MeshTrafficPermission',
  mesh: 'default',
  name: `t-${i}`,
  spec: {
    targetRef,
    from: [
      {
        targetRef: { kind: 'MeshSubset', tags: { 'kuma.io/service': `client-${client}` } },
        default: { action: 'Allow' },
      },
    ],
  },
});
const passthrough = (i: number, tags: object, appendMatch: readonly object[]) => ({
  type: 'MeshPassthrough',
  mesh: 'default',
  name: `mp-${i}`,
  spec: { targetRef: { kind: 'MeshSubset', tags }, default: { passthroughMode: 'Matched', appendMatch } },
});

/** Documents, and options for them. */
type World = (size: number) => { readonly documents: readonly object[]; readonly options?: object };

test.each<[string, World]>([
  [
    'meshes and proxies',
    (n) => ({
      documents: [
        generator(),
        egress(0),
        ...range(n).flatMap((i) => [
          meshOf(`m-${i}`),
          service(i, { mesh: `m-${i}` }),
          proxy(i, { outbound: [outbound(i)] }, `m-${i}`),
        ]),
      ],
    }),
  ],
  [
    'meshes and generators',
    (n) => ({ documents: range(n).flatMap((i) => [service(0, { mesh: `m-${i}` }), generator(i, { app: `a-${i}` })]) }),
  ],
  [
    'generators and services by labels',
    (n) => ({
      documents: range(n).flatMap((i) => [service(i, { labels: { app: `a-${i}` } }), generator(i, { app: `a-${i}` })]),
    }),
  ],
  [
    'generators and services by zones',
    (n) => {
      const inZone = (i: number) => ({ labels: { 'kuma.io/zone': `z-${i}` } });
      const documents = range(n).flatMap((i) => [service(i, inZone(i)), { ...generator(i), ...inZone(i) }]);
      return { documents, options: { zones: range(n).map((i) => `z-${i}`) } };
    },
  ],
  [
    'permissions, each for one service',
    (n) => ({
      documents: [
        generator(),
        meshOf(),
        egress(0),
        ...range(n).flatMap((i) => [
          service(i),
          proxy(i, { outbound: [outbound(i)] }),
          permission(i, { kind: 'MeshService', name: `s-${i}` }, i),
        ]),
      ],
    }),
  ],
  [
    'permissions for all services',
    (n) => ({
      documents: [
        generator(),
        meshOf(),
        egress(0),
        service(0),
        ...range(n).map((i) => permission(i, { kind: 'Mesh' }, i)),
      ],
    }),
  ],
  [
    'clients that are allowed, and others that are denied',
    (n) => {
      const clients = (kind: string, action: string) =>
        range(n).map((i) => ({
          targetRef: { kind: 'MeshSubset', tags: { 'kuma.io/service': `${kind}-${i}` } },
          default: { action },
        }));
      const from = [...clients('friend', 'Allow'), ...clients('foe', 'Deny')];
      const policy = { ...permission(0, {}, 0), spec: { targetRef: { kind: 'Mesh' }, from } };
      return { documents: [generator(), meshOf(), egress(0), service(0), policy] };
    },
  ],
  [
    'permissions for services and clients that are none',
    (n) => ({
      documents: [
        meshOf(),
        ...range(n).flatMap((i) => [
          service(i),
          proxy(i),
          permission(i, { kind: 'MeshExternalService', name: `x-${i}` }, n + i),
        ]),
      ],
    }),
  ],
  [
    'passthrough policies, each for one proxy',
    (n) => ({
      documents: [
        service(0),
        ...range(n).flatMap((i) => [
          proxy(i, REDIRECTED),
          passthrough(i, { 'kuma.io/service': `client-${i}` }, [
            { type: 'Domain', value: 'a.example', port: 443, protocol: 'tls' },
          ]),
        ]),
      ],
    }),
  ],
  [
    'ranges that pass',
    (n) => ({
      documents: [
        service(0),
        proxy(0, REDIRECTED),
        passthrough(
          0,
          {},
          range(n).map((i) => ({ type: 'IP', value: addressOf(i), port: 443 + (i % 2) * i, protocol: 'tcp' })),
        ),
      ],
    }),
  ],
  [
    'egresses and zones',
    (n) => ({
      documents: [
        generator(),
        ...range(n).flatMap((i) => [meshOf(`m-${i}`), service(i, { mesh: `m-${i}` }), egress(i, { zone: `z-${i}` })]),
      ],
    }),
  ],
  [
    'services on one port, each bound on its VIP',
    (n) => ({
      documents: [...range(n).map((i) => service(i)), proxy(0)],
      options: { dataplanes: { 'default/p-0': { envoy: { capture: 'local-route' } } } },
    }),
  ],
  [
    'outbounds of HTTP, of which Kuma 2.8 keeps the last to each service',
    (n) => ({
      documents: [...range(n).map((i) => service(i)), proxy(0, { outbound: range(n).map((i) => outbound(i)) })],
      options: { meshes: { default: { compatibility: 'kuma-2.8' } } },
    }),
  ],
  [
    'tags of one inbound',
    (n) => {
      const tags = { 'kuma.io/service': 'a', ...Object.fromEntries(range(n).map((i) => [`tag-${i}`, 'x'])) };
      return { documents: [service(0), proxy(0, { inbound: [{ port: 8080, servicePort: 80, tags }] })] };
    },
  ],
  [
    'endpoints of one service that are all of another type',
    (n) => {
      const endpoints = range(n).map((i) => ({ address: i, port: `${i}` }));
      return { documents: [{ ...service(0), spec: { match: { port: 80 }, endpoints } }] };
    },
  ],
])('%s', (_, world) => {
  const work = (size: number) => {
    const { documents, options = {} } = world(size);
    const text = toYamlDocuments(documents);
    return () => {
      const { model } = load([{ file: 'a.yaml', text }]);
      const read = readOptions('meshext.yaml', toYaml(options));
      const compiled = compile(applyOptions(model, read));
      for (const { pieces } of emit(backends, compiled.ir)) for (const piece of pieces()) void piece;
      expect(checkOptions(model, read)).toEqual([]);
    };
  };
  expect(steep(work)).toEqual([]);
});
