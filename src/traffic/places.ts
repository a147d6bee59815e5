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
export const waysThrough = (proxy: Proxy): string[] => ways(proxy, () => true);

/** What leads through it to one of them. */
export const waysTo = (proxy: Proxy, to: Service): string[] => ways(proxy, (service) => service === to);

function ways({ outbounds, redirect }: Proxy, isMeant: (service: Service) => boolean): string[] {
  const listened = outbounds
    .filter(({ service }) => isMeant(service))
    .flatMap(({ address, port, service }) =>
      service.vips.includes(address) ? namesOf(service, port) : [hostAndPort(address, port)],
    );
  const redirected = (redirect?.chains ?? [])
    .filter(({ service }) => isMeant(service))
    .flatMap(({ service, port }) => namesOf(service, port));
  return [...new Set([...listened, ...redirected])].sort();
}

/** `*` for all ports. */
const namesOf = ({ hostnames, vips }: Service, port: number | undefined): string[] =>
  [...hostnames, ...vips].map((host) => (port === undefined ? `${host}:*` : hostAndPort(host, port)));
