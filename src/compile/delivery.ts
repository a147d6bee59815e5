import type { Delivery, Proxy, Service } from '../ir/ir';
import { hasOwnVips, kindsOf } from '../model/delivery';
import { type MeshDeclaration, type Model, meshKey } from '../model/model';

/** Who delivers; where nobody is named, a control plane and hosts, so that whatever is there finds its files. */
export function deliveryOf({ delivery }: Pick<MeshDeclaration, 'delivery'>): Delivery {
  const kinds = kindsOf(delivery ?? [{ kuma: {} }, { host: {} }]);
  return { controlPlane: kinds.includes('kuma'), hosts: kinds.includes('host') };
}

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
