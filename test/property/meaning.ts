import type { Declared, Ir, Mesh, Proxy, Service } from '../../src/ir/ir';
import type { World } from './worlds';

/** What of a compile's result every output has to agree on: all but where and in which form it was declared. */
export type Meaning = readonly unknown[];

const serviceMeaning = ({ name, displayName, hostnames, vips, port, protocol, upstream }: Service) => ({
  ...{ name, displayName, hostnames, vips, port, protocol, upstream },
});

const proxyMeaning = ({ name, inbounds, outbounds, admin, lookup, capture }: Proxy) => ({
  ...{ name, inbounds, admin, lookup, capture },
  outbounds: outbounds.map(({ service, ...outbound }) => ({ ...outbound, service: service.name })),
});

const said = ({ name, displayName, spec }: Declared) => ({ name, displayName, spec });

const meshMeaning = (mesh: Mesh, isRead: (proxy: Proxy) => boolean) => ({
  ...{ key: mesh.key, zone: mesh.zone, throughEgress: mesh.throughEgress },
  resource: mesh.resource && said(mesh.resource),
  trafficPermissions: mesh.trafficPermissions.map(said),
  services: mesh.services.map(serviceMeaning),
  proxies: mesh.proxies.filter(isRead).map(proxyMeaning),
  zones: mesh.zones,
});

/** Without what stands alone: a Mesh that is only named by Dataplanes which are not written. */
export const meaningOf = (ir: Ir, onlyOnKubernetes = false): Meaning => [
  ...ir.meshes
    .map((mesh) => meshMeaning(mesh, (proxy) => !onlyOnKubernetes || proxy.onKubernetes))
    .filter(
      ({ resource, trafficPermissions, services, proxies }) =>
        resource !== undefined || trafficPermissions.length + services.length + proxies.length > 0,
    ),
  ...ir.zoneEgresses.map((one) => ({ zone: one.zone, ...said(one) })),
];

/**
 * Labels and names that one form has and the other lacks: a generator that reads them gives other hostnames there, in Kuma
 * too.
 */
const OF_ONE_FORM = /Namespace|kuma\.io\/(mesh|env|display-name)|k8s\.kuma\.io/;

type Json = Readonly<Record<string, unknown>>;

/** Whether everything means the same in that form. */
export function isPortable({ files }: World, form: 'kubernetes' | 'universal'): boolean {
  const all = files.flat().filter((one): one is Json => typeof one === 'object' && one !== null);
  if (all.every(({ apiVersion }) => (apiVersion === undefined) === (form === 'universal'))) return true;
  const generators = all.filter(({ kind, type }) => (kind ?? type) === 'HostnameGenerator');
  return !generators.some(({ spec }) => OF_ONE_FORM.test(JSON.stringify(spec)));
}
