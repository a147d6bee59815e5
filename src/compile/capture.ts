import { captureRange, listenerPortPrivileged, outboundToPortless } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { CaptureMode, Outbound, Redirect, RedirectChain, Service } from '../ir/ir';
import { egressOf } from './egress';
import { hasOwnVips } from '../model/delivery';
import { type Cidr, parseCidr } from '../model/ip';
import { type DataplaneResource, type MeshDeclaration, at } from '../model/model';
import { deliveryOf } from './delivery';
import { sortedBy } from './order';
import type { Passthrough } from './passthrough';
import { vipCidrs } from './vip-ranges';

/** How connections to VIPs come to a proxy, and what it listens on for that. */
export interface Captured {
  readonly capture: CaptureMode;
  /** Listeners on VIPs. */
  readonly outbounds: readonly Outbound[];
  readonly redirect?: Redirect;
  /** The ranges that a local route leads to this host. */
  readonly localRoutes: readonly string[];
  readonly found: readonly Diagnostic[];
}

/** Kuma's (config `runtime.kubernetes.injector.sidecarContainer.redirectPortOutbound`). */
export const REDIRECT_PORT = 15001;
const FIRST_UNPRIVILEGED_PORT = 1024;
export const LOOPBACK_RANGES = ['127.0.0.0/8', '::1/128'].flatMap((text) => parseCidr(text) ?? []);

export const captureMode = ({ settings, spec }: DataplaneResource): CaptureMode =>
  settings.capture ?? (spec.networking?.transparentProxying === undefined ? 'ports' : 'redirect');

export function capture(
  dataplane: DataplaneResource,
  mesh: MeshDeclaration,
  services: readonly Service[],
  passthrough: Passthrough | undefined,
): Captured {
  const mode = captureMode(dataplane);
  const none = { capture: mode, outbounds: [], localRoutes: [], found: [] };
  if (!hasOwnVips(mesh) || mode === 'ports') return none;
  const reachable = services.filter(({ upstream, vips }) => upstream !== undefined && vips.length > 0);
  const ranges = vipCidrs(mesh);
  switch (mode) {
    case 'redirect':
      return { ...none, redirect: redirect(dataplane, reachable, ranges, passthrough) };
    case 'bound':
      return { ...none, ...onVips(reachable), found: boundTrouble(dataplane, reachable, ranges, mesh) };
    case 'local-route':
      return {
        ...none,
        outbounds: onVips(reachable).outbounds.map((one) => ({ ...one, onlyFromHere: true })),
        localRoutes: ranges.map(({ text }) => text),
        found: portTrouble(dataplane, reachable, mesh),
      };
  }
}

function onVips(services: readonly Service[]): Pick<Captured, 'outbounds'> {
  const outbounds = services.flatMap((service) =>
    service.vips.flatMap((address) => (service.port === undefined ? [] : [{ address, port: service.port, service }])),
  );
  return { outbounds };
}

/** Linux takes all of 127.0.0.0/8 for its own; any other address can be bound only with a route. */
function boundTrouble(
  dataplane: DataplaneResource,
  services: readonly Service[],
  ranges: readonly Cidr[],
  mesh: MeshDeclaration,
): Diagnostic[] {
  const outside = ranges.filter((range) => !LOOPBACK_RANGES.some((own) => holds(own, range)));
  return [
    ...outside.map(({ text }) => captureRange(at(dataplane, 'envoy.capture'), text)),
    ...portTrouble(dataplane, services, mesh),
  ];
}

const holds = (outer: Cidr, inner: Cidr): boolean =>
  outer.family === inner.family && inner.first >= outer.first && inner.last <= outer.last;

function portTrouble(dataplane: DataplaneResource, services: readonly Service[], mesh: MeshDeclaration): Diagnostic[] {
  const place = at(dataplane, 'envoy.capture');
  const isGivenRights = deliveryOf(mesh).units !== undefined;
  const privileged = services.filter(({ port = FIRST_UNPRIVILEGED_PORT }) => port < FIRST_UNPRIVILEGED_PORT);
  const ports = [...new Set(privileged.map(({ port = 0 }) => port))].sort((a, b) => a - b);
  return [
    ...services.filter(({ port }) => port === undefined).map(({ name }) => outboundToPortless(place, name)),
    ...(ports.length === 0 || isGivenRights ? [] : [listenerPortPrivileged(place, ports)]),
  ];
}

function redirect(
  dataplane: DataplaneResource,
  services: readonly Service[],
  ranges: readonly Cidr[],
  policy: Passthrough | undefined,
): Redirect {
  const { settings, spec } = dataplane;
  const port = spec.networking?.transparentProxying?.redirectPortOutbound || REDIRECT_PORT;
  const passthrough = policy === undefined ? settings.passthrough === true : policy.mode === 'All';
  const egress = egressOf(dataplane, policy, port);
  return {
    port,
    ranges: ranges.map(({ text }) => text),
    chains: chains(services),
    passthrough,
    ...(egress === undefined ? {} : { egress }),
  };
}

const chains = (services: readonly Service[]): RedirectChain[] =>
  sortedBy(
    services.map((service) => ({ service, ...(service.port === undefined ? {} : { port: service.port }) })),
    ({ service }) => service.name,
  );
