import type { Declared, Ir, Mesh, Proxy, Service } from '../../src/ir/ir';
import type { World } from './worlds';

/** What of a compile's result every output has to agree on: all but where and in which form it was declared. */
export type Meaning = readonly unknown[];

/** The copies of a service have a name in each form. */
const nameOf = ({ name, original }: Service) =>
  original === undefined ? name : { original: original.name, ...original.namesInZones };

const serviceMeaning = (service: Service) => {
  const { displayName, hostnames, vips, port, protocol, upstream } = service;
  return { name: nameOf(service), displayName, hostnames, vips, port, protocol, upstream };
};

const proxyMeaning = ({ name, inbounds, outbounds, admin, lookup, capture }: Proxy) => ({
  ...{ name, inbounds, admin, lookup, capture },
  outbounds: outbounds.map(({ service, ...outbound }) => ({ ...outbound, service: nameOf(service) })),
});

const said = ({ name, displayName, spec }: Declared) => ({ name, displayName, spec });

const meshMeaning = (mesh: Mesh, isRead: (proxy: Proxy) => boolean) => ({
  ...{ key: mesh.key, zone: mesh.zone, throughEgress: mesh.throughEgress },
  resource: mesh.resource && said(mesh.resource),
  trafficPermissions: mesh.trafficPermissions.map(said),
  services: mesh.services.map(serviceMeaning).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  proxies: mesh.proxies.filter(isRead).map(proxyMeaning),
  zones: mesh.zones,
});

/** Of a zone, or of all; without what stands alone: a Mesh that is only named by Dataplanes which are not written. */
export const meaningOf = (ir: Ir, onlyOnKubernetes = false, inZone?: string): Meaning => [
  ...ir.meshes
    .filter(({ zone }) => inZone === undefined || zone === inZone)
    .map((mesh) => meshMeaning(mesh, (proxy) => !onlyOnKubernetes || proxy.onKubernetes))
    .filter(
      ({ resource, trafficPermissions, services, proxies }) =>
        resource !== undefined || trafficPermissions.length + services.length + proxies.length > 0,
    ),
  ...ir.zoneEgresses
    .filter(({ zone }) => inZone === undefined || zone === inZone)
    .map((one) => ({ zone: one.zone, ...said(one) })),
];

/**
 * Labels and names that one form has and the other lacks: a generator that reads them gives other hostnames there, in Kuma
 * too.
 */
const OF_ONE_FORM = /Namespace|kuma\.io\/(mesh|env|display-name)|k8s\.kuma\.io/;
/** What is global is called otherwise in each. */
const OF_COPIES = /\.Name\b/;

type Json = Readonly<Record<string, unknown>>;

/** Whether everything means the same in that form. */
export function isPortable({ files }: World, form: 'kubernetes' | 'universal'): boolean {
  const all = files.flat().filter((one): one is Json => typeof one === 'object' && one !== null);
  if (all.every(({ apiVersion }) => (apiVersion === undefined) === (form === 'universal'))) return true;
  const generators = all.filter(({ kind, type }) => (kind ?? type) === 'HostnameGenerator');
  const hasCopies = all.some((one) => JSON.stringify(one).includes('"kuma.io/origin":"global"'));
  const reads = (what: RegExp): boolean => generators.some(({ spec }) => what.test(JSON.stringify(spec)));
  return !reads(OF_ONE_FORM) && !(hasCopies && reads(OF_COPIES));
}
