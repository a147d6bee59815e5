import type { Diagnostic } from '../diagnostics/diagnostic';
import {
  inboundNotCaptured,
  inboundToItself,
  listenerTaken,
  outboundElsewhere,
  outboundOnOwnAddress,
  outboundToExtension,
  outboundToPortless,
  serviceAmbiguous,
  serviceOfOtherMesh,
  serviceUnknown,
} from '../diagnostics/catalog';
import type { CaptureMode, Inbound, Outbound, Protocol, Proxy, Redirect, Service } from '../ir/ir';
import {
  type DataplaneSpec,
  type NetworkingSpec,
  type OutboundSpec,
  LOOPBACK,
  bodyField,
  inboundAddresses,
} from '../model/dataplane';
import { isDnsName } from '../model/address';
import { item } from '../model/field-path';
import { hostAndPort, ipFamily, ipToNumber, isIp, isUnspecified, parseCidr } from '../model/ip';
import { type DataplaneResource, type MeshDeclaration, at } from '../model/model';
import { contains } from './checks/endpoints';
import { capture, captureMode } from './capture';
import { checkProxySettings } from './checks/settings';
import { declared } from './declared';
import { byKey } from './order';

/** The services of one mesh, findable as a backendRef finds them. */
export interface Directory {
  readonly byCoreName: ReadonlyMap<string, Service>;
  readonly byDisplayName: ReadonlyMap<string, readonly Service[]>;
  /** The other meshes that have a service of the name. */
  readonly elsewhere: (name: string) => readonly string[];
}

const KIND = 'MeshExternalService';
const DEFAULT_SYSTEM_CA = '/etc/ssl/certs/ca-certificates.crt';
const DEFAULT_SECRETS = '/etc/meshext/secrets';

/** A Dataplane with its outbounds resolved. */
export function proxyOf(
  dataplane: DataplaneResource,
  mesh: MeshDeclaration,
  directory: Directory,
  services: readonly Service[],
): [Proxy, Diagnostic[]] {
  const networking = dataplane.spec.networking ?? {};
  const field = `${bodyField(dataplane)}.networking`.replace(/^\./, '');
  const [outbounds, found] = outboundsOf(dataplane, networking, field, directory);
  const captured = capture(dataplane, mesh, services);
  const [inbounds, trouble] = inboundsOf(dataplane, networking, field, captured.capture);
  const onVips = captured.outbounds.map((outbound): Placed => ({ field: 'envoy.capture', outbound }));
  const redirected = captured.redirect === undefined ? [] : [redirectListener(captured.redirect)];
  found.push(...trouble, ...captured.found, ...checkProxySettings(dataplane, mesh));
  found.push(...checkListeners(dataplane, [...inbounds, ...[...outbounds, ...onVips].map(listens), ...redirected]));
  const { settings } = dataplane;
  const proxy: Proxy = {
    ...declared(dataplane),
    spec: withNames(dataplane.spec, directory),
    mesh: dataplane.mesh,
    onKubernetes: dataplane.onKubernetes,
    capture: captured.capture,
    ...(captured.redirect === undefined ? {} : { redirect: captured.redirect }),
    localRoutes: captured.localRoutes,
    unresolved: [...new Set(inbounds.flatMap(({ inbound }) => [inbound.address, inbound.serviceAddress]))]
      .filter(isDnsName)
      .sort(),
    inbounds: inbounds.map(({ inbound }) => inbound).sort(byKey(listenKey)),
    outbounds: [...outbounds, ...onVips].map(({ outbound }) => outbound).sort(byKey(listenKey)),
    elsewhere: elsewhere(networking, field, directory),
    ...(networking.admin?.port ? { admin: { address: LOOPBACK, port: networking.admin.port } } : {}),
    lookup: ipFamily(networking.address ?? '') === 6 ? 'any' : 'ipv4',
    nameServers: settings.dnsResolvers ?? [],
    systemCaPath: settings.systemCaPath ?? DEFAULT_SYSTEM_CA,
    secretsDir: settings.secretsDir ?? DEFAULT_SECRETS,
  };
  return [proxy, found];
}

const listenKey = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  `${address} ${String(port).padStart(5, '0')}`;

/** kafka is carried as plain tcp. */
function protocolOf(tags: Readonly<Record<string, string>> = {}): Protocol {
  const protocol = tags['kuma.io/protocol']?.toLowerCase();
  return protocol === 'http' || protocol === 'http2' || protocol === 'grpc' ? protocol : 'tcp';
}

interface Placed {
  readonly outbound: Outbound;
  readonly field: string;
}

function elsewhere({ outbound = [] }: NetworkingSpec, field: string, directory: Directory): Proxy['elsewhere'] {
  return outbound.flatMap(({ backendRef }, i) => {
    if (backendRef === undefined || lookUp(backendRef, directory).length > 0) return [];
    const { kind = '', name = '' } = backendRef;
    return [{ field: `${item(`${field}.outbound`, i)}.backendRef.name`, kind, name }];
  });
}

/** A backendRef may hold a core name or a display name, and any kind; what was found is written as what it is. */
function withNames(spec: DataplaneSpec, directory: Directory): DataplaneSpec {
  const { networking = {} } = spec;
  const outbound = networking.outbound?.map((one) => {
    const service = one.backendRef === undefined ? undefined : lookUp(one.backendRef, directory)[0];
    return service === undefined ? one : { ...one, backendRef: { ...one.backendRef, kind: KIND, name: service.name } };
  });
  return outbound === undefined ? spec : { ...spec, networking: { ...networking, outbound } };
}

function outboundsOf(
  dataplane: DataplaneResource,
  networking: NetworkingSpec,
  field: string,
  directory: Directory,
): [Placed[], Diagnostic[]] {
  const placed: Placed[] = [];
  const found: Diagnostic[] = [];
  (networking.outbound ?? []).forEach((spec, i) => {
    const where = item(`${field}.outbound`, i);
    const [service, trouble] = backendOf(dataplane, spec, where, directory);
    found.push(...trouble);
    if (service === undefined) return;
    if (service.extension !== undefined) {
      found.push(outboundToExtension(at(dataplane, where), service.name, service.extension));
      return;
    }
    if (spec.address !== undefined && spec.address === networking.address) {
      found.push(outboundOnOwnAddress(at(dataplane, `${where}.address`), spec.address));
      return;
    }
    if (service.port === undefined && captureMode(dataplane) !== 'redirect')
      found.push(outboundToPortless(at(dataplane, where), service.name));
    placed.push({ field: where, outbound: { address: spec.address || LOOPBACK, port: spec.port ?? 0, service } });
  });
  return [placed, found];
}

/** By core name, whatever the kind, as in Kuma; for an external service also by a display name that is unique in the mesh. */
function lookUp(
  { kind, name = '' }: NonNullable<OutboundSpec['backendRef']>,
  directory: Directory,
): readonly Service[] {
  const exact = directory.byCoreName.get(name);
  if (exact !== undefined) return [exact];
  return kind === KIND ? (directory.byDisplayName.get(name) ?? []) : [];
}

function backendOf(
  dataplane: DataplaneResource,
  { backendRef }: OutboundSpec,
  field: string,
  directory: Directory,
): [Service | undefined, Diagnostic[]] {
  if (backendRef === undefined) return [undefined, [outboundElsewhere(at(dataplane, field), 'tags')]];
  const { kind = '', name = '' } = backendRef;
  const exact = directory.byCoreName.get(name);
  if (exact !== undefined) return [exact, []];
  if (kind !== KIND) return [undefined, [outboundElsewhere(at(dataplane, `${field}.backendRef`), kind)]];
  const named = directory.byDisplayName.get(name) ?? [];
  if (named.length === 1) return [named[0], []];
  const place = at(dataplane, `${field}.backendRef.name`);
  if (named.length > 1) return [undefined, [serviceAmbiguous(place, name)]];
  const others = directory.elsewhere(name);
  if (others.length > 0) return [undefined, [serviceOfOtherMesh(place, name, dataplane.mesh, others)]];
  return [undefined, [serviceUnknown(place, name, [...directory.byDisplayName.keys()])]];
}

const LOOPBACKS = ['127.0.0.0/8', '::1/128'].flatMap((text) => parseCidr(text) ?? []);

/** Whether what is sent to the application comes to the listener, on a port that both have. */
function leadsBack({ address, serviceAddress }: Inbound, own: string | undefined): boolean {
  if (!overlap(address, serviceAddress)) return false;
  const isLocal = serviceAddress === own || LOOPBACKS.some((range) => contains(range, serviceAddress));
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
const redirectListener = ({ port }: Redirect): Listening => ({ field: 'envoy.capture', address: '0.0.0.0', port });

/** Two listeners on one address and port: Envoy refuses the second, or drops it in silence. */
function checkListeners(dataplane: DataplaneResource, all: readonly Listening[]): Diagnostic[] {
  const owners = new Map<number, Listening[]>();
  return all.flatMap((one) => {
    const others = owners.get(one.port) ?? [];
    const clash = others.find((other) => overlap(other.address, one.address));
    others.push(one);
    owners.set(one.port, others);
    return clash === undefined
      ? []
      : [listenerTaken(at(dataplane, one.field), hostAndPort(one.address, one.port), clash.field)];
  });
}
