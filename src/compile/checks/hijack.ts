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
  const above = suffixes(name);
  const hostname = above.find((one) => owners.has(one));
  const owner = owners.get(hostname ?? '');
  if (hostname !== undefined && owner !== undefined) return [hostnameHijack(place(), name, hostname, owner)];
  const zone = above.find((one) => zones.has(one));
  return zone === undefined ? [] : [zoneHijack(place(), name, zone)];
}

/** The name itself, then every domain above it. */
function suffixes(name: string): string[] {
  const all = [name];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) all.push(name.slice(dot + 1));
  return all;
}

export const checkUnderscores = ({ resource, service }: Named): Diagnostic[] =>
  service.hostnames
    .filter((hostname) => hostname.includes('_'))
    .map((hostname) => hostnameUnderscore(resource.place, hostname));
