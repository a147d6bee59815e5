import { Lazy } from 'cdk8s';
import {
  Dataplane,
  DataSource,
  HostnameGenerator,
  MeshExternalService,
  MeshOutput,
  MeshPassthrough,
  MeshTrafficPermission,
  type Outbound,
  PassthroughMatchType,
  PassthroughTargetKind,
  PermissionAction,
  PermissionTargetKind,
  ProxyType,
  ZoneEgress,
} from '../../src';
import { errorsOf, manifest, service, world } from './declare';

/** Props as a program has them that goes on to use its objects for something else. */
const props = () => ({
  service: {
    match: { port: 443 },
    endpoints: [],
    tls: { enabled: true, verification: { serverName: 'a.example', caCert: DataSource.secret('ca') } },
    extension: { type: 'Lambda', config: { region: 'eu' } },
  },
  generator: { selector: { meshExternalService: { matchLabels: { a: 'b' } } }, template: '{{ .Name }}.a.b' },
  networking: {
    address: '192.0.2.1',
    admin: { port: 9901 },
    inbound: [{ port: 1, servicePort: 2, tags: { 'kuma.io/service': 'a' } }],
    outbound: [] as Outbound[],
  },
  late: { port: 3, servicePort: 4, tags: { 'kuma.io/service': 'b' } },
  passthrough: {
    targetRef: { kind: PassthroughTargetKind.MESH, proxyTypes: [ProxyType.SIDECAR] },
    default: { appendMatch: [{ type: PassthroughMatchType.IP, value: '192.0.2.9', port: 1 }] },
  },
  permission: {
    targetRef: { kind: PermissionTargetKind.MESH },
    from: [{ targetRef: { kind: PermissionTargetKind.MESH }, default: { action: PermissionAction.ALLOW } }],
  },
  egress: { networking: { address: '192.0.2.2', port: 10_002 } },
});

/** All files after `change` was done to the props of everything. */
function filesAfter(change: (given: ReturnType<typeof props>) => void): MeshOutput['files'] {
  const given = props();
  const { app, chart, mesh } = world();
  new MeshExternalService(mesh, 'x', given.service);
  new HostnameGenerator(chart, 'g', given.generator);
  new Dataplane(mesh, 'p', { networking: given.networking }).addInbound(given.late);
  new MeshPassthrough(mesh, 'pass', given.passthrough);
  new MeshTrafficPermission(mesh, 'permit', given.permission);
  new ZoneEgress(chart, 'egress', given.egress);
  change(given);
  expect(errorsOf(app)).toEqual([]);
  return MeshOutput.of(app).files;
}

test('what happens to props after a construct was made of them changes nothing', () => {
  const before = filesAfter(() => undefined);
  expect(filesAfter(spoil)).toEqual(before);
});

/** Each text and number, however deep, becomes another; what is an instance of a class is left as it is. */
function spoil(value: object): void {
  for (const [key, one] of Object.entries(value) as [string, unknown][]) {
    if (typeof one === 'string') Object.assign(value, { [key]: `${one}-spoilt` });
    if (typeof one === 'number') Object.assign(value, { [key]: one + 1 });
    if (typeof one === 'object' && one !== null && !(one instanceof DataSource)) spoil(one);
  }
}

test('what is read back of inbounds is a copy, all of it', () => {
  const { mesh } = world();
  const proxy = new Dataplane(mesh, 'p', { networking: props().networking });
  spoil(proxy.inbounds);
  expect(proxy.inbounds).toEqual(props().networking.inbound);
});

test('a Lazy stays one', () => {
  const { chart, mesh } = world();
  let port = 1;
  service(mesh, 'x', { match: { port: Lazy.any({ produce: () => port }) as number } });
  port = 2;
  expect(manifest(chart, 'MeshExternalService', 'x').spec['match']).toMatchObject({ port: 2 });
});
