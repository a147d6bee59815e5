import type { Diagnostic } from '../diagnostics/diagnostic';
import { kuma, type KumaCode } from '../diagnostics/kuma';
import { checkInbound, checkOutbound } from './dataplane-interfaces';
import { isDnsName } from './address';
import { item, member } from './field-path';
import { isIp, isUnspecified } from './ip';
import { type Resource, at } from './model';

/** Dataplane, the parts that matter here, as Kuma 2.8's api/mesh/v1alpha1/dataplane.proto has them. */
export interface DataplaneSpec {
  readonly networking?: NetworkingSpec;
}
export interface NetworkingSpec {
  readonly address?: string;
  readonly advertisedAddress?: string;
  readonly inbound?: readonly InboundSpec[];
  readonly outbound?: readonly OutboundSpec[];
  readonly admin?: { readonly port?: number };
  readonly transparentProxying?: { readonly redirectPortInbound?: number; readonly redirectPortOutbound?: number };
  readonly gateway?: { readonly type?: string; readonly tags?: Readonly<Record<string, string>> };
}
export interface InboundSpec {
  readonly port?: number;
  readonly address?: string;
  readonly servicePort?: number;
  readonly serviceAddress?: string;
  readonly tags?: Readonly<Record<string, string>>;
}
export interface OutboundSpec {
  readonly port?: number;
  readonly address?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly backendRef?: { readonly kind?: string; readonly name?: string; readonly port?: number };
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

/** The rules of Kuma 2.8's mesh/dataplane_validator.go, in its order. */
export function checkDataplane(dataplane: Resource<DataplaneSpec>): Diagnostic[] {
  const field = member(bodyField(dataplane), 'networking');
  const found: Diagnostic[] = [];
  const say: Say = (code, path, message, value) => found.push(kuma(code, at(dataplane, path), message, value));
  const { networking } = dataplane.spec;
  if (networking === undefined) {
    say('networking-missing', field, 'must be defined', undefined);
    return found;
  }
  checkAdmin(networking, field, say);
  checkGateway(networking, field, say);
  checkAddress(networking.address ?? '', member(field, 'address'), say);
  networking.inbound?.forEach((inbound, i) => checkInbound(inbound, networking, item(`${field}.inbound`, i), say));
  networking.outbound?.forEach((outbound, i) => checkOutbound(outbound, item(`${field}.outbound`, i), say));
  return found;
}

function checkAdmin(networking: NetworkingSpec, field: string, say: Say): void {
  const port = networking.admin?.port;
  if (!port) return;
  const taken = (address: string, other: number): boolean =>
    other === port && (address === LOOPBACK || isUnspecified(address));
  for (const inbound of networking.inbound ?? []) {
    const used = inboundAddresses(inbound, networking);
    if (taken(used.address, used.port) || taken(used.serviceAddress, used.servicePort)) {
      say('admin-port-taken', `${field}.admin.port`, 'must differ from inbound', port);
    }
  }
  for (const outbound of networking.outbound ?? []) {
    if (taken(outbound.address || LOOPBACK, outbound.port ?? 0)) {
      say('admin-port-taken', `${field}.admin.port`, 'must differ from outbound', port);
    }
  }
}

function checkGateway({ gateway, inbound = [], outbound = [] }: NetworkingSpec, field: string, say: Say): void {
  if (gateway === undefined) {
    if (inbound.length === 0) {
      say('inbound-missing', field, 'has to contain at least one inbound interface or gateway', undefined);
    }
    return;
  }
  const kind = gateway.type === 'BUILTIN' ? 'builtin' : 'delegated';
  if (inbound.length > 0)
    say('gateway-inbound', `${field}.inbound`, `inbound cannot be defined for ${kind} gateways`, inbound.length);
  if (kind === 'builtin' && outbound.length > 0) {
    say('gateway-outbound', `${field}.outbound`, 'outbound cannot be defined for builtin gateways', outbound.length);
  }
}

function checkAddress(address: string, field: string, say: Say): void {
  if (address === '') return say('dataplane-address', field, "address can't be empty", address);
  if (isUnspecified(address)) return say('dataplane-address', field, 'must not be 0.0.0.0 or ::', address);
  if (!isIp(address) && !isDnsName(address)) {
    say('dataplane-address', field, 'address has to be valid IP address or domain name', address);
  }
}
