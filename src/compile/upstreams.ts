import type { Endpoint, Identity, NameMatch, Tls, TlsVersion, Upstream } from '../ir/ir';
import { addressKind, endpointKey, unixPath } from '../model/address';
import { canonicalIp, ipFamily, isIp, uriHost } from '../model/ip';
import type { MeshExternalServiceSpec, TlsSpec, VerificationSpec } from '../model/mesh-external-service';
import type { MeshDeclaration, MeshExternalServiceResource } from '../model/model';
import { credential } from './credential';
import { withKumaEffects } from './kuma-effects';
import { sortedBy } from './order';
import { treatmentOf } from './treatment';

type EndpointSpec = NonNullable<MeshExternalServiceSpec['endpoints']>[number];

/** Endpoints and TLS of a service, with Kuma's meaning and, unless asked for, without Kuma 2.8's defects. Undefined for an extension. */
export function upstreamOf(
  resource: MeshExternalServiceResource,
  { compatibility, kumaVersion }: Pick<MeshDeclaration, 'compatibility' | 'kumaVersion'>,
): Upstream | undefined {
  const { spec, settings } = resource;
  if (spec.extension !== undefined) return undefined;
  const tls = spec.tls?.enabled ? spec.tls : undefined;
  const { hostnames = {} } = settings;
  const hasHostnames = Object.keys(hostnames).length > 0;
  const hostnameOf = ({ address = '', port }: EndpointSpec): string | undefined => {
    const key = endpointKey(address, port);
    return Object.hasOwn(hostnames, key) ? hostnames[key] : undefined;
  };
  const proof = tls === undefined ? undefined : identities(tls.verification);
  const upstream: Upstream = {
    endpoints: sortedBy(
      ranked(spec.endpoints ?? [], kumaVersion !== '2.8').flatMap((one) =>
        endpoint(one, tls, hasHostnames ? hostnameOf(one.one) : undefined, proof),
      ),
      sortKey,
    ).map(withUriHost),
    ...(tls === undefined ? {} : { tls: tlsOf(tls) }),
    treatment: treatmentOf(resource),
    warmsInBackground: true,
    mixesFamilies: true,
  };
  return compatibility === 'kuma-2.8' ? withKumaEffects(upstream, spec) : upstream;
}

interface RankedEndpoint {
  readonly priority: number;
  readonly one: EndpointSpec;
}

/** Envoy wants priorities without gaps. Kuma 2.8 has none. */
function ranked(endpoints: readonly EndpointSpec[], hasPriorities: boolean): RankedEndpoint[] {
  if (!hasPriorities) return endpoints.map((one) => ({ priority: 0, one }));
  const given = [...new Set(endpoints.map(({ priority = 0 }) => priority))].sort((a, b) => a - b);
  return endpoints.map((one) => ({ priority: given.indexOf(one.priority ?? 0), one }));
}

/** Kuma's order: by address, then port; unix sockets first. */
const sortKey = ({ address }: Endpoint): string =>
  address.kind === 'unix' ? ` ${address.path}` : `${address.host} ${String(address.port).padStart(5, '0')}`;

function endpoint(
  { priority, one: { address = '', port = 0 } }: RankedEndpoint,
  tls: TlsSpec | undefined,
  given: string | undefined,
  proof: ((host: string | undefined) => Identity) | undefined,
): Endpoint[] {
  const kind = addressKind(address);
  if (kind === undefined) return [];
  const { verification } = tls ?? {};
  const hostname = given ?? (kind === 'dns' ? undefined : verification?.serverName);
  return [
    {
      address: kind === 'unix' ? { kind, path: unixPath(address) ?? '' } : { kind, host: address, port },
      ...(hostname === undefined ? {} : { hostname }),
      priority,
      ...(proof === undefined ? {} : { identity: proof(kind === 'unix' ? undefined : address) }),
    },
  ];
}

/** Beside names an address is the Host header of its endpoint, and one with colons cannot stand there without brackets. */
function withUriHost(one: Endpoint, _i: number, all: readonly Endpoint[]): Endpoint {
  const { address, hostname } = one;
  if (hostname !== undefined || address.kind !== 'ip' || ipFamily(address.host) !== 6) return one;
  return all.some((other) => other.address.kind === 'dns') ? { ...one, hostname: uriHost(address.host) } : one;
}

/** What each endpoint of a service has to prove; one object where it is the same for all. */
function identities(verification: VerificationSpec | undefined): (host: string | undefined) => Identity {
  if (verification?.serverName === undefined) return (host) => identity(host, verification);
  const same = identity(undefined, verification);
  return () => same;
}

/**
 * Each endpoint has to prove its own name, unless `serverName` names one for all. An IP is never asked for as SNI (RFC 6066, 3),
 * and Envoy compares its text with the canonical one.
 */
export function identity(
  host: string | undefined,
  { mode, serverName, subjectAltNames = [] }: VerificationSpec = {},
): Identity {
  const name = serverName ?? host;
  const sni = name !== undefined && !isIp(name) ? name.replace(/\.$/, '') : undefined;
  const checksNames = mode === undefined || mode === 'Secured';
  const own = sni ?? (name === undefined ? undefined : canonicalIp(name));
  const isOther = ({ type, value }: (typeof subjectAltNames)[number]): boolean =>
    own === undefined || type === 'Prefix' || canonicalIp(value ?? '') !== own; // once is enough
  const names = checksNames
    ? [
        ...(own === undefined ? [] : [nameMatch('exact', own)]),
        ...subjectAltNames
          .filter(isOther)
          .map(({ type, value = '' }) =>
            type === 'Prefix' ? nameMatch('prefix', value) : nameMatch('exact', canonicalIp(value)),
          ),
      ]
    : [];
  return { names, ...(sni === undefined ? {} : { sni }) };
}

/** A value with a scheme can only stand in a URI name; any other may be a DNS name or an IP, as in Kuma. */
const nameMatch = (kind: NameMatch['kind'], value: string): NameMatch => ({
  kind,
  value,
  types: /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? ['uri'] : ['dns', 'ip'],
});

export const checksAuthority = (mode: string | undefined): boolean => mode !== 'SkipCA' && mode !== 'SkipAll';

function tlsOf({ version = {}, allowRenegotiation = false, verification = {} }: TlsSpec): Tls {
  const client = [credential(verification.clientCert), credential(verification.clientKey)];
  const [certificate, key] = client;
  return {
    allowRenegotiation,
    ...versions(version),
    ...(certificate === undefined || key === undefined ? {} : { client: { certificate, key } }),
    ...(checksAuthority(verification.mode) ? { authority: credential(verification.caCert) ?? { kind: 'system' } } : {}),
  };
}

/** `TLSAuto` allows TLS 1.3; a maximum below the client's own minimum (TLS 1.2) lowers that minimum too. */
function versions({
  min,
  max,
}: NonNullable<TlsSpec['version']>): Pick<Tls, 'minVersion' | 'maxVersion' | 'legacyCiphers'> {
  const named = (version: string | undefined): TlsVersion | undefined =>
    version === undefined || version === 'TLSAuto' ? undefined : (version as TlsVersion);
  const maxVersion = named(max) ?? 'TLS13';
  const minVersion = named(min) ?? (maxVersion < 'TLS12' ? maxVersion : undefined);
  const legacyCiphers = minVersion === 'TLS10' || minVersion === 'TLS11';
  return { maxVersion, legacyCiphers, ...(minVersion === undefined ? {} : { minVersion }) };
}
