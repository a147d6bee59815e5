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
import { sortedTexts } from '../sorted-texts';

/** Kuma's Universal resources. Kuma 2.8 fills in no defaults there, so what it requires is always written. */

/** Labels that only the Kubernetes form has, and the one that is written from the display name. */
const DISPLAY_NAME = 'kuma.io/display-name';
const LEFT_OUT = new Set(['kuma.io/mesh', 'k8s.kuma.io/namespace', DISPLAY_NAME]);

/** What a zone's control plane would add on creation: an update without labels would lose it. */
function labels({ labels: own, name, displayName }: Declared, zone: string | undefined): Record<string, string> {
  const all: Record<string, string> = { ...own };
  all['kuma.io/origin'] ??= 'zone';
  if (zone !== undefined && own['kuma.io/origin'] !== 'global') all['kuma.io/zone'] ??= zone;
  return shown(all, name, displayName);
}

/** What Universal has of labels: the display name is one, where it is not the name itself. */
function shown(
  labelsOfBoth: Readonly<Record<string, string>>,
  name: string,
  displayName: string,
): Record<string, string> {
  const all = displayName === name ? labelsOfBoth : { ...labelsOfBoth, [DISPLAY_NAME]: displayName };
  return sortedTexts(all, (key) => !LEFT_OUT.has(key) || (key === DISPLAY_NAME && displayName !== name));
}

interface ServiceSpec {
  readonly match?: { readonly protocol?: string };
  readonly tls?: {
    readonly verification?: {
      readonly subjectAltNames?: readonly { readonly type?: string; readonly value?: string }[];
    };
  };
}

/** `match.protocol`, the `type` of a SAN and, as nothing, its `value` are filled in on Kubernetes and required here. */
function completed(spec: ServiceSpec): ServiceSpec {
  const verification = spec.tls?.verification;
  const names = verification?.subjectAltNames;
  const isWhole = names?.every(({ type, value }) => type !== undefined && value !== undefined) ?? true;
  if (isWhole && spec.match?.protocol !== undefined) return spec;
  const whole = names?.map((one) => ({ type: 'Exact', value: '', ...one }));
  return {
    ...spec,
    match: { ...spec.match, protocol: spec.match?.protocol ?? 'tcp' },
    ...(whole === undefined ? {} : { tls: { ...spec.tls, verification: { ...verification, subjectAltNames: whole } } }),
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
  const all = shown(own, name, displayName);
  return { type: 'Mesh', name, ...(Object.keys(all).length === 0 ? {} : { labels: all }), ...(spec as object) };
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
    ...(Object.keys(proxy.labels).length === 0 ? {} : { labels: sortedTexts(proxy.labels) }),
    networking: withBackends(networking, mesh, (service) => nameIn(service, 'universal')),
    ...rest,
  };
}
