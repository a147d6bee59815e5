import type { Endpoint, Identity, NameMatch, Tls, TlsVersion, Upstream } from '../ir/ir';
import { addressKind, unixPath } from '../model/address';
import { isIp } from '../model/ip';
import type { MeshExternalServiceSpec, TlsSpec, VerificationSpec } from '../model/mesh-external-service';
import type { MeshExternalServiceResource } from '../model/model';
import { credential } from './credential';
import { byKey } from './order';

type EndpointSpec = NonNullable<MeshExternalServiceSpec['endpoints']>[number];

/** Endpoints and TLS of a service, with Kuma's meaning and without Kuma 2.8's defects. Undefined for an extension. */
export function upstreamOf({ spec }: MeshExternalServiceResource): Upstream | undefined {
  if (spec.extension !== undefined) return undefined;
  const tls = spec.tls?.enabled ? spec.tls : undefined;
  return {
    endpoints: (spec.endpoints ?? [])
      .flatMap((one) => endpoint(one, tls?.verification, tls !== undefined))
      .sort(byKey(sortKey)),
    ...(tls === undefined ? {} : { tls: tlsOf(tls) }),
  };
}

/** Kuma's order: by address, then port; unix sockets first. */
const sortKey = ({ address }: Endpoint): string =>
  address.kind === 'unix' ? ` ${address.path}` : `${address.host} ${String(address.port).padStart(5, '0')}`;

function endpoint(
  { address = '', port = 0 }: EndpointSpec,
  verification: VerificationSpec | undefined,
  secure: boolean,
): Endpoint[] {
  const kind = addressKind(address);
  if (kind === undefined) return [];
  const hostname = kind === 'dns' ? undefined : verification?.serverName;
  return [
    {
      address: kind === 'unix' ? { kind, path: unixPath(address) ?? '' } : { kind, host: address, port },
      ...(hostname === undefined ? {} : { hostname }),
      ...(secure ? { identity: identity(kind === 'unix' ? undefined : address, verification) } : {}),
    },
  ];
}

/** Each endpoint has to prove its own name, unless `serverName` names one for all. An IP is never asked for as SNI (RFC 6066, 3). */
export function identity(
  host: string | undefined,
  { mode, serverName, subjectAltNames = [] }: VerificationSpec = {},
): Identity {
  const name = serverName ?? host;
  const sni = name !== undefined && !isIp(name) ? name.replace(/\.$/, '') : undefined;
  const checksNames = mode === undefined || mode === 'Secured';
  const own = name === undefined ? [] : [nameMatch('exact', sni ?? name)];
  const names = checksNames
    ? [
        ...own,
        ...subjectAltNames.map(({ type, value = '' }) => nameMatch(type === 'Prefix' ? 'prefix' : 'exact', value)),
      ]
    : [];
  return { ...(sni === undefined ? {} : { sni }), names };
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
    ...versions(version),
    allowRenegotiation,
    ...(certificate === undefined || key === undefined ? {} : { client: { certificate, key } }),
    ...(checksAuthority(verification.mode) ? { authority: credential(verification.caCert) ?? { kind: 'system' } } : {}),
  };
}

/** `TLSAuto` allows TLS 1.3; a maximum below the client's own minimum (TLS 1.2) lowers that minimum too. */
function versions({ min, max }: NonNullable<TlsSpec['version']>): Pick<Tls, 'minVersion' | 'maxVersion'> {
  const named = (version: string | undefined): TlsVersion | undefined =>
    version === undefined || version === 'TLSAuto' ? undefined : (version as TlsVersion);
  const maxVersion = named(max) ?? 'TLS13';
  const minVersion = named(min) ?? (maxVersion < 'TLS12' ? maxVersion : undefined);
  return { ...(minVersion === undefined ? {} : { minVersion }), maxVersion };
}
