import type { Diagnostic } from '../diagnostics/diagnostic';
import { hostnameMissing, meshTwice, nameServerInvalid, namesRefused, resourceTwice } from '../diagnostics/catalog';
import type { Ir, Mesh, Protocol, Proxy, Service } from '../ir/ir';
import { checkModel } from '../model/check';
import { item } from '../model/field-path';
import type { Lock } from '../model/lock';
import { coreName } from '../model/metadata';
import {
  type HostnameGeneratorResource,
  type MeshDeclaration,
  type MeshExternalServiceResource,
  type Model,
  type Resource,
  at,
  meshKey,
} from '../model/model';
import { declared } from './declared';
import { type Hostname, nameServices } from './hostnames';
import { byKey, groupBy } from './order';
import { type Directory, isNameServer, proxyOf } from './proxies';
import { upstreamOf } from './upstreams';
import { allocateVips } from './vips';
import { zonesOf } from './zones';

/** What a compile may know beside the declarations. */
export interface Context {
  /** The addresses that services had before. */
  readonly lock?: Lock;
}

/** What was found, and as much meaning as could be made of the declarations. Write it only when no finding is an error. */
export interface Compiled {
  readonly ir: Ir;
  /** The addresses that services have now. */
  readonly lock: Lock;
  readonly diagnostics: readonly Diagnostic[];
}

export function compile(model: Model, context: Context = {}): Compiled {
  const bad = [...checkModel(model), ...checkUnique(model)];
  const [vips, lock, vipTrouble] = allocateVips(model, context.lock ?? []);
  const [names, nameTrouble] = nameServices(model);
  const services = model.services.map((service) => link(service, vips.get(service) ?? '', names.get(service) ?? []));
  const byMesh = groupBy(services, ({ resource }) => resource.mesh);
  const meshes = [...model.meshes].sort(byKey((mesh) => meshKey(mesh.name, mesh.zone))).map((mesh) => {
    const own = byMesh.get(meshKey(mesh.name, mesh.zone)) ?? [];
    return meshOf(mesh, own, model);
  });
  const diagnostics = [
    ...bad,
    ...vipTrouble,
    ...nameTrouble,
    ...services.flatMap((one) => one.found),
    ...meshes.flatMap((one) => one.found),
  ];
  return { lock, ir: { meshes: meshes.map((one) => one.mesh), generators: generatorsOf(model) }, diagnostics };
}

interface Linked {
  readonly resource: MeshExternalServiceResource;
  readonly service: Service;
  readonly hostnames: readonly Hostname[];
  readonly found: readonly Diagnostic[];
}

function link(resource: MeshExternalServiceResource, vip: string, hostnames: readonly Hostname[]): Linked {
  const [upstream, found] = upstreamOf(resource);
  const { port, protocol = 'tcp' } = resource.spec.match ?? {};
  const service: Service = {
    ...declared(resource),
    hostnames: hostnames.map((one) => one.hostname).sort(),
    vip,
    ...(port === undefined ? {} : { port }),
    protocol: protocol as Protocol,
    ...(upstream === undefined ? {} : { upstream }),
  };
  const unnamed = hostnames.length === 0 ? [hostnameMissing(resource.place)] : [];
  return { resource, service, hostnames, found: [...found, ...unnamed] };
}

function meshOf(
  mesh: MeshDeclaration,
  linked: readonly Linked[],
  model: Model,
): { readonly mesh: Mesh; readonly found: Diagnostic[] } {
  const key = meshKey(mesh.name, mesh.zone);
  const directory = directoryOf(linked);
  const [zones, zoneTrouble] = zonesOf(
    mesh,
    linked.map(({ service, hostnames }) => ({ vip: service.vip, hostnames })),
  );
  const proxies: [Proxy, Diagnostic[]][] = model.dataplanes
    .filter((one) => one.mesh === key)
    .map((one) => proxyOf(one, directory));
  const found = [
    ...zoneTrouble,
    ...checkResolvers(mesh, zones.length > 0),
    ...proxies.flatMap(([, trouble]) => trouble),
  ];
  return {
    mesh: {
      key,
      name: mesh.name,
      zone: mesh.zone,
      systemNamespace: mesh.systemNamespace,
      services: linked.map(({ service }) => service).sort(byKey((service) => service.name)),
      proxies: proxies.map(([proxy]) => proxy).sort(byKey((proxy) => proxy.name)),
      zones,
      nameServers: mesh.settings.dnsResolvers ?? [],
    },
    found,
  };
}

const directoryOf = (linked: readonly Linked[]): Directory => ({
  byCoreName: new Map(linked.map(({ resource, service }) => [coreName(resource), service])),
  byDisplayName: groupBy(
    linked.map(({ service }) => service),
    (service) => service.displayName,
  ),
});

function checkResolvers(mesh: MeshDeclaration, hasZones: boolean): Diagnostic[] {
  const { dnsResolvers = [] } = mesh.settings;
  const bad = dnsResolvers.flatMap((text, i) =>
    isNameServer(text) ? [] : [nameServerInvalid(at(mesh, item('envoy.dnsResolvers', i)), text)],
  );
  return hasZones && dnsResolvers.length === 0 ? [...bad, namesRefused(mesh.place)] : bad;
}

function generatorsOf({ generators, meshes }: Model): Ir['generators'] {
  const zones = new Set(meshes.map((mesh) => mesh.zone));
  const [only] = zones.size === 1 ? zones : [];
  return [...generators].sort(byKey((one) => `${one.zone ?? ''} ${one.name}`)).map((one) => ({
    ...declared(one),
    ...(one.zone === undefined ? {} : { zone: one.zone }),
    ...((one.zone ?? only) === undefined ? {} : { zoneLabel: one.zone ?? only }),
    systemNamespace: one.namespace ?? meshes[0]?.systemNamespace ?? '',
  }));
}

/** Names that Kuma, or a path of ours, can hold only once. A generator outside all zones meets those of each. */
function checkUnique({ meshes, services, generators, dataplanes }: Model): Diagnostic[] {
  const scoped: readonly (Resource<unknown> & { readonly mesh: string })[] = [...services, ...dataplanes];
  const sameZone = (one: HostnameGeneratorResource, other: HostnameGeneratorResource): boolean =>
    one.zone === undefined || other.zone === undefined || one.zone === other.zone;
  const resources: readonly [Resource<unknown>, Resource<unknown>][] = [
    ...twice(scoped, (one) => `${one.place.kind} ${one.mesh} ${one.name.toLowerCase()}`),
    ...twice(generators, (one) => one.name.toLowerCase()).filter(([one, first]) => sameZone(one, first)),
  ];
  return [
    ...twice(meshes, (mesh) => meshKey(mesh.name, mesh.zone)).map(([mesh, first]) =>
      meshTwice(mesh.place, first.place),
    ),
    ...resources.map(([one, first]) => resourceTwice(one.place, one.name, first.place)),
  ];
}

function twice<T>(items: readonly T[], key: (one: T) => string): [T, T][] {
  return [...groupBy(items, key).values()].flatMap(([first, ...others]) =>
    others.map((other): [T, T] => [other, first]),
  );
}
