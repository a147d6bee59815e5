import type { Proxy, Runtime, Service } from '../../ir/ir';
import { EGRESSES, type Member, type SdsSecret, memberSecrets, sdsConfig } from './secrets';
import { extension } from './types';

/** TLS between the proxies of a mesh, with the names that Kuma gives. */

/** What a client asks an egress for. */
export const serverName = ({ name }: Service, mesh: string): string => `${name}{mesh=${mesh}}`;

/** The prefix of whoever belongs to a mesh. */
export const meshIdentity = (mesh: string): string => `spiffe://${mesh}/`;

/** The service of a mesh that egresses say that they are. */
const EGRESS = 'zone-egress';

const CLIENT = { tls_maximum_protocol_version: 'TLSv1_3' }; // as a client Envoy stops at TLS 1.2 by itself

/** A client of the mesh that talks to an egress, and to nobody else. */
export const toEgress = (service: Service, mesh: string, proxy: Proxy): object => ({
  transport_socket: extension('envoy.transport_sockets.tls', 'extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
    sni: serverName(service, mesh),
    common_tls_context: {
      tls_params: CLIENT,
      alpn_protocols: ['kuma'],
      ...context({ mesh, name: proxy.name }, { exact: `${meshIdentity(mesh)}${EGRESS}` }, proxy),
    },
  }),
});

/** A server that only clients of the mesh can talk to. */
export const fromClients = (mesh: string, proxy: Runtime): object => ({
  transport_socket: extension(
    'envoy.transport_sockets.tls',
    'extensions.transport_sockets.tls.v3.DownstreamTlsContext',
    {
      require_client_certificate: true,
      common_tls_context: context({ mesh, name: EGRESSES }, { prefix: meshIdentity(mesh) }, proxy),
    },
  ),
});

function context(member: Member, matcher: object, proxy: Runtime): object {
  const { identity, authority } = memberSecrets(member, proxy);
  return {
    tls_certificate_sds_secret_configs: [sdsConfig(identity, proxy)],
    combined_validation_context: {
      default_validation_context: { match_typed_subject_alt_names: [{ san_type: 'URI', matcher }] },
      validation_context_sds_secret_config: sdsConfig(authority, proxy),
    },
  };
}

export const identitySecrets = (mesh: string, proxy: Proxy): SdsSecret[] =>
  Object.values(memberSecrets({ mesh, name: proxy.name }, proxy));

export const egressSecrets = (mesh: string, egress: Runtime): SdsSecret[] =>
  Object.values(memberSecrets({ mesh, name: EGRESSES }, egress));
