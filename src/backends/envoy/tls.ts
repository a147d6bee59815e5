import type { Endpoint, Identity, NameMatch, Runtime, Tls, TlsVersion } from '../../ir/ir';
import { authoritySecret, clientSecret, dataSource, sdsConfig } from './secrets';
import { type Extension, extension } from './types';

const VERSION: Readonly<Record<TlsVersion, string>> = {
  TLS10: 'TLSv1_0',
  TLS11: 'TLSv1_1',
  TLS12: 'TLSv1_2',
  TLS13: 'TLSv1_3',
};
const SAN_TYPE = { dns: 'DNS', ip: 'IP_ADDRESS', uri: 'URI' } as const;
// Envoy's default list has no cipher that TLS 1.0 or 1.1 could use.
const LEGACY_CIPHERS = ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA', 'AES128-SHA'];
const MODERN_CIPHERS = [
  '[ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-ECDSA-CHACHA20-POLY1305]',
  '[ECDHE-RSA-AES128-GCM-SHA256|ECDHE-RSA-CHACHA20-POLY1305]',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];

/** Whose socket it is: paths come from the proxy, and what is a service's own has its name. */
export interface Place {
  readonly service: string;
  readonly proxy: Runner;
}
/** A proxy, and where it has secrets of several meshes, the mesh whose secrets are meant. */
export type Runner = Runtime & { readonly secretsOf?: string };

/** What an endpoint has to prove, as a text to compare. */
export const identityOf = ({ identity }: Endpoint): string => JSON.stringify(identity ?? null);

/** The identities that each need a socket of their own; none when one socket serves all endpoints. */
export function matchedIdentities(endpoints: readonly Endpoint[]): readonly string[] {
  if (provesOne(endpoints)) return [];
  const all = [...new Set(endpoints.map(identityOf))];
  return all.length < 2 || ownNames(endpoints) !== undefined ? [] : all;
}

const provesOne = ([first, ...others]: readonly Endpoint[]): boolean =>
  others.every(({ identity }) => identity === first.identity);

const NO_PROOF: Identity = { names: [] };

/**
 * One socket when all endpoints have to prove the same; one that takes the name of each endpoint when all have one; else one
 * for each identity.
 */
export function transportSocket(tls: Tls, endpoints: readonly Endpoint[], place: Place): object {
  const [first = NO_PROOF, ...rest] = endpoints.map((one) => one.identity ?? NO_PROOF);
  if (rest.every((one) => one === first)) return { transport_socket: tlsSocket(tls, fixed(first), place) };
  const byKey = new Map(endpoints.map((one) => [identityOf(one), one.identity ?? NO_PROOF]));
  const matched = byKey.size < 2 ? [] : matchedIdentities(endpoints);
  if (matched.length === 0) {
    const proof = (byKey.size > 1 ? ownNames(endpoints) : undefined) ?? fixed(first);
    return { transport_socket: tlsSocket(tls, proof, place) };
  }
  return {
    transport_socket_matches: matched.map((key, i) => ({
      name: `identity-${i}`,
      match: { identity: `identity-${i}` },
      transport_socket: tlsSocket(tls, fixed(byKey.get(key) ?? first), place),
    })),
  };
}

/** How a socket knows whom it talks to. */
interface Proof {
  readonly naming: { readonly sni?: string; readonly auto_host_sni?: true; readonly auto_sni_san_validation?: true };
  readonly names: readonly NameMatch[];
}

const fixed = ({ sni, names }: Identity): Proof => ({ naming: sni === undefined ? {} : { sni }, names });

/**
 * Endpoints that are asked for by their own names. Envoy's own check of the name takes the place of a list, so it serves only
 * where nothing else may be proven; with more names, all endpoints' names are in the list.
 */
function ownNames(endpoints: readonly Endpoint[]): Proof | undefined {
  // Envoy asks for the hostname of an endpoint, which is its Host header where one is given.
  const isOwn = ({ address, identity, hostname }: Endpoint): boolean =>
    address.kind === 'dns' && identity?.sni === address.host && hostname === undefined;
  if (!endpoints.every(isOwn)) return undefined;
  const names = [
    ...new Map(
      endpoints.flatMap((one) => one.identity?.names ?? []).map((name) => [JSON.stringify(name), name]),
    ).values(),
  ];
  const isAlone = endpoints.every(({ identity, address }) => {
    const [only, ...rest] = identity?.names ?? [];
    return rest.length === 0 && only?.kind === 'exact' && address.kind === 'dns' && only.value === address.host;
  });
  return isAlone
    ? { naming: { auto_host_sni: true, auto_sni_san_validation: true }, names: [] }
    : { naming: { auto_host_sni: true }, names };
}

const tlsSocket = (tls: Tls, { naming, names }: Proof, place: Place): Extension =>
  extension('envoy.transport_sockets.tls', 'extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
    sni: naming.sni,
    auto_host_sni: naming.auto_host_sni,
    auto_sni_san_validation: naming.auto_sni_san_validation,
    allow_renegotiation: tls.allowRenegotiation ? true : undefined,
    common_tls_context: {
      tls_params: tlsParams(tls),
      ...clientCertificate(tls, place),
      // Name matchers without a CA would keep Envoy from starting; without a CA nothing is verified.
      ...(tls.authority === undefined ? {} : validation(tls, tls.authority, names, place)),
    },
  });

function clientCertificate(tls: Tls, { service, proxy }: Place): object {
  if (tls.client === undefined) return {};
  const secret = clientSecret(tls, service, proxy);
  if (secret !== undefined) return { tls_certificate_sds_secret_configs: [sdsConfig(secret, proxy)] };
  const { certificate, key } = tls.client;
  return {
    tls_certificates: [{ certificate_chain: dataSource(certificate, proxy), private_key: dataSource(key, proxy) }],
  };
}

/** As a client Envoy stops at TLS 1.2 unless a maximum is written. */
function tlsParams({ minVersion, maxVersion, legacyCiphers }: Tls): object {
  const modern = maxVersion === 'TLS12' || maxVersion === 'TLS13';
  return {
    tls_minimum_protocol_version: minVersion === undefined ? undefined : VERSION[minVersion],
    tls_maximum_protocol_version: maxVersion === undefined ? undefined : VERSION[maxVersion],
    cipher_suites: legacyCiphers ? [...(modern ? MODERN_CIPHERS : []), ...LEGACY_CIPHERS] : undefined,
  };
}

function validation(
  tls: Tls,
  authority: NonNullable<Tls['authority']>,
  names: readonly NameMatch[],
  { proxy }: Place,
): object {
  const matchers = names.length === 0 ? {} : { match_typed_subject_alt_names: nameMatchers(names) };
  const secret = authoritySecret(tls, proxy);
  if (secret === undefined) {
    const trusted = authority.kind === 'system' ? { filename: proxy.systemCaPath } : dataSource(authority, proxy);
    return { validation_context: { trusted_ca: trusted, ...matchers } };
  }
  if (names.length === 0) return { validation_context_sds_secret_config: sdsConfig(secret, proxy) };
  return {
    combined_validation_context: {
      default_validation_context: matchers,
      validation_context_sds_secret_config: sdsConfig(secret, proxy),
    },
  };
}

/** All DNS names, then all IPs, then all URIs, each in the order declared. */
function nameMatchers(names: readonly NameMatch[]): object[] {
  const matchers: object[] = [];
  for (const type of ['dns', 'ip', 'uri'] as const)
    for (const { kind, value, types } of names)
      if (types.includes(type)) matchers.push({ san_type: SAN_TYPE[type], matcher: { [kind]: value } });
  return matchers;
}
