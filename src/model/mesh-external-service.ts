import type { Diagnostic } from '../diagnostics/diagnostic';
import { kuma, type KumaCode } from '../diagnostics/kuma';
import { addressKind, isDnsName } from './address';
import { item, member } from './field-path';
import { type Resource, at } from './model';
import { coreName } from './metadata';

/** MeshExternalService, as Kuma 2.8's api/v1alpha1/meshexternalservice.go has it. */
export interface MeshExternalServiceSpec {
  readonly match?: { readonly type?: string; readonly port?: number; readonly protocol?: string };
  readonly endpoints?: readonly { readonly address?: string; readonly port?: number }[];
  readonly tls?: TlsSpec;
  readonly extension?: { readonly type?: string; readonly config?: unknown };
}
export interface TlsSpec {
  readonly enabled?: boolean;
  readonly allowRenegotiation?: boolean;
  readonly version?: { readonly min?: string; readonly max?: string };
  readonly verification?: VerificationSpec;
}
export interface VerificationSpec {
  readonly mode?: string;
  readonly serverName?: string;
  readonly subjectAltNames?: readonly { readonly type?: string; readonly value?: string }[];
  readonly caCert?: DataSourceSpec;
  readonly clientCert?: DataSourceSpec;
  readonly clientKey?: DataSourceSpec;
}
export interface DataSourceSpec {
  readonly secret?: string;
  readonly inline?: string;
  readonly inlineString?: string;
}

const PROTOCOLS = ['tcp', 'grpc', 'http', 'http2'];
const TLS_VERSIONS = ['TLSAuto', 'TLS10', 'TLS11', 'TLS12', 'TLS13'];
const MODES = ['SkipSAN', 'SkipCA', 'SkipAll', 'Secured'];
const SAN_TYPES = ['Prefix', 'Exact'];
/** Kuma counts bytes of the core name, so 51 are left of a Kubernetes name in kuma-system. */
const NAME_LIMIT = 63;

const oneOf = (leaf: string, values: readonly string[]): string =>
  `"${leaf}" must be one of [${values.map((value) => JSON.stringify(value)).join(', ')}]`;
const isPort = (port: number | undefined): boolean => port !== undefined && port !== 0 && port <= 65535;

/** The semantic rules of Kuma 2.8's api/v1alpha1/validator.go, in its order. */
export function checkMeshExternalService(service: Resource<MeshExternalServiceSpec>): Diagnostic[] {
  const { spec } = service;
  const found: Diagnostic[] = [];
  const say = (code: KumaCode, field: string, message: string, value: unknown): void => {
    found.push(kuma(code, at(service, field), message, value));
  };
  if (Buffer.byteLength(coreName(service)) > NAME_LIMIT) {
    say('name-too-long', 'name', `must not be longer than ${NAME_LIMIT} characters`, coreName(service));
  }
  checkMatch(spec, say);
  if (spec.extension === undefined) {
    checkEndpoints(spec, say);
    if (spec.tls !== undefined) checkTls(spec.tls, say);
  } else if (!spec.extension.type) {
    say('extension-type', 'spec.extension.type', 'must not be empty', spec.extension.type);
  }
  return found;
}

type Say = (code: KumaCode, field: string, message: string, value: unknown) => void;

function checkMatch({ match = {} }: MeshExternalServiceSpec, say: Say): void {
  if (match.type !== undefined && match.type !== 'HostnameGenerator') {
    say(
      'match-type',
      'spec.match.type',
      `unrecognized type '${match.type}' - only 'HostnameGenerator' is supported`,
      match.type,
    );
  }
  if (!isPort(match.port)) say('match-port', 'spec.match.port', 'port must be a valid (1-65535)', match.port);
  if (match.protocol !== undefined && !PROTOCOLS.includes(match.protocol)) {
    say('match-protocol', 'spec.match.protocol', oneOf('protocol', PROTOCOLS), match.protocol);
  }
}

function checkEndpoints({ endpoints = [] }: MeshExternalServiceSpec, say: Say): void {
  endpoints.forEach(({ address = '', port }, i) => {
    const field = item('spec.endpoints', i);
    const kind = addressKind(address);
    if (kind === undefined) {
      say(
        'endpoint-address',
        member(field, 'address'),
        'address has to be a valid IP or hostname or a unix path',
        address,
      );
    } else if (kind === 'unix') {
      if (port !== undefined)
        say('endpoint-port', member(field, 'port'), 'must not be defined when endpoint is a unix path', port);
    } else if (port === undefined) {
      const what = kind === 'ip' ? 'an IP' : 'a hostname';
      say('endpoint-port', member(field, 'port'), `must be defined when endpoint is ${what}`, port);
    } else if (kind === 'ip' && !isPort(port)) {
      say('endpoint-port', member(field, 'port'), 'port must be a valid (1-65535)', port);
    }
  });
}

function checkTls({ version, verification }: TlsSpec, say: Say): void {
  const { min, max } = version ?? {};
  for (const [leaf, value] of Object.entries({ min, max })) {
    if (value !== undefined && !TLS_VERSIONS.includes(value))
      say('tls-version', `spec.tls.version.${leaf}`, oneOf(leaf, TLS_VERSIONS), value);
  }
  if (TLS_VERSIONS.indexOf(min ?? '') > TLS_VERSIONS.indexOf(max ?? '') && TLS_VERSIONS.indexOf(max ?? '') > 0) {
    say('tls-version-order', 'spec.tls.version.min', 'min version must be lower than max', min);
  }
  if (verification !== undefined) checkVerification(verification, say);
}

function checkVerification(
  { serverName, mode, subjectAltNames = [], clientCert, clientKey }: VerificationSpec,
  say: Say,
): void {
  const field = 'spec.tls.verification';
  if (serverName !== undefined && !isDnsName(serverName))
    say('server-name', `${field}.serverName`, 'must be a valid DNS name', serverName);
  if (mode !== undefined && !MODES.includes(mode))
    say('verification-mode', `${field}.mode`, oneOf('mode', MODES), mode);
  subjectAltNames.forEach(({ type }, i) => {
    if (type !== undefined && !SAN_TYPES.includes(type)) {
      say('subject-alt-name-type', `${item(`${field}.subjectAltNames`, i)}.type`, oneOf('type', SAN_TYPES), type);
    }
  });
  if (clientCert !== undefined && clientKey === undefined) {
    say('client-key-missing', `${field}.clientKey`, 'must be defined when clientCert is defined', undefined);
  }
  if (clientKey !== undefined && clientCert === undefined) {
    say('client-cert-missing', `${field}.clientCert`, 'must be defined when clientKey is defined', undefined);
  }
}
