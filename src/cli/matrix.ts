import { goesAround } from '../backends/delivered';
import { type Verdict, accessOf } from '../ir/access';
import { isReachableFrom } from '../compile/zone-egresses';
import type { Ir, Mesh, Proxy, Service } from '../ir/ir';
import { waysTo } from '../traffic/places';

/** What `meshext list --matrix` shows, as it stands in its JSON: for each zone, Dataplane and service whether it is reached. */

export type MatrixRow = {
  readonly zone: string;
  readonly mesh: string;
  readonly dataplane: string;
  /** The name that it was declared under. */
  readonly service: string;
  readonly origin: 'zone' | 'global';
  readonly reached: 'yes' | 'no';
  /** What a client connects to: `127.0.0.1:8081`, `bank.mesh.internal:443`, `242.0.0.1:443`; `*` is any port. */
  readonly at: readonly string[];
  readonly path: 'direct' | 'egress' | null;
  /** What an egress lets the client do; nothing is asked on the direct path. */
  readonly permission: 'allowed' | 'shadow-denied' | 'denied' | null;
  /** The MeshTrafficPermission that decides; none denies. */
  readonly policy: string | null;
  /** Why it is not reached. */
  readonly reason: string | null;
};

export const matrixRows = ({ meshes }: Ir): MatrixRow[] =>
  meshes.flatMap((mesh) =>
    mesh.proxies.flatMap((proxy) => {
      const ways = waysTo(proxy);
      return mesh.services.map((service) => matrixRow(mesh, proxy, service, ways.get(service) ?? []));
    }),
  );

function matrixRow(mesh: Mesh, proxy: Proxy, service: Service, ways: readonly string[]): MatrixRow {
  const at = withNames(mesh, proxy, service, ways);
  const verdict = service.access === undefined ? undefined : accessOf(service.access, proxy.tags);
  const reason = unreached(mesh, proxy, service, at) ?? refused(verdict);
  return {
    zone: mesh.zone,
    mesh: mesh.name,
    dataplane: proxy.name,
    service: service.original?.name ?? service.name,
    origin: service.original === undefined ? 'zone' : 'global',
    reached: reason === undefined ? 'yes' : 'no',
    at,
    path: at.length === 0 ? null : mesh.throughEgress ? 'egress' : 'direct',
    permission: verdict?.access ?? null,
    policy: verdict?.rule?.policy ?? null,
    reason: reason ?? null,
  };
}

/** Where Kuma alone delivers, its own rules bring the hostnames of all services to a transparent proxy. */
function withNames({ delivery }: Mesh, proxy: Proxy, service: Service, ways: readonly string[]): readonly string[] {
  if (delivery.hosts || !proxy.isTransparent || service.port === undefined) return ways;
  return [...new Set([...ways, ...service.hostnames.map((name) => `${name}:${service.port}`)])].sort();
}

function unreached(mesh: Mesh, proxy: Proxy, service: Service, at: readonly string[]): string | undefined {
  const { zone, throughEgress } = mesh;
  const { extension, upstream, labels } = service;
  if (extension !== undefined) return `the extension ${JSON.stringify(extension)} provides it`;
  if (upstream === undefined) return 'its declaration has errors';
  if (at.length === 0) return `no outbound leads to it, nor what is captured (capture: ${proxy.capture})`;
  if (goesAround(mesh, proxy)) return `the mesh goes through a zone egress, and zone ${zone} has none`;
  if (throughEgress && !isReachableFrom(zone, service))
    return `it is of zone ${labels['kuma.io/zone']}, and the egresses of zone ${zone} leave it out`;
  return undefined;
}

function refused(verdict: Verdict | undefined): string | undefined {
  if (verdict?.access !== 'denied') return undefined;
  const { rule } = verdict;
  return rule === undefined ? 'no MeshTrafficPermission allows it' : `MeshTrafficPermission ${rule.policy} denies it`;
}
