import type { Proxy, Service } from '../ir/ir';
import { unixPath } from '../model/address';
import { hostAndPort, ipFamily, ipToNumber, ipToText } from '../model/ip';

/** Whether two texts name one endpoint: an IPv6 address can be written in several ways, and the case of names does not matter. */
export const isSamePlace = (one: string, other: string): boolean => normal(one) === normal(other);

function normal(place: string): string {
  if (unixPath(place) !== undefined) return place;
  const host = hostOf(place).toLowerCase();
  const port = place.slice(place.lastIndexOf(':'));
  return ipFamily(host) === 6 ? `[${ipToText(ipToNumber(host), 6)}]${port}` : `${host}${port}`;
}

/** `192.0.2.1` of `192.0.2.1:80`, `2001:db8::1` of `[2001:db8::1]:80`. */
export const hostOf = (place: string): string => place.slice(0, place.lastIndexOf(':')).replace(/^\[|\]$/g, '');

/** What leads through a proxy to external services, in a client's words: `127.0.0.1:8081`, `bank.mesh.internal:443`. */
export const waysThrough = (proxy: Proxy): string[] => [...new Set([...waysTo(proxy).values()].flat())].sort();

/** What leads through it to each of them; of a service that nothing leads to there is none. */
export function waysTo({ outbounds, redirect }: Proxy): ReadonlyMap<Service, string[]> {
  const ways = new Map<Service, Set<string>>();
  const add = (service: Service, places: readonly string[]): void => {
    const own = ways.get(service) ?? new Set();
    places.forEach((place) => own.add(place));
    ways.set(service, own);
  };
  for (const { address, port, service } of outbounds)
    add(service, service.vips.includes(address) ? namesOf(service, port) : [hostAndPort(address, port)]);
  for (const { service, port } of redirect?.chains ?? []) add(service, namesOf(service, port));
  return new Map([...ways].map(([service, places]) => [service, [...places].sort()]));
}

/** `*` for all ports. */
const namesOf = ({ hostnames, vips }: Service, port: number | undefined): string[] =>
  [...hostnames, ...vips].map((host) => (port === undefined ? `${host}:*` : hostAndPort(host, port)));
