import { sidecarReachesNothing, sidecarUnused } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Sidecar, Through } from '../ir/ir';
import { kindsOf } from '../model/delivery';
import { SERVICE_TAG } from '../model/dataplane-tags';
import { item } from '../model/field-path';
import { hostAndPort } from '../model/ip';
import { computedLabels } from '../model/metadata';
import { type DataplaneResource, type MeshDeclaration, type Reach, type SidecarDeclaration, at } from '../model/model';
import { selects } from './hostnames';
import { carriersAmong, valueIn } from './carriers';
import type { NamedService } from './link';
import { byKey, groupBy, once } from './order';
import type { Directory } from './outbounds';
import { passthroughOf } from './passthrough';
import { DEFAULT_CONFIG, proxyOf } from './proxies';
import { zonesOf } from './zones';

/** The proxies and name servers of pods, and what is wrong with them; of zones, what others may have found as well. */
export interface Sidecars {
  readonly sidecars: readonly Sidecar[];
  readonly zoneTrouble: readonly Diagnostic[];
  readonly found: readonly Diagnostic[];
}

export function sidecarsOf(
  mesh: MeshDeclaration,
  declared: readonly SidecarDeclaration[],
  candidates: readonly NamedService[],
  directory: Directory,
  through: Through | undefined,
): Sidecars {
  const reached = reachable(mesh, candidates);
  const all = declared.map((one) => sidecarOf(one, mesh, reached(one.mayReach), directory, through));
  return {
    sidecars: all.map(({ sidecar }) => sidecar).sort(byKey(({ proxy }) => `${proxy.name} ${proxy.origin.construct}`)),
    zoneTrouble: all.flatMap(({ zoneTrouble }) => zoneTrouble),
    found: [...(all.length === 0 ? unused(mesh) : []), ...all.flatMap(({ found }) => found)],
  };
}

/** A delivery that has nobody to deliver to. */
function unused(mesh: MeshDeclaration): Diagnostic[] {
  const index = kindsOf(mesh.delivery ?? []).indexOf('sidecar');
  return index < 0 ? [] : [sidecarUnused(at(mesh, `${item('delivery', index)}.sidecar`))];
}

interface Placed {
  readonly sidecar: Sidecar;
  readonly zoneTrouble: readonly Diagnostic[];
  readonly found: readonly Diagnostic[];
}

function sidecarOf(
  declared: SidecarDeclaration,
  mesh: MeshDeclaration,
  mine: readonly NamedService[],
  directory: Directory,
  through: Through | undefined,
): Placed {
  const reached = mine.map(({ service }) => service).sort(byKey((service) => service.name));
  const clusterDns = nameServersOf(mesh);
  const [proxy, found] = proxyOf(dataplaneOf(declared, clusterDns), mesh, directory, reached, passthroughOf(mesh));
  const [zones, zoneTrouble] = zonesOf(
    mesh,
    mine.map(({ service, hostnames }) => ({ vips: service.vips, hostnames })),
  );
  const nothing = reached.length === 0 ? [sidecarReachesNothing(declared.place)] : [];
  return {
    // A pod has one proxy: what is mounted as its folder is flat, and stands there alone.
    sidecar: {
      proxy: {
        ...proxy,
        ...(through === undefined ? {} : { through }),
        tags: { [SERVICE_TAG]: [declared.name], 'kuma.io/zone': [mesh.zone] },
        oneFolder: true,
        configDir: declared.settings.configDir ?? DEFAULT_CONFIG,
      },
      zones,
      nameServers: clusterDns,
    },
    zoneTrouble,
    found: [...found, ...nothing],
  };
}

/** Finds what a workload may reach: by name, or by labels as the control plane completes them. */
function reachable(
  mesh: MeshDeclaration,
  candidates: readonly NamedService[],
): (reach: Reach) => readonly NamedService[] {
  const named = groupBy(candidates, ({ resource }) => resource.name);
  const labelled = once(() => candidates.map((one) => ({ one, labels: computedLabels(one.resource, mesh) })));
  const carriers = once(() => carriersAmong(labelled(), ({ labels }, key) => valueIn(labels, key)));
  return ({ services, matchLabels }) => {
    const byLabels = matchLabels === undefined ? [] : carriers()(matchLabels);
    return [
      ...new Set([
        ...services.flatMap((name) => named.get(name) ?? []),
        ...byLabels.filter(({ labels }) => selects(matchLabels ?? {}, labels)).map(({ one }) => one),
      ]),
    ];
  };
}

/** The name server of the cluster, which answers for all that the mesh does not know. */
const nameServersOf = ({ delivery = [] }: MeshDeclaration): readonly string[] =>
  delivery.flatMap(({ sidecar }) => (sidecar === undefined ? [] : [hostAndPort(sidecar.clusterDnsIp, 53)]));

/**
 * What Kuma would make of such a pod. It asks the cluster's name server itself, not the one of the pod: a name of the mesh must
 * not lead back to it. A pod has a network and a file system of its own, so how connections come is no question, and there is
 * no place for a socket of the admin interface.
 */
const dataplaneOf = (
  { place, mesh, name, settings }: SidecarDeclaration,
  clusterDns: readonly string[],
): DataplaneResource => ({
  place,
  mesh,
  name,
  form: 'universal',
  labels: {},
  annotations: {},
  spec: { networking: { address: '127.0.0.1', transparentProxying: {} } },
  violations: [],
  settings: {
    ...settings,
    dnsResolvers: settings.dnsResolvers ?? clusterDns,
    capture: 'redirect',
    adminPath: undefined,
  },
  onKubernetes: false,
});
