import { hostnameHijack, hostnameUnderscore, zoneHijack } from '../../diagnostics/catalog';
import type { Diagnostic, Place } from '../../diagnostics/diagnostic';
import { addressKind } from '../../model/address';
import { item } from '../../model/field-path';
import { type MeshExternalServiceResource, at } from '../../model/model';

/** A service of one mesh with its hostnames. */
interface Named {
  readonly resource: MeshExternalServiceResource;
  readonly service: { readonly hostnames: readonly string[] };
}

/** Names that our zones take away from the endpoints of the same mesh, whichever service they belong to. */
export function checkHijack(services: readonly Named[], zones: readonly string[]): Diagnostic[] {
  const owners = new Map<string, Place>();
  for (const { resource, service } of services) {
    for (const hostname of service.hostnames) owners.set(hostname.toLowerCase(), resource.place);
  }
  const ours = new Set(zones);
  return services.flatMap(({ resource }) => {
    const { endpoints = [], extension } = resource.spec;
    if (extension !== undefined) return [];
    return endpoints.flatMap(({ address = '' }, i) => {
      if (addressKind(address) !== 'dns') return [];
      const place = (): Place => at(resource, `${item('spec.endpoints', i)}.address`);
      return checkName(address.toLowerCase().replace(/\.$/, ''), place, owners, ours);
    });
  });
}

/**
 * A hostname that is the endpoint's own name, or stands above it, is the plainer fault; each also lies in a zone that holds
 * the endpoint. Where only the zone does, the endpoint's name is one that our name server denies.
 */
function checkName(
  name: string,
  place: () => Place,
  owners: ReadonlyMap<string, Place>,
  zones: ReadonlySet<string>,
): Diagnostic[] {
  let zone: string | undefined;
  for (let above: string | undefined = name; above !== undefined; above = domainAbove(above)) {
    const owner = owners.get(above);
    if (owner !== undefined) return [hostnameHijack(place(), name, above, owner)];
    if (zone === undefined && zones.has(above)) zone = above;
  }
  return zone === undefined ? [] : [zoneHijack(place(), name, zone)];
}

function domainAbove(name: string): string | undefined {
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : name.slice(dot + 1);
}

export const checkUnderscores = ({ resource, service }: Named): Diagnostic[] =>
  service.hostnames
    .filter((hostname) => hostname.includes('_'))
    .map((hostname) => hostnameUnderscore(resource.place, hostname));
