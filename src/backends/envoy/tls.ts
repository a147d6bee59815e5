import type { Credential, Identity, NameMatch, Proxy, Tls, TlsVersion } from '../../ir/ir';
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

type Paths = Pick<Proxy, 'systemCaPath' | 'secretsDir'>;

/** The transport socket for endpoints of one identity. */
export const tlsSocket = (tls: Tls, identity: Identity, paths: Paths): Extension =>
  extension('envoy.transport_sockets.tls', 'extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
    ...(identity.sni === undefined ? {} : { sni: identity.sni }),
    ...(tls.allowRenegotiation ? { allow_renegotiation: true } : {}),
    common_tls_context: {
      tls_params: tlsParams(tls),
      ...(tls.client === undefined
        ? {}
        : {
            tls_certificates: [
              {
                certificate_chain: dataSource(tls.client.certificate, paths),
                private_key: dataSource(tls.client.key, paths),
              },
            ],
          }),
      // Name matchers without a CA would keep Envoy from starting; without a CA nothing is verified.
      ...(tls.authority === undefined ? {} : { validation_context: validation(tls.authority, identity.names, paths) }),
    },
  });

/** As a client Envoy stops at TLS 1.2 unless a maximum is written. */
function tlsParams({ minVersion, maxVersion }: Tls): object {
  const legacy = minVersion === 'TLS10' || minVersion === 'TLS11';
  const modern = maxVersion === 'TLS12' || maxVersion === 'TLS13';
  return {
    ...(minVersion === undefined ? {} : { tls_minimum_protocol_version: VERSION[minVersion] }),
    tls_maximum_protocol_version: VERSION[maxVersion],
    ...(legacy ? { cipher_suites: [...(modern ? MODERN_CIPHERS : []), ...LEGACY_CIPHERS] } : {}),
  };
}

const validation = (authority: NonNullable<Tls['authority']>, names: readonly NameMatch[], paths: Paths): object => ({
  trusted_ca: authority.kind === 'system' ? { filename: paths.systemCaPath } : dataSource(authority, paths),
  ...(names.length === 0 ? {} : { match_typed_subject_alt_names: nameMatchers(names) }),
});

/** All DNS names, then all IPs, then all URIs, each in the order declared. */
const nameMatchers = (names: readonly NameMatch[]): object[] =>
  (['dns', 'ip', 'uri'] as const).flatMap((type) =>
    names
      .filter((name) => name.types.includes(type))
      .map(({ kind, value }) => ({ san_type: SAN_TYPE[type], matcher: { [kind]: value } })),
  );

/** Where Envoy looks for a secret. */
export const secretFile = (secretsDir: string, name: string): string =>
  `${secretsDir.replace(/\/+$/, '')}/${name}/value`;

function dataSource(credential: Credential, { secretsDir }: Paths): object {
  switch (credential.kind) {
    case 'secret':
      return { filename: secretFile(secretsDir, credential.name) };
    case 'base64':
      return { inline_bytes: credential.value };
    case 'text':
      return { inline_string: credential.value };
  }
}
