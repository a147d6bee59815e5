import { gatewayFull } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { gatewayOf } from '../model/delivery';
import { ipToNumber, ipToText } from '../model/ip';
import { GATEWAY_PORTS } from '../model/lock';
import { type MeshDeclaration, type MeshExternalServiceResource, type Model, at, meshKey } from '../model/model';
import { type Given, allocate } from './allocation';
import { type Claim, claimsOf } from './claims';
import { groupBy } from './order';
import { type Addresses, type Held, inOrder } from './tidy-lock';
import { type VipRange, vipRanges } from './vip-ranges';

/** Where a service is found in a cluster: its addresses there, and the port of the shared proxies that they lead to. */
export interface ClusterPlace {
  readonly addresses: readonly string[];
  readonly port: number;
}

/** By the key of the lock, what services of today and of before have. */
export interface ClusterPlaces {
  readonly places: ReadonlyMap<MeshExternalServiceResource, ClusterPlace>;
  readonly addresses: Given;
  readonly ports: ReadonlyMap<string, number>;
}

/** Whether a shared proxy can listen for it. */
const isForGateway = ({ spec: { match, extension } }: MeshExternalServiceResource): boolean =>
  match?.port !== undefined && extension === undefined;

/** As VIPs are given: what the lock has stays, and the rest follows from the hash of the key. */
export function placesInClusters(model: Model, held: ReadonlyMap<string, Held>): [ClusterPlaces, Diagnostic[]] {
  const meshes = model.meshes.flatMap(withClusterRanges);
  const [ranges] = vipRanges(meshes); // what is wrong with them is said where the gateway is declared
  const keys = new Set(meshes.map(({ name, zone }) => meshKey(name, zone)));
  const services = model.services.filter((one) => keys.has(one.mesh) && isForGateway(one));
  const [claims] = claimsOf({ ...model, meshes, services }, ranges);
  const before = new Map(
    [...held].map(([key, one]) => [key, { addresses: one.clusterAddresses, line: one.line }] as const),
  );
  const [given, addresses, trouble] = allocate(claims, before);
  const [taken, ports, portTrouble] = portsOf(claims, held, meshes);
  const places = new Map(
    claims.flatMap(({ key, services: all }) => {
      const port = taken.get(key);
      const own = inOrder(given.get(key));
      return port === undefined || own.length === 0
        ? []
        : all.map((service) => [service, { addresses: own, port }] as const);
    }),
  );
  return [{ places, addresses, ports }, [...trouble, ...portTrouble]];
}

/** A mesh with the ranges of its gateway in place of those of VIPs; none without a gateway. */
export function withClusterRanges(mesh: MeshDeclaration): MeshDeclaration[] {
  const settings = gatewayOf(mesh)?.settings;
  return settings === undefined
    ? []
    : [{ ...mesh, vipCidr: settings.clusterIpRange, vipCidrV6: settings.clusterIpRangeV6 }];
}

/** Ports are given as addresses are: each stands for the IPv4 address of its number. */
const PORTS: VipRange = {
  text: `${GATEWAY_PORTS.first} to ${GATEWAY_PORTS.last}`,
  family: 4,
  first: BigInt(GATEWAY_PORTS.first),
  last: BigInt(GATEWAY_PORTS.last),
};
const asAddress = (port: number): string => ipToText(BigInt(port), 4);
const asPort = (addresses: Addresses): number[] => inOrder(addresses).map((address) => Number(ipToNumber(address)));

/** Each mesh has proxies of its own, and so ports of its own. */
function portsOf(
  claims: readonly Claim[],
  held: ReadonlyMap<string, Held>,
  meshes: readonly MeshDeclaration[],
): [ReadonlyMap<string, number>, ReadonlyMap<string, number>, Diagnostic[]] {
  const meshOf = (key: string): string => key.slice(0, key.indexOf('/'));
  const byMesh = groupBy(claims, ({ key }) => meshOf(key));
  const before = groupBy(
    [...held].filter(([, { port }]) => port !== undefined),
    ([key]) => meshOf(key),
  );
  const declarations = groupBy(meshes, ({ name }) => name);
  const taken = new Map<string, number>();
  const all = new Map<string, number>();
  const found: Diagnostic[] = [];
  for (const mesh of new Set([...byMesh.keys(), ...before.keys()])) {
    const own = (byMesh.get(mesh) ?? []).map((claim): Claim => ({ ...claim, ranges: [PORTS] }));
    const room = GATEWAY_PORTS.last - GATEWAY_PORTS.first + 1;
    const [declared] = declarations.get(mesh) ?? [];
    if (own.length > room && declared !== undefined)
      found.push(gatewayFull(at(declared, gatewayOf(declared)?.field ?? 'delivery'), own.length, room));
    const kept = (before.get(mesh) ?? []).map(
      ([key, { port = 0, line }]) => [key, { addresses: { 4: asAddress(port) }, line }] as const,
    );
    const [given, next] = allocate(own.length > room ? [] : own, new Map(kept));
    for (const [key, addresses] of given) for (const port of asPort(addresses)) taken.set(key, port);
    for (const [key, addresses] of next) for (const port of asPort(addresses)) all.set(key, port);
  }
  return [taken, all, found];
}
