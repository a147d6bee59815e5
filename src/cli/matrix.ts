import { staticProxies } from '../backends/delivered';
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
  /** Why it is not reached. */
  readonly reason: string | null;
};

export const matrixRows = ({ meshes }: Ir): MatrixRow[] =>
  meshes.flatMap((mesh) => {
    const own = new Set(staticProxies(mesh));
    return mesh.proxies.flatMap((proxy) => mesh.services.map((service) => matrixRow(mesh, proxy, service, own)));
  });

function matrixRow(mesh: Mesh, proxy: Proxy, service: Service, own: ReadonlySet<Proxy>): MatrixRow {
  const at = waysOf(mesh, proxy, service);
  const reason = unreached(mesh, proxy, service, at, own);
  return {
    zone: mesh.zone,
    mesh: mesh.name,
    dataplane: proxy.name,
    service: service.original?.name ?? service.name,
    origin: service.original === undefined ? 'zone' : 'global',
    reached: reason === undefined ? 'yes' : 'no',
    at,
    path: at.length === 0 ? null : mesh.throughEgress ? 'egress' : 'direct',
    reason: reason ?? null,
  };
}

/** Where Kuma alone delivers, its own rules bring the hostnames of all services to a transparent proxy. */
function waysOf({ delivery }: Mesh, proxy: Proxy, service: Service): string[] {
  const ways = waysTo(proxy, service);
  if (delivery.hosts || !proxy.isTransparent || service.port === undefined) return ways;
  return [...new Set([...ways, ...service.hostnames.map((name) => `${name}:${service.port}`)])].sort();
}

function unreached(
  { zone, throughEgress }: Mesh,
  proxy: Proxy,
  { extension, upstream }: Service,
  at: readonly string[],
  own: ReadonlySet<Proxy>,
): string | undefined {
  if (extension !== undefined) return `the extension ${JSON.stringify(extension)} provides it`;
  if (upstream === undefined) return 'its declaration has errors';
  if (at.length === 0) return `no outbound leads to it, nor what is captured (capture: ${proxy.capture})`;
  if (throughEgress && !own.has(proxy)) return `the mesh goes through a zone egress, and zone ${zone} has none`;
  return undefined;
}
