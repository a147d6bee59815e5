import { forControlPlane, hostMeshes } from '../../src/backends/delivered';
import { renderOneline } from '../../src/diagnostics/oneline';
import { type Result, run } from '../run';

/** What each delivery means, before it shows whether its outputs can be written. */

const SIDECAR = "sidecar: { clusterDnsIp: 10.96.0.10, images: { envoy: 'envoy:1', coredns: 'coredns:1' } }";
const GATEWAY = "gateway: { clusterIpRange: 10.96.128.0/20, images: { envoy: 'envoy:1' } }";

const NAMED = `
type: HostnameGenerator
name: all
spec: { selector: { meshExternalService: {} }, template: '{{ .DisplayName }}.mesh.internal' }
---
type: MeshExternalService
name: payments
mesh: default
spec: { match: { PORT protocol: tcp }, endpoints: [{ address: pay.example.com, port: 443 }] }
---
type: MeshExternalService
name: elsewhere
mesh: default
spec: { match: { port: 443, protocol: tcp }, extension: { type: lambda } }
`;
const CAPTURED = `
---
type: Dataplane
name: shop
mesh: default
networking:
  address: 192.0.2.10
  inbound: [{ port: 8080, servicePort: 80, serviceAddress: 127.0.0.1, tags: { kuma.io/service: shop } }]
  transparentProxying: { redirectPortInbound: 15006, redirectPortOutbound: 15001 }
`;
const PORTS = CAPTURED.replace(/ {2}transparentProxying.*\n/, '');

function delivered(kinds: readonly string[] | undefined, { proxy = CAPTURED, port = 'port: 443,' } = {}): Result {
  const options =
    kinds === undefined ? '' : `meshes: { default: { delivery: [${kinds.map((one) => `{ ${one} }`).join(', ')}] } }`;
  return run([{ file: 'all.yaml', text: NAMED.replace('PORT', port) + proxy }], options);
}

const codes = ({ diagnostics }: Result): string[] => diagnostics.map(({ code }) => code);

test.each([
  ['nobody', undefined, { resources: true, hosts: true, vips: true, names: ['elsewhere', 'payments'] }],
  ['Kuma', ['kuma: {}'], { resources: true, hosts: false, vips: false, names: [] }],
  ['hosts', ['host: {}'], { resources: false, hosts: true, vips: true, names: ['payments'] }],
  ['sidecars', [SIDECAR], { resources: false, hosts: false, vips: true, names: [] }],
  ['a gateway', [GATEWAY], { resources: false, hosts: false, vips: true, names: [] }],
  ['sidecars and a gateway', [SIDECAR, GATEWAY], { resources: false, hosts: false, vips: true, names: [] }],
  ['Kuma and hosts', ['kuma: {}', 'host: {}'], { resources: true, hosts: true, vips: true, names: ['payments'] }],
  ['Kuma and sidecars', ['kuma: {}', SIDECAR], { resources: true, hosts: false, vips: true, names: [] }],
] as const)('named as delivery: %s', (_, kinds, expected) => {
  const { ir, lock } = delivered(kinds);
  const [mesh] = ir.meshes;
  const records = mesh.zones.find(({ name }) => name === 'mesh.internal')?.records ?? [];
  const { meshes, generators } = forControlPlane(ir);
  expect(meshes.length === 1).toBe(expected.resources);
  expect(generators.length === 1).toBe(expected.resources);
  expect(hostMeshes(ir).length === 1).toBe(expected.hosts);
  expect(mesh.services.every(({ vips }) => vips.length > 0)).toBe(expected.vips);
  expect(lock.map(({ key }) => key)).toEqual(expected.vips ? ['default/elsewhere', 'default/payments'] : []);
  expect(mesh.services.map(({ hostnames }) => hostnames)).toEqual([
    ['elsewhere.mesh.internal'],
    ['payments.mesh.internal'],
  ]);
  expect(records.map(({ owner }) => owner.split('.')[0])).toEqual(expected.names);
});

test.each([
  [undefined, true],
  [['kuma: {}'], true],
  [['kuma: {}', 'host: {}'], true],
  [['host: {}'], false],
  [[SIDECAR], false],
  [[GATEWAY], false],
])("with the delivery %j, Kuma's refusal of a service without a port is reported: %j", (kinds, isRefused) => {
  expect(codes(delivered(kinds, { port: '' })).includes('match-port')).toBe(isRefused);
});

test('Kuma and another answer for the same names: said once, where delivery stands', () => {
  const twice = (kinds: readonly string[]): string[] =>
    delivered(kinds)
      .diagnostics.filter(({ code }) => code === 'delivered-twice')
      .map(renderOneline);
  expect(twice(['kuma: {}', 'host: {}', GATEWAY])).toEqual([
    'meshext.yaml:1:22: info delivered-twice: delivery: Kuma and host and gateway answer for the same hostnames, each with VIPs of its own.',
  ]);
  expect([['kuma: {}'], ['host: {}'], [SIDECAR, GATEWAY]].flatMap(twice)).toEqual([]);
});

test('that no Dataplane listens on a VIP is told where hosts are given files, and DNS is left out only where they are named', () => {
  const told = (kinds: readonly string[] | undefined, proxy: string): [boolean, number] => {
    const result = delivered(kinds, { proxy });
    return [codes(result).includes('vips-not-captured'), result.ir.meshes[0].zones.length];
  };
  expect(told(undefined, PORTS)).toEqual([true, 2]);
  expect(told(undefined, CAPTURED)).toEqual([false, 2]);
  expect(told(['host: {}'], PORTS)).toEqual([true, 0]);
  expect(told(['host: {}'], CAPTURED)).toEqual([false, 2]);
  expect(told(['kuma: {}'], PORTS)).toEqual([false, 0]);
  expect(told([SIDECAR], PORTS)).toEqual([false, 0]);
});
