import { gatewayUnserved } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { ClusterNames, Gateway, GatewayEntry, Proxy, Service } from '../ir/ir';
import { type EgressIsolation, type GatewaySettings, gatewayOf } from '../model/delivery';
import { isIp, parseCidr } from '../model/ip';
import { type MeshDeclaration, type MeshExternalServiceResource, at, meshKey } from '../model/model';
import { type ClusterPlace, withClusterRanges } from './cluster-places';
import type { NamedService } from './link';
import { byKey } from './order';
import { DEFAULT_CONFIG, settled } from './proxies';
import { zonesOf } from './zones';

/** Where it runs. */
export const DEFAULT_NAMESPACE = 'meshext-system';
export const DEFAULT_REPLICAS = 2;
/** Below the ports of services. */
const READY_PORT = 2000;

/** The proxies that a cluster shares for a mesh, if it has them. */
export function gatewayFor(
  mesh: MeshDeclaration,
  linked: readonly NamedService[],
  places: ReadonlyMap<MeshExternalServiceResource, ClusterPlace>,
): [Gateway | undefined, Diagnostic[]] {
  const found = gatewayOf(mesh);
  if (found === undefined) return [undefined, []];
  const { settings, field } = found;
  const replicas = settings.replicas ?? DEFAULT_REPLICAS;
  const served = linked.flatMap((one) => {
    const place = places.get(one.resource);
    return place === undefined || !isServed(one.service) ? [] : [{ ...one, place }];
  });
  const entries = served.map(entryOf).sort(byKey(({ service }) => service.name));
  const [names, trouble] = namesOf(mesh, settings, served);
  const gateway: Gateway = {
    origin: at(mesh, field),
    namespace: settings.namespace ?? DEFAULT_NAMESPACE,
    images: {
      proxy: settings.images.envoy,
      ...(settings.images.coredns === undefined ? {} : { nameServer: settings.images.coredns }),
      nameServerHasFileCapability: settings.images.corednsFileCapability ?? true,
    },
    replicas,
    // Fewer are refused elsewhere, and objects are made all the same.
    ...(settings.maxReplicas === undefined ? {} : { maxReplicas: Math.max(replicas, settings.maxReplicas) }),
    ...(settings.allowedNamespaces === undefined ? {} : { allowedNamespaces: sorted(settings.allowedNamespaces) }),
    ...(settings.egressIsolation === undefined ? {} : { isolated: isolatedBy(settings.egressIsolation) }),
    proxy: proxyOf(mesh, settings, entries),
    entries,
    names,
  };
  return [gateway, [...trouble, ...linked.flatMap(({ service }) => unserved(service))]];
}

const isolatedBy = ({ namespaces, cidrs = [] }: EgressIsolation): Required<Gateway>['isolated'] => ({
  namespaces: sorted(namespaces),
  ranges: sorted(cidrs.flatMap((text) => parseCidr(text)?.text ?? [])), // what is no range is refused elsewhere
});

const sorted = (all: readonly string[]): string[] => [...new Set(all)].sort();

const socketsOf = ({ upstream }: Service): string[] =>
  (upstream?.endpoints ?? []).flatMap(({ address }) => (address.kind === 'unix' ? [address.path] : []));

const isServed = (service: Service): boolean => service.upstream !== undefined && socketsOf(service).length === 0;

interface Served extends NamedService {
  readonly place: ClusterPlace;
}

const entryOf = ({ service, place }: Served): GatewayEntry => ({
  service,
  addresses: place.addresses,
  port: service.port ?? 0,
  targetPort: place.port,
});

/** What a gateway has no way to bring to clients. */
function unserved(service: Service): Diagnostic[] {
  const { origin, extension, port } = service;
  const place = (field: string) => ({ ...origin, field });
  if (extension !== undefined)
    return [
      gatewayUnserved(
        place('spec.extension'),
        `the extension ${JSON.stringify(extension)} provides it`,
        'Leave it to Kuma, and allow this.',
      ),
    ];
  if (port === undefined)
    return [
      gatewayUnserved(place('spec.match.port'), 'it has no port', 'Set match.port: a Service has to name its ports.'),
    ];
  const [socket] = socketsOf(service);
  return socket === undefined
    ? []
    : [
        gatewayUnserved(
          place('spec.endpoints'),
          `its endpoint ${socket} is a socket, which no pod of the gateway has`,
          'Give it endpoints that are reached over the network, or deliver it on hosts.',
        ),
      ];
}

/** Of reverse zones only those in use: the cluster DNS answers for addresses of others in the range. */
function namesOf(
  mesh: MeshDeclaration,
  { dns: { mode = 'custom', clusterIp } = {} }: GatewaySettings,
  served: readonly Served[],
): [ClusterNames, Diagnostic[]] {
  const named = served.map(({ hostnames, place }) => ({ hostnames, vips: place.addresses }));
  const [[zones, found]] = withClusterRanges(mesh).map((one) => zonesOf(one, named));
  const used = zones.filter(({ name, records }) => records.length > 0 || !name.endsWith('.arpa'));
  return [{ mode, ...(clusterIp === undefined || !isIp(clusterIp) ? {} : { address: clusterIp }), zones: used }, found];
}

/** Pods have IPv6 where the Services do; then it listens on both families, each on a socket of its own. */
function proxyOf(mesh: MeshDeclaration, settings: GatewaySettings, entries: readonly GatewayEntry[]): Proxy {
  const families = [settings.clusterIpRange, settings.clusterIpRangeV6].map((text) => parseCidr(text ?? '')?.family);
  const any = [...(families.includes(4) ? ['0.0.0.0'] : []), ...(families.includes(6) ? ['::'] : [])];
  const name = 'gateway';
  const own = { ...mesh.settings, adminPath: undefined, secretsDir: undefined };
  return {
    origin: mesh.place,
    name,
    displayName: name,
    coreName: name,
    labels: {},
    annotations: {},
    spec: {},
    mesh: meshKey(mesh.name, mesh.zone),
    onKubernetes: true,
    capture: 'ports',
    localRoutes: [],
    unresolved: [],
    applicationPorts: [],
    isTransparent: false,
    inbounds: [],
    elsewhere: [],
    ...settled(
      { mesh: meshKey(mesh.name, mesh.zone), name, settings: { ...own, xds: 'filesystem' } },
      { address: any[0] ?? '0.0.0.0' },
    ),
    tags: {},
    configDir: DEFAULT_CONFIG,
    oneFolder: false,
    ready: { address: any[0] ?? '0.0.0.0', port: READY_PORT },
    outbounds: entries.flatMap(({ service, targetPort }) =>
      any.map((address) => ({ address, port: targetPort, service })),
    ),
  };
}
