import type { Diagnostic } from '../diagnostics/diagnostic';
import { inboundNotCaptured, inboundToItself, listenerTaken } from '../diagnostics/catalog';
import type { CaptureMode, Inbound, Protocol, Proxy, Redirect, Runtime, Service } from '../ir/ir';
import { type NetworkingSpec, LOOPBACK, bodyField, inboundAddresses } from '../model/dataplane';
import { hasOwnVips } from '../model/delivery';
import { isDnsName } from '../model/address';
import { item } from '../model/field-path';
import { contains, hostAndPort, ipFamily, ipToNumber, isIp, isUnspecified } from '../model/ip';
import { type DataplaneResource, type MeshDeclaration, at } from '../model/model';
import type { ProxySettings } from '../model/settings';
import { LOOPBACK_RANGES, capture } from './capture';
import { checkProxySettings } from './checks/settings';
import { declared } from './declared';
import { type Places, byKey, clashes, groupBy } from './order';
import type { Passthrough } from './passthrough';
import { type Directory, type Placed, collapsed, elsewhere, outboundsOf, withNames } from './outbounds';

const DEFAULT_SYSTEM_CA = '/etc/ssl/certs/ca-certificates.crt';
export const DEFAULT_SECRETS = '/etc/meshext/secrets';
export const DEFAULT_CONFIG = '/etc/meshext/envoy';

/** A Dataplane with its outbounds resolved. */
export function proxyOf(
  dataplane: DataplaneResource,
  mesh: MeshDeclaration,
  directory: Directory,
  services: readonly Service[],
  passthrough: Passthrough | undefined,
): [Proxy, Diagnostic[]] {
  const networking = dataplane.spec.networking ?? {};
  const field = `${bodyField(dataplane)}.networking`.replace(/^\./, '');
  const [declaredOutbounds, found] = outboundsOf(dataplane, networking, field, directory);
  const outbounds = mesh.compatibility === 'kuma-2.8' ? collapsed(declaredOutbounds) : declaredOutbounds;
  const captured = capture(dataplane, mesh, services, passthrough);
  const [inbounds, trouble] = inboundsOf(dataplane, networking, field, captured.capture);
  const onVips = captured.outbounds.map((outbound): Placed => ({ field: 'envoy.capture', outbound }));
  if (hasOwnVips(mesh)) found.push(...trouble, ...captured.found, ...checkProxySettings(dataplane, mesh));
  const own = [...inbounds, ...[...outbounds, ...onVips].map(listens)];
  found.push(...checkListeners(dataplane, own, adminListening(dataplane, field), redirectListening(captured.redirect)));
  const proxy: Proxy = {
    ...declared(dataplane),
    ...settled(dataplane, networking),
    tags: tagsOf(networking, mesh),
    spec: withNames(dataplane.spec, directory),
    mesh: dataplane.mesh,
    onKubernetes: dataplane.onKubernetes,
    isTransparent: networking.transparentProxying !== undefined,
    capture: captured.capture,
    ...(captured.redirect === undefined ? {} : { redirect: captured.redirect }),
    localRoutes: captured.localRoutes,
    oneFolder: false,
    unresolved: [...new Set(inbounds.flatMap(({ inbound }) => [inbound.address, inbound.serviceAddress]))]
      .filter(isDnsName)
      .sort(),
    inbounds: inbounds.map(({ inbound }) => inbound).sort(byKey(listenKey)),
    applicationPorts: applicationPorts(networking),
    outbounds: [...outbounds, ...onVips].map(({ outbound }) => outbound).sort(byKey(listenKey)),
    elsewhere: elsewhere(networking, field, directory),
  };
  return [proxy, found];
}

type Settled = Omit<Runtime, 'oneFolder'>;

/** Its settings, with their defaults. */
export const settled = (
  dataplane: Pick<DataplaneResource, 'mesh' | 'name' | 'settings'>,
  networking: Pick<NetworkingSpec, 'address' | 'admin'>,
): Settled => {
  const { settings } = dataplane;
  return {
    ...admin(networking, settings),
    node: {
      id: settings.nodeId ?? `${dataplane.mesh}.${dataplane.name}`,
      cluster: settings.nodeCluster ?? dataplane.name,
    },
    minimalStats: settings.stats === 'minimal',
    ...(settings.maxDownstreamConnections === undefined ? {} : { maxConnections: settings.maxDownstreamConnections }),
    lookup: settings.dnsLookupFamily ?? (ipFamily(networking.address ?? '') === 6 ? 'auto' : 'v4-only'),
    nameServers: settings.dnsResolvers ?? [],
    systemCaPath: settings.systemCaPath ?? DEFAULT_SYSTEM_CA,
    secretsDir: settings.secretsDir ?? DEFAULT_SECRETS,
    configDir: folderOf(settings.configDir ?? DEFAULT_CONFIG, dataplane),
    filesystemXds: settings.xds === 'filesystem',
  };
};

/** A host may have several proxies, so each has a folder of its own, placed as in our output. */
const folderOf = (configDir: string, { mesh, name }: Pick<DataplaneResource, 'mesh' | 'name'>): string =>
  `${configDir.replace(/\/+$/, '')}/${mesh}/${name}`;

/** A socket is asked for by our own word, so it takes the place of Kuma's port. */
function admin({ admin: given }: Pick<NetworkingSpec, 'admin'>, { adminPath }: ProxySettings): Pick<Proxy, 'admin'> {
  if (adminPath !== undefined) return { admin: { path: adminPath } };
  return given?.port ? { admin: { address: LOOPBACK, port: given.port } } : {};
}

/** All values that the tags of its inbounds have, with its zone, as Kuma's certificates carry them. */
function tagsOf({ inbound = [], gateway }: NetworkingSpec, { zone }: MeshDeclaration): Proxy['tags'] {
  const given = [...inbound.map(({ tags = {} }) => tags), ...(gateway === undefined ? [] : [gateway.tags ?? {}])];
  const all = given.flatMap((tags) => Object.entries({ ...tags, 'kuma.io/zone': zone }));
  return Object.fromEntries(
    [...groupBy(all, ([key]) => key)]
      .sort(byKey(([key]) => key))
      .map(([key, some]) => [key, [...new Set(some.map(([, value]) => value))].sort()]),
  );
}

const listenKey = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  `${address} ${String(port).padStart(5, '0')}`;

/** kafka is carried as plain tcp. */
function protocolOf(tags: Readonly<Record<string, string>> = {}): Protocol {
  const protocol = tags['kuma.io/protocol']?.toLowerCase();
  return protocol === 'http' || protocol === 'http2' || protocol === 'grpc' ? protocol : 'tcp';
}

/** Whether what is sent to the application comes to the listener, on a port that both have. */
function leadsBack({ address, serviceAddress }: Inbound, own: string | undefined): boolean {
  if (!overlap(address, serviceAddress)) return false;
  const isLocal = serviceAddress === own || LOOPBACK_RANGES.some((range) => contains(range, serviceAddress));
  return address === serviceAddress || isLocal || isUnspecified(serviceAddress);
}

interface PlacedInbound extends Listening {
  readonly inbound: Inbound;
}

/**
 * What Kuma's redirection of inbounds makes possible, an application on the very address of its inbound, leaves no place for a
 * listener: it is reached without the proxy. In the other modes that is a mistake.
 */
function inboundsOf(
  dataplane: DataplaneResource,
  networking: NetworkingSpec,
  field: string,
  mode: CaptureMode,
): [PlacedInbound[], Diagnostic[]] {
  const found: Diagnostic[] = [];
  const placed = (networking.inbound ?? []).flatMap((spec, i): PlacedInbound[] => {
    const inbound = { ...inboundAddresses(spec, networking), protocol: protocolOf(spec.tags) };
    const { address, port } = inbound;
    const one = { address, port, field: item(`${field}.inbound`, i), inbound };
    const isItself = address !== '' && port === inbound.servicePort && leadsBack(inbound, networking.address);
    if (!isItself) return [one];
    const trouble = mode === 'redirect' ? inboundNotCaptured : inboundToItself;
    found.push(trouble(at(dataplane, one.field), hostAndPort(address, port)));
    return mode === 'redirect' ? [] : [one];
  });
  return [placed, found];
}

const applicationPorts = (networking: NetworkingSpec): number[] => {
  const all = (networking.inbound ?? []).map((spec) => inboundAddresses(spec, networking).servicePort);
  return [...new Set(all)].sort((a, b) => a - b);
};

/** Whether a listener on one address takes what comes to the other. An unspecified address stands for all of its family. */
function overlap(one: string, other: string): boolean {
  if (!isIp(one) || !isIp(other)) return one === other;
  if (ipFamily(one) !== ipFamily(other)) return false;
  return isUnspecified(one) || isUnspecified(other) || ipToNumber(one) === ipToNumber(other);
}

interface Listening {
  readonly address: string;
  readonly port: number;
  readonly field: string;
}

const listens = ({ field, outbound: { address, port } }: Placed): Listening => ({ field, address, port });
function redirectListening(redirect: Redirect | undefined): Listening[] {
  if (redirect === undefined) return [];
  const { port, egress } = redirect;
  return [
    { field: 'envoy.capture', address: '0.0.0.0', port },
    ...(egress === undefined || egress.chains.length === 0
      ? []
      : [{ field: 'envoy.passthroughPort', address: '0.0.0.0', port: egress.port }]),
  ];
}

function adminListening({ spec, settings }: DataplaneResource, field: string): Listening[] {
  const { admin: given } = admin(spec.networking ?? {}, settings);
  return given === undefined || !('port' in given) ? [] : [{ ...given, field: `${field}.admin.port` }];
}

/**
 * Two listeners on one address and port: Envoy refuses the second, or drops it in silence. The admin interface Kuma itself
 * compares with inbounds and outbounds.
 */
const checkListeners = (
  dataplane: DataplaneResource,
  own: readonly Listening[],
  admin: readonly Listening[],
  redirected: readonly Listening[],
): Diagnostic[] =>
  [[...own, ...redirected], ...(admin.length === 0 ? [] : [[...admin, ...redirected]])].flatMap((all) =>
    clashes(all, placesOf).map(([{ address, port, field }, first]) =>
      listenerTaken(at(dataplane, field), hostAndPort(address, port), first.field),
    ),
  );

/** By the same rule as `overlap`. */
function placesOf({ address, port }: Listening): Places {
  const family = ipFamily(address);
  if (family === undefined) return { own: [`${port} ${address}`], wanted: [`${port} ${address}`] };
  const place = (number: bigint | 'some'): string => `${port} v${family} ${number}`;
  const number = ipToNumber(address);
  return {
    own: [place(number), place('some')],
    wanted: number === 0n ? [place('some')] : [place(number), place(0n)],
  };
}
