import type { Delivery, Proxy, Service, Units } from '../ir/ir';
import { type HostSettings, hasOwnVips, kindsOf } from '../model/delivery';
import { LOOPBACK } from '../model/dataplane';
import { type MeshDeclaration, type Model, meshKey } from '../model/model';

/** Who delivers; where nobody is named, a control plane and hosts, so that whatever is there finds its files. */
export function deliveryOf({ delivery }: Pick<MeshDeclaration, 'delivery'>): Delivery {
  const kinds = kindsOf(delivery ?? [{ kuma: {} }, { host: {} }]);
  const host = delivery?.flatMap((one) => one.host ?? [])[0];
  return {
    controlPlane: kinds.includes('kuma'),
    hosts: kinds.includes('host'),
    ...(host === undefined ? {} : { units: unitsOf(host) }),
  };
}

/** What a host runs, with its defaults. */
export const unitsOf = ({ envoyPath, corednsPath, dnsAddress, firewall }: HostSettings): Units => ({
  proxyProgram: envoyPath ?? '/usr/local/bin/envoy',
  nameServerProgram: corednsPath ?? '/usr/local/bin/coredns',
  nameServerAddress: dnsAddress ?? LOOPBACK,
  firewall: firewall ?? 'nft',
});

/**
 * Whether the name servers of hosts answer for a service. Where a delivery is named, they do when a proxy there listens for
 * it; else for all services, as we do not know who listens.
 */
export function isAnswered(mesh: MeshDeclaration, proxies: readonly Proxy[]): (service: Service) => boolean {
  if (mesh.delivery === undefined) return () => true;
  const reached = new Set(deliveryOf(mesh).hosts ? proxies.flatMap(captured) : []);
  return (service) => reached.has(service);
}

/** The services that a proxy listens for on their VIPs. */
const captured = ({ redirect, outbounds }: Proxy): Service[] => [
  ...(redirect?.chains ?? []).map(({ service }) => service),
  ...outbounds.filter(({ address, service }) => service.vips.includes(address)).map(({ service }) => service),
];

/** The part of a model that has VIPs of ours. */
export function withOwnVips(model: Model): Model {
  const meshes = model.meshes.filter(hasOwnVips);
  if (meshes.length === model.meshes.length) return model;
  const keys = new Set(meshes.map(({ name, zone }) => meshKey(name, zone)));
  return { ...model, meshes, services: model.services.filter(({ mesh }) => keys.has(mesh)) };
}
