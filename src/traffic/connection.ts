import { accessOf } from '../ir/access';
import type { Mesh, Proxy, Redirect, Service } from '../ir/ir';
import { contains, hostAndPort, ipFamily, ipToNumber, isIp, isUnspecified, parseCidr } from '../model/ip';
import type { Answer, NotReached, Reached } from './answer';
import { destinations } from './destinations';
import { addressesOf } from './names';

/**
 * What comes of a connection that the application beside a proxy opens to a host and a port: an address, or a name that the
 * name server of the mesh is asked for.
 */
export function connection(mesh: Mesh, proxy: Proxy, host: string, port: number): Answer {
  if (isIp(host)) return toAddress(proxy, host, port);
  const addresses = addressesOf(mesh, host);
  if ('kind' in addresses) return addresses;
  const answer = agreed(
    host,
    addresses.map((address) => toAddress(proxy, address, port)),
  );
  if (answer.kind === 'reached') return answer;
  return { ...answer, reason: `${host} is ${addresses.join(' and ')}, and ${answer.reason}` };
}

/** A client may take any address of a name, so only what holds for all of them is an answer. */
function agreed(host: string, answers: readonly Answer[]): Answer {
  const end = (one: Answer): string => (one.kind === 'reached' ? one.to : one.kind);
  const isSame = answers.every((one) => end(one) === end(answers[0]));
  return isSame
    ? answers[0]
    : { kind: 'undeclared', reason: `connections to the addresses of ${host} end differently` };
}

/** Redirection comes before everything that listens. */
function toAddress(proxy: Proxy, address: string, port: number): Answer {
  const { redirect } = proxy;
  if (redirect !== undefined && inRanges(redirect.ranges, address)) return redirected(proxy, redirect, address, port);
  const takes = (one: Listening): boolean => one.port === port && takesAddress(proxy, one.address, address);
  const outbound = proxy.outbounds.find(takes);
  if (outbound !== undefined) return toService(proxy, outbound.service);
  const inbound = proxy.inbounds.find(takes);
  if (inbound !== undefined) return toApplication(inbound);
  return unlistened(proxy, address, port);
}

interface Listening {
  readonly address: string;
  readonly port: number;
}

function redirected(proxy: Proxy, { chains }: Redirect, address: string, port: number): Answer {
  const own = chains.filter(({ service }) => service.vips.some((vip) => isSame(vip, address)));
  const chain = own.find((one) => one.port === port) ?? own.find((one) => one.port === undefined);
  if (chain !== undefined) return toService(proxy, chain.service);
  const [service] = own;
  const known = service === undefined ? 'is the address of no service' : `is ${service.service.name}, on other ports`;
  const reason = `${address} is redirected to ${proxy.name}, where it ${known}`;
  return { kind: 'refused', reason };
}

/** On the way there may be an egress, which asks who comes. */
function toService(proxy: Proxy, service: Service): Answer {
  const { access, rule } = accessOf(service.access, proxy.tags);
  if (access === 'denied') {
    const by =
      rule === undefined
        ? 'no MeshTrafficPermission lets it'
        : `the MeshTrafficPermission ${rule.policy} does not let it`;
    return { kind: 'refused', reason: `the zone egress knows ${proxy.name}, and ${by} to ${service.name}` };
  }
  return { kind: 'reached', to: service.name, protocol: service.protocol, destinations: destinations(service) };
}

const toApplication = (inbound: Proxy['inbounds'][number]): Reached => ({
  kind: 'reached',
  to: `the application behind ${hostAndPort(inbound.address, inbound.port)}`,
  protocol: inbound.protocol,
  destinations: [{ at: hostAndPort(inbound.serviceAddress, inbound.servicePort), priority: 0 }],
});

function unlistened(proxy: Proxy, address: string, port: number): NotReached {
  const place = hostAndPort(address, port);
  const { admin, applicationPorts } = proxy;
  if (admin !== undefined && 'port' in admin && admin.port === port && isSame(admin.address, address))
    return { kind: 'undeclared', reason: `${place} is where ${proxy.name} is administered` };
  if (applicationPorts.includes(port) && isOwnAddress(proxy, address))
    return { kind: 'undeclared', reason: `${place} may be the application itself, without the proxy` };
  if (isOwnAddress(proxy, address))
    return { kind: 'refused', reason: `${proxy.name} does not listen on ${place}, an address of its own host` };
  return { kind: 'undeclared', reason: `nothing leads ${place} to ${proxy.name} (capture: ${proxy.capture})` };
}

function takesAddress(proxy: Proxy, listened: string, address: string): boolean {
  if (!isIp(listened)) return false;
  if (!isUnspecified(listened)) return isSame(listened, address);
  return ipFamily(listened) === ipFamily(address) && isOwnAddress(proxy, address);
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** Whether connections to an address end on the host of the proxy, as far as is declared. */
const isOwnAddress = ({ localRoutes, inbounds, outbounds }: Proxy, address: string): boolean =>
  inRanges([...LOOPBACK, ...localRoutes], address) ||
  [...inbounds, ...outbounds].some((one) => isSame(one.address, address));

const inRanges = (ranges: readonly string[], address: string): boolean =>
  ranges.flatMap((text) => parseCidr(text) ?? []).some((range) => contains(range, address));

const isSame = (one: string, other: string): boolean =>
  ipFamily(one) !== undefined && ipFamily(one) === ipFamily(other) && ipToNumber(one) === ipToNumber(other);
