import type { Endpoint, Identity, Tls, TlsVersion, Upstream } from '../ir/ir';
import { addressKind } from '../model/address';
import type { MeshExternalServiceSpec, TlsSpec } from '../model/mesh-external-service';

/** What Kuma 2.8 makes of a service, with its defects: rows 1 to 6, 11 and 14 of the table in docs/envoy.md. */
export function withKumaEffects(upstream: Upstream, { endpoints = [], tls }: MeshExternalServiceSpec): Upstream {
  const [first] = endpoints;
  const identity = upstream.tls === undefined ? undefined : kumaIdentity(first?.address ?? '', tls ?? {});
  return {
    ...upstream,
    endpoints: upstream.endpoints.map((one) => kumaEndpoint(one, identity)),
    ...(upstream.tls === undefined ? {} : { tls: kumaTls(upstream.tls, tls ?? {}) }),
    warmsInBackground: false,
    mixesFamilies: false,
  };
}

/** The scheme stays in the path, which leads nowhere; an endpoint without a name gets the Host header of the client. */
function kumaEndpoint({ address, priority }: Endpoint, identity: Identity | undefined): Endpoint {
  return {
    address: address.kind === 'unix' ? { kind: 'unix', path: `unix://${address.path}` } : address,
    priority,
    ...(identity === undefined ? {} : { identity }),
  };
}

/** One identity, that of the first endpoint, for all; values with a scheme are looked for among DNS names and IPs. */
function kumaIdentity(first: string, { verification = {} }: TlsSpec): Identity {
  const { mode = 'Secured', serverName, subjectAltNames = [] } = verification;
  const asked = mode === 'SkipSAN' || mode === 'SkipAll' ? undefined : serverName;
  const kind = addressKind(first);
  const sni = asked ?? (kind === 'dns' ? first : undefined);
  const own = sni ?? (kind === 'unix' ? '' : first);
  const names = [{ type: 'Exact', value: own }, ...subjectAltNames].map(({ type, value = '' }) => ({
    kind: type === 'Prefix' ? ('prefix' as const) : ('exact' as const),
    value,
    types: ['dns', 'ip'] as const,
  }));
  return { ...(sni === undefined ? {} : { sni }), names: mode === 'Secured' ? names : [] };
}

/** Versions count only where an authority is named, and `verification` at all; no maximum leaves Envoy's own, TLS 1.2. */
function kumaTls({ allowRenegotiation, client, authority }: Tls, { version = {}, verification }: TlsSpec): Tls {
  const counts = verification !== undefined && authority !== undefined;
  const named = (text: string | undefined): TlsVersion | undefined =>
    !counts || text === undefined || text === 'TLSAuto' ? undefined : (text as TlsVersion);
  const [minVersion, maxVersion] = [named(version.min), named(version.max)];
  return {
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    legacyCiphers: false,
    allowRenegotiation,
    ...(client === undefined || verification?.mode === 'SkipAll' ? {} : { client }),
    ...(authority === undefined ? {} : { authority }),
  };
}
