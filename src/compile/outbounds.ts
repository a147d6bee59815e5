import type { Diagnostic } from '../diagnostics/diagnostic';
import {
  outboundElsewhere,
  outboundOnOwnAddress,
  outboundToExtension,
  outboundToPortless,
  serviceAmbiguous,
  serviceOfOtherMesh,
  serviceUnknown,
} from '../diagnostics/catalog';
import type { Outbound, Proxy, Service } from '../ir/ir';
import { type DataplaneSpec, type NetworkingSpec, type OutboundSpec, LOOPBACK } from '../model/dataplane';
import { item } from '../model/field-path';
import { type DataplaneResource, at } from '../model/model';
import { captureMode } from './capture';

/** The services of one mesh, findable as a backendRef finds them. */
export interface Directory {
  readonly byCoreName: ReadonlyMap<string, Service>;
  readonly byDisplayName: ReadonlyMap<string, readonly Service[]>;
  /** All display names. */
  readonly names: readonly string[];
  /** The other meshes that have a service of the name. */
  readonly elsewhere: (name: string) => readonly string[];
}

const KIND = 'MeshExternalService';

/** An outbound, and where it is declared. */
export interface Placed {
  readonly outbound: Outbound;
  readonly field: string;
}

/** References to what is no external service. */
export function elsewhere({ outbound = [] }: NetworkingSpec, field: string, directory: Directory): Proxy['elsewhere'] {
  return outbound.flatMap(({ backendRef }, i) => {
    if (backendRef === undefined || lookUp(backendRef, directory).length > 0) return [];
    const { kind = '', name = '' } = backendRef;
    return [{ field: `${item(`${field}.outbound`, i)}.backendRef.name`, kind, name }];
  });
}

/** A backendRef may hold a core name or a display name, and any kind; what was found is written as what it is. */
export function withNames(spec: DataplaneSpec, directory: Directory): DataplaneSpec {
  const { networking = {} } = spec;
  const outbound = networking.outbound?.map((one) => {
    const service = one.backendRef === undefined ? undefined : lookUp(one.backendRef, directory)[0];
    return service === undefined ? one : { ...one, backendRef: { ...one.backendRef, kind: KIND, name: service.name } };
  });
  return outbound === undefined ? spec : { ...spec, networking: { ...networking, outbound } };
}

export function outboundsOf(
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

/** Kuma 2.8 names listeners of HTTP after the service alone, so of several outbounds to one service the last is left. */
export function collapsed(all: readonly Placed[]): Placed[] {
  const last = new Map(all.map((one) => [one.outbound.service, one]));
  return all.filter((one) => one.outbound.service.protocol === 'tcp' || last.get(one.outbound.service) === one);
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

/** As a control plane of either form has them, with where they come from. */
const coreNames = (services: readonly Service[]): string[] =>
  services
    .map(({ coreName, original }) => (original === undefined ? coreName : `${coreName} (of origin global)`))
    .sort();

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
  if (named.length > 1) return [undefined, [serviceAmbiguous(place, name, coreNames(named))]];
  const others = directory.elsewhere(name);
  if (others.length > 0) return [undefined, [serviceOfOtherMesh(place, name, dataplane.mesh, others)]];
  return [undefined, [serviceUnknown(place, name, directory.names)]];
}
