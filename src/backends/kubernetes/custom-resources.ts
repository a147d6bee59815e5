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

/** Kuma's custom resources, as `kubectl apply` takes them. */

const API_VERSION = 'kuma.io/v1alpha1';
const DISPLAY_NAME = 'kuma.io/display-name';

/** On Kubernetes the display name is an annotation; Kuma drops a label of that key. */
function head(
  { name, labels, annotations, displayName }: Declared,
  added: Readonly<Record<string, string>>,
  namespace?: string,
) {
  const shown = displayName === name ? annotations : { ...annotations, [DISPLAY_NAME]: displayName };
  const all = sortedTexts({ ...added, ...labels }, (key) => key !== DISPLAY_NAME);
  return {
    annotations: Object.keys(shown).length === 0 ? undefined : sortedTexts(shown),
    labels: Object.keys(all).length === 0 ? undefined : all,
    name,
    namespace,
  };
}

const metadata = (one: Declared, namespace: string, added: Readonly<Record<string, string>>) =>
  head({ ...one, labels: { ...one.labels, ...added } }, { 'kuma.io/origin': 'zone' }, namespace);

/** A mesh is of no zone, and stands in no namespace. */
export const meshResource = (resource: Declared) => ({
  apiVersion: API_VERSION,
  kind: 'Mesh',
  metadata: head(resource, {}),
  spec: resource.spec,
});

export const zoneEgress = (egress: ZoneEgress) => ({
  apiVersion: API_VERSION,
  kind: 'ZoneEgress',
  metadata: metadata(egress, egress.namespace, {}),
  spec: egress.spec,
});

export const trafficPermission = (permission: TrafficPermission, mesh: Mesh) => ({
  apiVersion: API_VERSION,
  kind: 'MeshTrafficPermission',
  metadata: metadata(permission, permission.namespace ?? mesh.systemNamespace, { 'kuma.io/mesh': mesh.name }),
  spec: permission.spec,
});

interface ServiceSpec {
  readonly extension?: { readonly config?: unknown };
  readonly tls?: { readonly verification?: { readonly subjectAltNames?: readonly { readonly value?: string }[] } };
}

/**
 * To the API server a `config` of null is none, which it refuses; in Universal Kuma takes it. A SAN without a value gets one
 * from Kuma's webhook, but not every reader of manifests waits for that.
 */
function completed(spec: ServiceSpec): ServiceSpec {
  const { extension, tls } = spec;
  const given = tls?.verification?.subjectAltNames;
  const isWhole = given?.every(({ value }) => value !== undefined) ?? true;
  if (isWhole && extension?.config !== null) return spec;
  const names = given?.map((one) => (one.value === undefined ? { ...one, value: '' } : one));
  return {
    ...spec,
    ...(extension?.config === null ? { extension: { ...extension, config: {} } } : {}),
    ...(names === undefined ? {} : { tls: { ...tls, verification: { ...tls?.verification, subjectAltNames: names } } }),
  };
}

export const meshExternalService = (service: Service, mesh: Mesh) => ({
  apiVersion: API_VERSION,
  kind: 'MeshExternalService',
  metadata: metadata(service, mesh.systemNamespace, { 'kuma.io/mesh': mesh.name }),
  spec: completed(service.spec as ServiceSpec),
});

/** Without a mode 2.8's schema fills in None, also where the declaration leaves it to its own default, Matched. */
export function meshPassthrough(passthrough: Passthrough, mesh: Mesh) {
  const { default: given, ...rest } = passthrough.spec as { readonly default?: object };
  const mode = passthrough.mode ?? (mesh.kumaVersion === '2.8' ? 'Matched' : undefined);
  return {
    apiVersion: API_VERSION,
    kind: 'MeshPassthrough',
    metadata: metadata(passthrough, passthrough.namespace ?? mesh.systemNamespace, { 'kuma.io/mesh': mesh.name }),
    spec: { ...rest, default: { ...(mode === undefined ? {} : { passthroughMode: mode }), ...given } },
  };
}

export const hostnameGenerator = (generator: HostnameGenerator) => ({
  apiVersion: API_VERSION,
  kind: 'HostnameGenerator',
  metadata: metadata(generator, generator.systemNamespace, {}),
  spec: generator.spec,
});

/** On Kubernetes a backendRef names the core name: `<name>.<namespace>`. */
export function dataplane(proxy: Proxy, mesh: Mesh) {
  const { networking, ...rest } = proxy.spec as { readonly networking: object };
  const coreName = (service: Service): string => `${nameIn(service, 'kubernetes')}.${mesh.systemNamespace}`;
  return {
    apiVersion: API_VERSION,
    kind: 'Dataplane',
    mesh: mesh.name,
    metadata: metadata(proxy, mesh.systemNamespace, {}),
    spec: { networking: withBackends(networking, mesh, coreName), ...rest },
  };
}
