import type * as kuma from '../../imports/kuma.io';
import type { DataSourceSpec } from '../model/mesh-external-service';
import { ofList, ofObject } from './as-declared';
import { type Plain, literal } from './custom-resource';
import type { DataSource } from './data-source';
import type { Extension, Match, Tls, TlsVerification, TlsVersionRange } from './mesh-external-service-props';
import type { Endpoint, SubjectAltName } from './values';

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
  if (endpoints.length > 0) spec.endpoints = ofList(endpoints, endpointSpec);
  if (extension !== undefined) spec.extension = ofObject(extension, extensionSpec);
  spec.match = ofObject(match, matchSpec);
  if (tls !== undefined) spec.tls = ofObject(tls, tlsSpec);
  return spec as Spec;
}

/** An object that is filled key by key. */
type Filled<T> = { -readonly [Key in keyof T]?: T[Key] };

const endpointSpec = ({ address, port, priority }: Endpoint) =>
  priority === undefined ? { address, port } : { address, port, priority };

const extensionSpec = ({ config, type }: Extension) => ({ config: isOfJson(config) ? config : {}, type });

/** Whether JSON has a form for a value. It has none for a BigInt, nor for what holds itself; what is of a class cdk8s resolves. */
export function isOfJson(value: unknown, around: readonly object[] = []): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  if (around.includes(value)) return false;
  if (!Array.isArray(value) && value.constructor !== Object) return true;
  return Object.values(value).every((one) => isOfJson(one, [...around, value]));
}

const matchSpec = ({ port, protocol, type }: Match) => ({
  port: port as number,
  protocol: literal(protocol),
  type: literal(type),
});

type TlsSpec = Plain<kuma.MeshExternalServiceSpecTls>;

function tlsSpec({ enabled, version, allowRenegotiation, verification }: Tls): TlsSpec {
  const spec: Filled<TlsSpec> = {};
  if (allowRenegotiation !== undefined) spec.allowRenegotiation = allowRenegotiation;
  if (enabled !== undefined) spec.enabled = enabled;
  if (verification !== undefined) spec.verification = ofObject(verification, verificationSpec);
  if (version !== undefined) spec.version = ofObject(version, versionSpec);
  return spec;
}

const versionSpec = ({ max, min }: TlsVersionRange) => ({ max: literal(max), min: literal(min) });

type VerificationSpec = Plain<kuma.MeshExternalServiceSpecTlsVerification>;

function verificationSpec(verification: TlsVerification): VerificationSpec {
  const { caCert, clientCert, clientKey, mode, serverName, subjectAltNames } = verification;
  const spec: Filled<VerificationSpec> = {};
  if (caCert !== undefined) spec.caCert = ofObject(caCert, sourceSpec);
  if (clientCert !== undefined) spec.clientCert = ofObject(clientCert, sourceSpec);
  if (clientKey !== undefined) spec.clientKey = ofObject(clientKey, sourceSpec);
  if (mode !== undefined) spec.mode = literal(mode);
  if (serverName !== undefined) spec.serverName = serverName;
  if (subjectAltNames !== undefined) spec.subjectAltNames = ofList(subjectAltNames, nameSpec);
  return spec;
}

/** A source that comes from a file is no DataSource, and its keys are Kuma's. */
const sourceSpec = (source: Partial<DataSource> & DataSourceSpec): DataSourceSpec => {
  const { secret, inline, inlineString } = source;
  return source._toSpec?.() ?? { inline, inlineString, secret };
};

const nameSpec = ({ type, value }: SubjectAltName) => ({ type: literal(type), value });
