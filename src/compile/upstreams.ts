import type { Diagnostic } from '../diagnostics/diagnostic';
import {
  emptySubjectAltName,
  endpointsMissing,
  endpointUnusable,
  mixedEndpoints,
  nothingToVerify,
  privateKeyInline,
  caCertUnused,
} from '../diagnostics/catalog';
import type { Credential, Endpoint, Identity, NameMatch, Tls, TlsVersion, Upstream } from '../ir/ir';
import { addressKind, unixPath } from '../model/address';
import { item } from '../model/field-path';
import { isIp } from '../model/ip';
import type {
  DataSourceSpec,
  MeshExternalServiceSpec,
  TlsSpec,
  VerificationSpec,
} from '../model/mesh-external-service';
import { type MeshExternalServiceResource, at } from '../model/model';
import { byKey } from './order';

type EndpointSpec = NonNullable<MeshExternalServiceSpec['endpoints']>[number];

/** Endpoints and TLS of a service, with Kuma's meaning and without Kuma 2.8's defects. Undefined for an extension. */
export function upstreamOf(service: MeshExternalServiceResource): [Upstream | undefined, Diagnostic[]] {
  const { spec } = service;
  if (spec.extension !== undefined) return [undefined, []];
  const endpoints = spec.endpoints ?? [];
  const found = [...checkEndpoints(service, endpoints), ...checkTls(service, endpoints)];
  const tls = spec.tls?.enabled ? spec.tls : undefined;
  return [
    {
      endpoints: endpoints.flatMap((one) => endpoint(one, tls?.verification, tls !== undefined)).sort(byKey(sortKey)),
      ...(tls === undefined ? {} : { tls: tlsOf(tls) }),
    },
    found,
  ];
}

/** Kuma's order: by address, then port; unix sockets first. */
const sortKey = ({ address }: Endpoint): string =>
  address.kind === 'unix' ? ` ${address.path}` : `${address.host} ${String(address.port).padStart(5, '0')}`;

function checkEndpoints(service: MeshExternalServiceResource, endpoints: readonly EndpointSpec[]): Diagnostic[] {
  if (endpoints.length === 0) return [endpointsMissing(at(service, 'spec.endpoints'))];
  const kinds = new Set(endpoints.map(({ address = '' }) => addressKind(address)));
  const found = endpoints.flatMap(({ address = '', port }, i) => {
    const place = at(service, item('spec.endpoints', i));
    const kind = addressKind(address);
    // Kuma's validator has no range for the port of a name; a schema stops it there, and nothing answers on it.
    if (kind === 'dns' && port !== undefined && (port < 1 || port > 65535))
      return [endpointUnusable(place, `port ${port}`)];
    return kind === 'unix' && unixPath(address) === '' ? [endpointUnusable(place, 'an empty socket path')] : [];
  });
  return kinds.has('unix') && kinds.has('dns') ? [...found, mixedEndpoints(at(service, 'spec.endpoints'))] : found;
}

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
function identity(
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

const checksAuthority = (mode: string | undefined): boolean => mode !== 'SkipCA' && mode !== 'SkipAll';

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

/** Of several keys Kuma takes the secret, then inline, then inlineString; none is as if the source were absent. */
function credential(source: DataSourceSpec | undefined): Credential | undefined {
  if (source?.secret !== undefined) return { kind: 'secret', name: source.secret };
  if (source?.inline !== undefined) return { kind: 'base64', value: source.inline };
  return source?.inlineString === undefined ? undefined : { kind: 'text', value: source.inlineString };
}

function checkTls(service: MeshExternalServiceResource, endpoints: readonly EndpointSpec[]): Diagnostic[] {
  const { enabled, verification = {} } = service.spec.tls ?? {};
  if (!enabled) return [];
  const field = 'spec.tls.verification';
  const found: Diagnostic[] = [];
  const { mode, caCert, clientKey, subjectAltNames = [] } = verification;
  subjectAltNames.forEach(({ value }, i) => {
    if (!value) found.push(emptySubjectAltName(at(service, `${item(`${field}.subjectAltNames`, i)}.value`)));
  });
  const unnamed = endpoints.some(
    ({ address = '' }) =>
      identity(addressKind(address) === 'unix' ? undefined : address, verification).names.length === 0,
  );
  if ((mode === undefined || mode === 'Secured') && unnamed) found.push(nothingToVerify(at(service, field)));
  const key = credential(clientKey);
  if (key !== undefined && key.kind !== 'secret') found.push(privateKeyInline(at(service, `${field}.clientKey`)));
  if (!checksAuthority(mode) && caCert !== undefined)
    found.push(caCertUnused(at(service, `${field}.caCert`), mode ?? ''));
  return found;
}
