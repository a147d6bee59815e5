import type { Endpoint, NameMatch, Protocol, Service, Tls, TlsVersion, Upstream } from '../ir/ir';
import { hostAndPort } from '../model/ip';
import type { Destination, TlsToDestination } from './answer';

/** The servers of an external service, as a proxy talks to them. */
export function destinations({ protocol, upstream }: Service): Destination[] {
  if (upstream === undefined) return [];
  const looksUpNames = upstream.endpoints.some(({ address }) => address.kind === 'dns');
  const listed = listedNames(upstream);
  return upstream.endpoints.map((endpoint): Destination => {
    const host = hostOf(endpoint, protocol, looksUpNames);
    return {
      at: placeOf(endpoint),
      priority: endpoint.priority,
      ...(host === undefined ? {} : { host }),
      ...(upstream.tls === undefined ? {} : { tls: tlsTo(endpoint, upstream.tls, listed) }),
    };
  });
}

const placeOf = ({ address }: Endpoint): string =>
  address.kind === 'unix' ? `unix://${address.path}` : hostAndPort(address.host, address.port);

/** Beside names, an IP address is looked up like one, and then is the name of its endpoint. */
function hostOf({ address, hostname }: Endpoint, protocol: Protocol, looksUpNames: boolean): string | undefined {
  if (protocol === 'tcp') return undefined;
  const own = address.kind === 'dns' || (address.kind === 'ip' && looksUpNames) ? address.host : undefined;
  return hostname ?? own;
}

/** What a client takes that is told neither a least nor a highest version; older ones have none of the usual ciphers. */
const USUAL_VERSION = 'TLS12';

function tlsTo({ address, identity }: Endpoint, tls: Tls, listed: readonly NameMatch[] | undefined): TlsToDestination {
  return {
    ...(identity?.sni === undefined ? {} : { sni: identity.sni }),
    verifiesAuthority: tls.authority !== undefined,
    names: (address.kind === 'unix' ? undefined : listed) ?? identity?.names ?? [],
    hasClientCertificate: tls.client !== undefined,
    minVersion: leastVersion(tls),
    maxVersion: tls.maxVersion ?? USUAL_VERSION,
  };
}

function leastVersion({ minVersion = USUAL_VERSION, legacyCiphers }: Tls): TlsVersion {
  return legacyCiphers || minVersion > USUAL_VERSION ? minVersion : USUAL_VERSION;
}

/** Where each endpoint is asked for by its own name, and may prove another too, one list of names holds for all of them. */
function listedNames({ endpoints }: Upstream): readonly NameMatch[] | undefined {
  const named = endpoints.filter(({ address }) => address.kind !== 'unix');
  const isOwn = ({ address, identity, hostname }: Endpoint): boolean =>
    address.kind === 'dns' && identity?.sni === address.host && hostname === undefined;
  const all = named.map(({ identity }) => identity?.names ?? []);
  return named.every(isOwn) && all.some((names) => names.length > 1) ? all.flat() : undefined;
}
