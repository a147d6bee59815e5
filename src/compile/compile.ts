import type { Diagnostic } from '../diagnostics/diagnostic';
import { distinct } from '../diagnostics/distinct';
import type { DnsZone, Ir, Mesh, Proxy, Service, Through } from '../ir/ir';
import { checkModel } from '../model/check';
import type { Lock } from '../model/lock';
import { type Form, type MeshDeclaration, type Model, meshKey } from '../model/model';
import type { ClusterPlaces } from './cluster-places';
import { checkAuthorities } from './checks/authorities';
import { checkDelivery } from './checks/delivery';
import { checkEgress } from './checks/egress';
import { checkGateways } from './checks/gateways';
import { checkSelectors, checkZone } from './checks/generators';
import { checkHijack, checkUnderscores } from './checks/hijack';
import { isNotAboutOmittedPort } from './checks/omitted-port';
import { checkServices } from './checks/services';
import { checkMeshSettings } from './checks/settings';
import { checkUnique } from './checks/unique';
import { declared } from './declared';
import { directoriesOf } from './directory';
import { deliveryOf, isAnswered, withOwnVips } from './delivery';
import { gatewayFor } from './gateway';
import { distinctGenerators, generatorsOf } from './generators';
import { labelledServices, nameServices } from './hostnames';
import { type Linked, link } from './link';
import { byKey, sortedBy } from './order';
import type { Directory } from './outbounds';
import { checkPassthroughs, passthroughOf, passthroughPolicies } from './passthrough';
import { type Parts, partsOf } from './parts';
import { accessIn } from './permissions';
import { policiesOf } from './policies';
import { proxyOf } from './proxies';
import { sidecarsOf } from './sidecars';
import { originals, synced } from './synced';
import { allocateVips } from './vips';
import { throughOf, zoneEgressesOf } from './zone-egresses';
import { zonesOf } from './zones';

/** What a compile may know beside the declarations. */
export interface Context {
  /** The addresses that services had before. */
  readonly lock?: Lock;
  /** The time, in milliseconds; without it nothing is said about dates. */
  readonly now?: number;
  /** Whether no resource of Kuma is wanted: then a service may leave out its port, which Kuma refuses. */
  readonly withoutKuma?: boolean;
}

/** What was found, and as much meaning as could be made of the declarations. Write it only when no finding is an error. */
export interface Compiled {
  readonly ir: Ir;
  /** The addresses that services have now. */
  readonly lock: Lock;
  readonly diagnostics: readonly Diagnostic[];
}

export function compile(declaredModel: Model, context: Context = {}): Compiled {
  const said = originals(placed({ ...declaredModel, generators: distinctGenerators(declaredModel.generators) }));
  const [model, syncTrouble] = synced(said);
  const kuma = checkModel(said).filter(isNotAboutOmittedPort(said, context.withoutKuma ?? false));
  const labelledIn = labelledServices(model);
  const unused = checkSelectors(model, labelledIn);
  const bad = [...kuma, ...checkUnique(said), ...syncTrouble, ...unused, ...checkDelivery(model)];
  const [vips, lock, vipTrouble, places] = allocateVips(withOwnVips(model), context.lock ?? []);
  const [names, nameTrouble] = nameServices(model, labelledIn);
  const naming = new Set([...names.values()].flat().map(({ generator }) => generator));
  const elsewhere = new Set([...names.keys()].flatMap(({ original }) => original?.resource ?? []));
  const declaredMeshes = new Map(model.meshes.map((mesh) => [meshKey(mesh.name, mesh.zone), mesh]));
  const access = accessIn(model);
  const services = model.services.map((service) =>
    link(service, vips.get(service) ?? [], names.get(service), declaredMeshes.get(service.mesh), { access, elsewhere }),
  );
  const ownOf = partsOf(model, services);
  const meshes = sortedBy(model.meshes, (mesh) => meshKey(mesh.name, mesh.zone)).map((mesh) =>
    meshOf(mesh, ownOf(mesh), places),
  );
  const diagnostics = distinct([
    ...bad,
    ...vipTrouble,
    ...nameTrouble,
    ...model.generators.filter((one) => naming.has(one)).flatMap(checkZone),
    ...checkServices(model, context.now),
    ...model.meshes.flatMap(checkAuthorities),
    ...services.flatMap((one) => one.found),
    ...checkGateways(meshes.map((one) => one.mesh)),
    ...meshes.flatMap((one) => one.found),
  ]);
  const all = meshes.map((one) => one.mesh);
  const ir = { meshes: all, generators: generatorsOf(model, naming), zoneEgresses: zoneEgressesOf(model, all) };
  return { lock, ir, diagnostics };
}

/** On Kubernetes a service without a namespace goes where the control plane is, as our manifest of it does. */
function placed(model: Model): Model {
  const namespaces = new Map(model.meshes.map((mesh) => [meshKey(mesh.name, mesh.zone), mesh.systemNamespace]));
  const services = model.services.map((one) => {
    const isOpen = one.form === 'kubernetes' && one.namespace === undefined;
    const namespace = isOpen ? namespaces.get(one.mesh) : undefined;
    return namespace === undefined ? one : { ...one, namespace };
  });
  return { ...model, services };
}

function meshOf(
  mesh: MeshDeclaration,
  own: Parts,
  places: ClusterPlaces['places'],
): { readonly mesh: Mesh; readonly found: Diagnostic[] } {
  const { linked } = own;
  const directories = directoriesOf(linked, own.meshesWith, mesh);
  const services = sortedBy(linked, ({ service }) => service.name).map(({ service }) => service);
  const through = throughOf(mesh, own.zoneEgresses);
  const [proxies, trouble] = proxiesOf(mesh, own, directories, services, through);
  const pods = sidecarsOf(mesh, own.sidecars, linked, directories.universal, through);
  const answers = isAnswered(mesh, proxies);
  const named = linked.filter(({ service }) => answers(service));
  const [zones, zoneTrouble] = zonesOf(
    mesh,
    named.map(({ service, hostnames }) => ({ vips: service.vips, hostnames })),
  );
  const [gateway, gatewayTrouble] = gatewayFor(mesh, linked, places);
  const inPods = pods.sidecars.flatMap((one) => one.zones);
  const found = [
    ...[zoneTrouble, pods.zoneTrouble, gatewayTrouble].flat(),
    ...checkMeshSettings(mesh, zones.length > 0),
    ...checkEgress(mesh, own.trafficPermissions, services, { proxies, pods: pods.sidecars }),
    ...checkLinked(linked, [...zones, ...inPods, ...(gateway?.names.zones ?? [])]),
    ...trouble,
    ...pods.found,
  ];
  return {
    mesh: {
      ...factsOf(mesh),
      ...(gateway === undefined ? {} : { gateway }),
      services,
      ...policiesOf(mesh, own),
      proxies,
      sidecars: pods.sidecars,
      zones,
    },
    found,
  };
}

/** Sorted. */
function proxiesOf(
  mesh: MeshDeclaration,
  { dataplanes, passthroughs }: Parts,
  directories: Readonly<Record<Form, Directory>>,
  services: readonly Service[],
  through: Through | undefined,
): [Proxy[], Diagnostic[]] {
  const policies = passthroughPolicies(mesh, passthroughs, dataplanes);
  const proxies = dataplanes.map((one) =>
    proxyOf(one, mesh, directories[one.form], services, passthroughOf(mesh, policies.get(one))),
  );
  return [
    proxies
      .map(([proxy]) => (through === undefined ? proxy : { ...proxy, through }))
      .sort(byKey((proxy) => proxy.name)),
    [...proxies.flatMap(([, trouble]) => trouble), ...checkPassthroughs(mesh, passthroughs, dataplanes, policies)],
  ];
}

/** What a mesh says of itself. */
const factsOf = (
  mesh: MeshDeclaration,
): Omit<Mesh, 'services' | 'passthroughs' | 'trafficPermissions' | 'proxies' | 'sidecars' | 'zones'> => ({
  origin: mesh.place,
  key: meshKey(mesh.name, mesh.zone),
  name: mesh.name,
  zone: mesh.zone,
  systemNamespace: mesh.systemNamespace,
  kumaVersion: mesh.kumaVersion,
  throughEgress: mesh.zoneEgress,
  ...(mesh.resource === undefined ? {} : { resource: declared(mesh.resource) }),
  delivery: deliveryOf(mesh),
  nameServers: mesh.settings.dnsResolvers ?? [],
});

/** What shows only once hostnames, zones and addresses are known. */
function checkLinked(linked: readonly Linked[], zones: readonly DnsZone[]): Diagnostic[] {
  const names = [...new Set(zones.map(({ name }) => name))];
  return [...checkHijack(linked, names), ...linked.flatMap(checkUnderscores)];
}
