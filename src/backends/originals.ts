import type { Mesh, Original, Service } from '../ir/ir';

/** Services of the global control plane: a zone has copies of them, and its own files are to have none of it. */

export const ownServices = ({ services }: Mesh): Service[] => services.filter(({ original }) => original === undefined);

/** A service of the global control plane as it is declared there, whatever zones have copies of it. */
export type Global = Service & { readonly original: Original };

/** By name of the mesh, and by name. */
export function globalServices(meshes: readonly Mesh[]): ReadonlyMap<Mesh, readonly Global[]> {
  const firsts = new Map<string, Mesh>();
  const all = new Map<Mesh, Map<string, Global>>();
  for (const mesh of meshes) {
    const first = firsts.get(mesh.name) ?? mesh;
    firsts.set(mesh.name, first);
    for (const service of mesh.services) {
      if (!isCopy(service)) continue;
      const services = all.get(first) ?? new Map<string, Global>();
      all.set(first, services.set(service.original.name, declaredAs(service)));
    }
  }
  const byName = (one: Global, other: Global): number => (one.name < other.name ? -1 : 1);
  return new Map([...all].map(([mesh, services]) => [mesh, [...services.values()].sort(byName)]));
}

const isCopy = (service: Service): service is Global => service.original !== undefined;

const declaredAs = (service: Global): Global => ({ ...service, ...service.original });

/** What a reference in a file of that form has to name. */
export const nameIn = ({ name, original }: Service, form: 'universal' | 'kubernetes'): string =>
  original?.namesInZones[form] ?? name;

interface OutboundSpec {
  readonly backendRef?: { readonly kind?: string; readonly name?: string };
}

/** The networking of a proxy with the names of its backends as files of a form have them. */
export function withBackends<T extends { readonly outbound?: readonly OutboundSpec[] }>(
  networking: T,
  mesh: Mesh,
  name: (service: Service) => string,
): T {
  const services = new Map(mesh.services.map((service) => [service.name, service]));
  const outbound = networking.outbound?.map((one) => {
    const service = one.backendRef?.kind === KIND ? services.get(one.backendRef.name ?? '') : undefined;
    return service === undefined ? one : { ...one, backendRef: { ...one.backendRef, name: name(service) } };
  });
  return outbound === undefined ? networking : { ...networking, outbound };
}

const KIND = 'MeshExternalService';
