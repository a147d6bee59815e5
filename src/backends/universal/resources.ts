import type {
  Declared,
  HostnameGenerator,
  Mesh,
  Passthrough,
  Proxy,
  Service,
  TrafficPermission,
  ZoneEgress,
} from '../../ir/ir';
import { nameIn, withBackends } from '../originals';

/** Kuma's Universal resources. Kuma 2.8 fills in no defaults there, so what it requires is always written. */

/** Labels that only the Kubernetes form has, and the one that is written from the display name. */
const DISPLAY_NAME = 'kuma.io/display-name';
const LEFT_OUT = new Set(['kuma.io/mesh', 'k8s.kuma.io/namespace', DISPLAY_NAME]);

const sorted = (all: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What a zone's control plane would add on creation: an update without labels would lose it. */
function labels({ labels: own, name, displayName }: Declared, zone: string | undefined): Record<string, string> {
  const isGlobal = own['kuma.io/origin'] === 'global';
  const all = {
    'kuma.io/origin': 'zone',
    ...(zone === undefined || isGlobal ? {} : { 'kuma.io/zone': zone }),
    ...Object.fromEntries(Object.entries(own).filter(([key]) => !LEFT_OUT.has(key))),
    ...(displayName === name ? {} : { [DISPLAY_NAME]: displayName }),
  };
  return sorted(all);
}

interface ServiceSpec {
  readonly match?: { readonly protocol?: string };
  readonly tls?: { readonly verification?: { readonly subjectAltNames?: readonly { readonly type?: string }[] } };
}

/** `match.protocol`, the `type` of a SAN and, as nothing, its `value` are filled in on Kubernetes and required here. */
function completed(spec: ServiceSpec): ServiceSpec {
  const verification = spec.tls?.verification;
  const names = verification?.subjectAltNames?.map((one) => ({ type: 'Exact', value: '', ...one }));
  return {
    ...spec,
    match: { ...spec.match, protocol: spec.match?.protocol ?? 'tcp' },
    ...(names === undefined ? {} : { tls: { ...spec.tls, verification: { ...verification, subjectAltNames: names } } }),
  };
}

export const meshExternalService = (service: Service, mesh: Mesh) => ({
  type: 'MeshExternalService',
  mesh: mesh.name,
  name: service.name,
  labels: labels(service, mesh.zone),
  spec: completed(service.spec as ServiceSpec),
});

interface PassthroughSpec {
  readonly default?: {
    readonly passthroughMode?: string;
    readonly appendMatch?: readonly { readonly protocol?: string }[];
  };
}

/** On Kubernetes `passthroughMode` and the `protocol` of a match are filled in; here the mode would have another default. */
export function meshPassthrough(passthrough: Passthrough, mesh: Mesh) {
  const { default: given, ...rest } = passthrough.spec as PassthroughSpec;
  const { appendMatch, ...others } = given ?? {};
  const matches = appendMatch?.map((match) => ({ ...match, protocol: match.protocol ?? 'tcp' }));
  return {
    type: 'MeshPassthrough',
    mesh: mesh.name,
    name: passthrough.name,
    labels: labels(passthrough, mesh.zone),
    spec: {
      ...rest,
      default: {
        ...(passthrough.mode === undefined ? {} : { passthroughMode: passthrough.mode }),
        ...others,
        ...(matches === undefined ? {} : { appendMatch: matches }),
      },
    },
  };
}

export const hostnameGenerator = (generator: HostnameGenerator) => ({
  type: 'HostnameGenerator',
  name: generator.name,
  labels: labels(generator, generator.zoneLabel),
  spec: generator.spec,
});

export const trafficPermission = (permission: TrafficPermission, mesh: Mesh) => ({
  type: 'MeshTrafficPermission',
  mesh: mesh.name,
  name: permission.name,
  labels: labels(permission, mesh.zone),
  spec: permission.spec,
});

/** A mesh is of no zone: it has the labels that were declared, and no other. */
export function meshResource({ name, labels: own, displayName, spec }: Declared) {
  const kept = Object.entries(own).filter(([key]) => !LEFT_OUT.has(key));
  const all = { ...Object.fromEntries(kept), ...(displayName === name ? {} : { [DISPLAY_NAME]: displayName }) };
  return { type: 'Mesh', name, ...(Object.keys(all).length === 0 ? {} : { labels: sorted(all) }), ...(spec as object) };
}

export const zoneEgress = (egress: ZoneEgress) => ({
  type: 'ZoneEgress',
  name: egress.name,
  labels: labels(egress, egress.zone),
  ...(egress.spec as object),
});

export function dataplane(proxy: Proxy, mesh: Mesh) {
  const { networking, ...rest } = proxy.spec as { readonly networking: object };
  return {
    type: 'Dataplane',
    mesh: mesh.name,
    name: proxy.name,
    ...(Object.keys(proxy.labels).length === 0 ? {} : { labels: sorted(proxy.labels) }),
    networking: withBackends(networking, mesh, (service) => nameIn(service, 'universal')),
    ...rest,
  };
}
