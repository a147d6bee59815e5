import type { Diagnostic } from '../diagnostics/diagnostic';
import { kuma, type KumaCode } from '../diagnostics/kuma';
import { isDnsName } from './address';
import { checkListeners, checkMetrics, checkProbes, checkReachableBackends } from './dataplane-extras';
import { checkInbound, checkOutbound } from './dataplane-interfaces';
import { checkGatewayTags } from './dataplane-tags';
import { item, member } from './field-path';
import { ipFamily, ipToNumber, isIp } from './ip';
import { type KumaVersion, type Resource, at } from './model';

/** Dataplane, the parts that matter here, as Kuma's api/mesh/v1alpha1/dataplane.proto has them. */
export interface DataplaneSpec {
  readonly networking?: NetworkingSpec;
  readonly probes?: ProbesSpec;
  readonly metrics?: MetricsSpec;
}
type Tags = Readonly<Record<string, string>>;
export interface NetworkingSpec {
  readonly address?: string;
  readonly advertisedAddress?: string;
  readonly inbound?: readonly InboundSpec[];
  readonly outbound?: readonly OutboundSpec[];
  readonly admin?: { readonly port?: number };
  readonly transparentProxying?: TransparentProxyingSpec;
  readonly gateway?: { readonly type?: string | number; readonly tags?: Tags };
  /** Since 2.14. */
  readonly listeners?: readonly ListenerSpec[];
}
export interface InboundSpec {
  readonly port?: number;
  readonly address?: string;
  readonly servicePort?: number;
  readonly serviceAddress?: string;
  readonly tags?: Tags;
  readonly name?: string;
  readonly state?: string;
  /** Since 2.14. */
  readonly protocol?: string;
  readonly serviceProbe?: ServiceProbeSpec;
}
export interface ServiceProbeSpec {
  readonly interval?: string;
  readonly timeout?: string;
  readonly unhealthyThreshold?: number;
  readonly healthyThreshold?: number;
}
export interface OutboundSpec {
  readonly port?: number;
  readonly address?: string;
  readonly tags?: Tags;
  /** `labels` since 2.14. */
  readonly backendRef?: {
    readonly kind?: string;
    readonly name?: string;
    readonly port?: number;
    readonly labels?: Tags;
  };
}
export interface TransparentProxyingSpec {
  readonly redirectPortInbound?: number;
  readonly redirectPortOutbound?: number;
  readonly ipFamilyMode?: string;
  /** Since 2.14. */
  readonly reachableBackends?: { readonly refs?: readonly ReachableBackendSpec[] };
}
export interface ReachableBackendSpec {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Tags;
}
export interface ListenerSpec {
  readonly type?: string;
  readonly address?: string;
  readonly port?: number;
  readonly name?: string;
}
export interface ProbesSpec {
  readonly port?: number;
  readonly endpoints?: readonly {
    readonly inboundPort?: number;
    readonly inboundPath?: string;
    readonly path?: string;
  }[];
}
export interface MetricsSpec {
  readonly type?: string;
  readonly conf?: unknown;
}

export type Say = (code: KumaCode, field: string, message: string, found: unknown) => void;

export const LOOPBACK = '127.0.0.1';
/** Where an inbound listens and where it sends to, with Kuma's defaults (mesh/dataplane_helpers.go). */
export function inboundAddresses(inbound: InboundSpec, networking: NetworkingSpec) {
  const address = inbound.address || networking.address || '';
  const port = inbound.port ?? 0;
  return { address, port, serviceAddress: inbound.serviceAddress || address, servicePort: inbound.servicePort || port };
}

/** Where the body of a Dataplane stands in its document: at the top in Universal, under `spec` in Kubernetes. */
export const bodyField = (dataplane: { readonly form: string }): string =>
  dataplane.form === 'kubernetes' ? 'spec' : '';

/** A Dataplane while it is checked; `field` is that of its networking, `root` that of its body. */
interface Check {
  readonly networking: NetworkingSpec;
  readonly root: string;
  readonly field: string;
  readonly release: KumaVersion;
  readonly say: Say;
}

/** The rules of Kuma's mesh/dataplane_validator.go, in its order. */
export function checkDataplane(dataplane: Resource<DataplaneSpec>, release: KumaVersion): Diagnostic[] {
  const root = bodyField(dataplane);
  const field = member(root, 'networking');
  const found: Diagnostic[] = [];
  const say: Say = (code, path, message, value) => void found.push(kuma(code, at(dataplane, path), message, value));
  const { networking } = dataplane.spec;
  if (networking === undefined) {
    say('networking-missing', field, 'must be defined', undefined);
    return found;
  }
  const check: Check = { networking, root, field, release, say };
  checkAdmin(check);
  const { gateway } = networking;
  // By number a type can be given that Kuma knows none of; then it takes the proxy for a sidecar.
  if (gateway === undefined || typeof gateway.type === 'number') checkSidecar(dataplane.spec, check);
  else checkGateway(dataplane.spec, gateway, check);
  return found;
}

/** Kuma compares the loopback address by value, so `::ffff:127.0.0.1` is the same, and every wildcard overlaps it. */
export function isOnLoopback(address: string): boolean {
  const family = ipFamily(address);
  if (family === undefined) return false;
  const value = ipToNumber(address);
  return family === 4 ? value === IPV4_LOOPBACK || value === 0n : [MAPPED + IPV4_LOOPBACK, MAPPED, 0n].includes(value);
}

const IPV4_LOOPBACK = ipToNumber(LOOPBACK);
/** `::ffff:0.0.0.0`, where IPv4 addresses stand in IPv6. */
const MAPPED = ipToNumber('::ffff:0.0.0.0');

function checkAdmin({ networking, field, say }: Check): void {
  if (networking.admin === undefined) return;
  const { port = 0 } = networking.admin;
  const taken = (address: string, other: number): boolean => other === port && isOnLoopback(address);
  const byInbound = (networking.inbound ?? []).some((one) => {
    const used = inboundAddresses(one, networking);
    return taken(used.address, used.port) || taken(used.serviceAddress, used.servicePort);
  });
  if (byInbound) say('admin-port-taken', `${field}.admin.port`, 'must differ from inbound', port);
  if ((networking.outbound ?? []).some((one) => taken(one.address || LOOPBACK, one.port ?? 0)))
    say('admin-port-taken', `${field}.admin.port`, 'must differ from outbound', port);
}

function checkSidecar({ probes, metrics }: DataplaneSpec, check: Check): void {
  const { networking, root, field, release, say } = check;
  if (release === '2.8' && (networking.inbound ?? []).length === 0)
    say('inbound-missing', field, 'has to contain at least one inbound interface or gateway', undefined);
  checkNetworking(check);
  if (probes !== undefined) checkProbes(probes, member(root, 'probes'), say);
  if (metrics !== undefined) checkMetrics(metrics, member(root, 'metrics'), say);
  if (release !== '2.8') checkListeners(networking, field, (address, path) => checkAddress(address, path, say), say);
}

type Gateway = NonNullable<NetworkingSpec['gateway']>;

function checkGateway({ probes }: DataplaneSpec, gateway: Gateway, check: Check): void {
  const { networking, root, field, release, say } = check;
  const { inbound = [], outbound = [], listeners = [] } = networking;
  const isBuiltin = gateway.type === 'BUILTIN';
  const kind = isBuiltin ? 'builtin' : 'delegated';
  if (inbound.length > 0)
    say('gateway-inbound', `${field}.inbound`, `inbound cannot be defined for ${kind} gateways`, inbound);
  if (isBuiltin && outbound.length > 0)
    say('gateway-outbound', `${field}.outbound`, 'outbound cannot be defined for builtin gateways', outbound);
  if (release !== '2.8' && listeners.length > 0)
    say('gateway-listener', `${field}.listeners`, `listeners cannot be defined for ${kind} gateways`, listeners);
  if (isBuiltin && probes !== undefined)
    say('gateway-probes', `${field}.probes`, 'probes cannot be defined for builtin gateways', probes);
  checkGatewayTags(gateway.tags ?? {}, `${field}.gateway.tags`, release, say);
  checkNetworking(check);
  if (!isBuiltin && probes !== undefined) checkProbes(probes, member(root, 'probes'), say);
}

function checkNetworking({ networking, field, release, say }: Check): void {
  const { address = '', inbound = [], outbound = [], transparentProxying } = networking;
  checkAddress(address, member(field, 'address'), say);
  inbound.forEach((one, i) => checkInbound(one, networking, item(`${field}.inbound`, i), release, say));
  outbound.forEach((one, i) => checkOutbound(one, item(`${field}.outbound`, i), release, say));
  if (release !== '2.8') checkReachableBackends(transparentProxying?.reachableBackends?.refs ?? [], field, say);
}

export function checkAddress(address: string, field: string, say: Say): void {
  if (address === '') return say('dataplane-address', field, "address can't be empty", address);
  if (address === '0.0.0.0' || address === '::') say('dataplane-address', field, 'must not be 0.0.0.0 or ::', address);
  if (!isIp(address) && !isDnsName(address))
    say('dataplane-address', field, 'address has to be valid IP address or domain name', address);
}
