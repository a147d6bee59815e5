import type * as kuma from '../../imports/kuma.io';
import { type Plain, literal } from './custom-resource';
import type { Extension, Match, Tls, TlsVerification } from './mesh-external-service-props';
import type { Endpoint } from './values';

type Spec = Plain<kuma.MeshExternalServiceSpec>;

interface Declared {
  readonly match: Match;
  readonly tls?: Tls;
  readonly endpoints: readonly Endpoint[];
  readonly extension?: Extension;
}

/** The `spec` of the custom resource. Keys in order, and none without a value: what is written as it is need not be copied. */
export function specOf({ match, tls, endpoints, extension }: Declared): Spec {
  const spec: Filled<Spec> = {};
  if (endpoints.length > 0) spec.endpoints = endpoints.map(endpointSpec);
  if (extension !== undefined) spec.extension = { config: extension.config, type: extension.type };
  spec.match = { port: match.port as number, protocol: literal(match.protocol), type: literal(match.type) };
  if (tls !== undefined) spec.tls = tlsSpec(tls);
  return spec as Spec;
}

/** An object that is filled key by key. */
type Filled<T> = { -readonly [Key in keyof T]?: T[Key] };

const endpointSpec = ({ address, port, priority }: Endpoint) =>
  priority === undefined ? { address, port } : { address, port, priority };

type TlsSpec = Plain<kuma.MeshExternalServiceSpecTls>;

function tlsSpec({ enabled, version, allowRenegotiation, verification }: Tls): TlsSpec {
  const spec: Filled<TlsSpec> = {};
  if (allowRenegotiation !== undefined) spec.allowRenegotiation = allowRenegotiation;
  if (enabled !== undefined) spec.enabled = enabled;
  if (verification !== undefined) spec.verification = verificationSpec(verification);
  if (version !== undefined) spec.version = { max: literal(version.max), min: literal(version.min) };
  return spec;
}

type VerificationSpec = Plain<kuma.MeshExternalServiceSpecTlsVerification>;

function verificationSpec(verification: TlsVerification): VerificationSpec {
  const { caCert, clientCert, clientKey, mode, serverName, subjectAltNames } = verification;
  const spec: Filled<VerificationSpec> = {};
  if (caCert) spec.caCert = caCert._toSpec();
  if (clientCert) spec.clientCert = clientCert._toSpec();
  if (clientKey) spec.clientKey = clientKey._toSpec();
  if (mode !== undefined) spec.mode = literal(mode);
  if (serverName !== undefined) spec.serverName = serverName;
  if (subjectAltNames)
    spec.subjectAltNames = subjectAltNames.map(({ type, value }) => ({ type: literal(type), value }));
  return spec;
}
