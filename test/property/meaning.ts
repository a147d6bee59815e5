import type { Ir, Mesh, Proxy, Service } from '../../src/ir/ir';
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

const meshMeaning = ({ key, zone, services, proxies, zones }: Mesh, isRead: (proxy: Proxy) => boolean) => ({
  ...{ key, zone },
  services: services.map(serviceMeaning),
  proxies: proxies.filter(isRead).map(proxyMeaning),
  zones,
});

/** Without what stands alone: a Mesh or a Secret is never written. */
export const meaningOf = (ir: Ir, onlyOnKubernetes = false): Meaning =>
  ir.meshes
    .map((mesh) => meshMeaning(mesh, (proxy) => !onlyOnKubernetes || proxy.onKubernetes))
    .filter(({ services, proxies }) => services.length > 0 || proxies.length > 0);

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
