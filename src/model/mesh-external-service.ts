import type { Diagnostic } from '../diagnostics/diagnostic';
import { kuma, type KumaCode } from '../diagnostics/kuma';
import { addressKind, isDnsName } from './address';
import { item, member } from './field-path';
import { coreName, displayName, isGlobal } from './metadata';
import { type KumaVersion, type Resource, at } from './model';
import { namesInZones } from './synced-name';

/** MeshExternalService, as Kuma's api/v1alpha1/meshexternalservice.go has it. */
export interface MeshExternalServiceSpec {
  readonly match?: { readonly type?: string; readonly port?: number; readonly protocol?: string };
  readonly endpoints?: readonly EndpointSpec[];
  readonly tls?: TlsSpec;
  readonly extension?: { readonly type?: string; readonly config?: unknown };
}
export interface EndpointSpec {
  readonly address?: string;
  readonly port?: number;
  /** Since 2.14. */
  readonly priority?: number;
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
const NAME_LIMIT = 63;
const BAD_PORT = 'port must be a valid (1-65535)';

const oneOf = (leaf: string, values: readonly string[]): string =>
  `"${leaf}" must be one of [${values.map((value) => JSON.stringify(value)).join(', ')}]`;
const isPort = (port: number | undefined): boolean => port !== undefined && port !== 0 && port <= 65535;

/** A service while it is checked. */
interface Check {
  readonly release: KumaVersion;
  readonly say: (code: KumaCode, field: string, message: string, value: unknown) => void;
  /** The value that Kuma sees where the document has none. */
  readonly filled: (field: string, value: string | undefined, standard: string) => string;
}

/**
 * What 2.8 counts. In kuma-system 51 bytes of it are left for a name. What comes from the global control plane is judged again
 * in each zone, with the name that it has there (UpstreamResponse.Validate in pkg/kds/v2/client): 46 bytes are left, and 34 on
 * Kubernetes.
 */
function coreNameInZones(service: Resource<MeshExternalServiceSpec>): string {
  if (!isGlobal(service)) return coreName(service);
  const { form, namespace = '', place } = service;
  return coreName({ ...service, name: namesInZones(service, place.mesh ?? '', namespace)[form] });
}

/** The semantic rules of Kuma's api/v1alpha1/validator.go, in its order. */
export function checkMeshExternalService(
  service: Resource<MeshExternalServiceSpec>,
  release: KumaVersion,
): Diagnostic[] {
  const { spec, form } = service;
  const found: Diagnostic[] = [];
  const say: Check['say'] = (code, field, message, value) =>
    void found.push(kuma(code, at(service, field), message, value));
  // Kuma 2.8 fills in no defaults in Universal. What a webhook has written, an empty text, is no default either.
  const fills = form === 'kubernetes' || release !== '2.8';
  const isEmptied = (field: string): boolean =>
    service.violations.some(
      (one) => one.field === field && one.problem === 'enum' && (one.release ?? release) === release,
    );
  const filled: Check['filled'] = (field, value, standard) => value ?? (fills && !isEmptied(field) ? standard : '');
  const measured = release === '2.8' ? coreNameInZones(service) : displayName(service);
  if (Buffer.byteLength(measured) > NAME_LIMIT)
    say('name-too-long', 'name', `must not be longer than ${NAME_LIMIT} characters`, measured);
  const check: Check = { release, say, filled };
  checkMatch(spec, check);
  if (spec.extension === undefined) {
    checkEndpoints(spec, check);
    if (spec.tls !== undefined) checkTls(spec.tls, check);
  } else if (!spec.extension.type) {
    say('extension-type', 'spec.extension.type', 'must not be empty', spec.extension.type);
  }
  return found;
}

function checkMatch({ match = {} }: MeshExternalServiceSpec, { release, say, filled }: Check): void {
  const { type, port } = match;
  if (type !== undefined && type !== 'HostnameGenerator' && (type !== '' || release === '2.8')) {
    const message = `unrecognized type '${type}' - only 'HostnameGenerator' is supported`;
    say('match-type', 'spec.match.type', message, type);
  }
  if (!isPort(port)) say('match-port', 'spec.match.port', BAD_PORT, port);
  if (!PROTOCOLS.includes(filled('spec.match.protocol', match.protocol, 'tcp')))
    say('match-protocol', 'spec.match.protocol', oneOf('protocol', PROTOCOLS), match.protocol);
}

function checkEndpoints({ endpoints = [] }: MeshExternalServiceSpec, { release, say }: Check): void {
  endpoints.forEach((endpoint, i) => {
    const field: FieldOf = (leaf) => member(item('spec.endpoints', i), leaf);
    if (release === '2.8') checkEndpoint(endpoint, field, say);
    else checkEndpointLater(endpoint, field, say);
  });
}

/** Where a part of an endpoint stands; put into words only where there is something to say. */
type FieldOf = (leaf: 'address' | 'port') => string;

function checkEndpoint({ address = '', port }: EndpointSpec, field: FieldOf, say: Check['say']): void {
  const kind = addressKind(address);
  if (kind === undefined) {
    const message = 'address has to be a valid IP or hostname or a unix path';
    say('endpoint-address', field('address'), message, address);
  } else if (kind === 'unix') {
    if (port !== undefined)
      say('endpoint-port', field('port'), 'must not be defined when endpoint is a unix path', port);
  } else if (port === undefined) {
    const what = kind === 'ip' ? 'an IP' : 'a hostname';
    say('endpoint-port', field('port'), `must be defined when endpoint is ${what}`, port);
  } else if (kind === 'ip' && !isPort(port)) {
    say('endpoint-port', field('port'), BAD_PORT, port);
  }
}

/** Unix sockets are gone, and every port is judged. */
function checkEndpointLater({ address = '', port }: EndpointSpec, field: FieldOf, say: Check['say']): void {
  const kind = addressKind(address);
  if (kind === undefined || kind === 'unix')
    say('endpoint-address', field('address'), 'address has to be a valid IP or hostname', address);
  else if (!isPort(port)) say('endpoint-port', field('port'), BAD_PORT, port);
}

function checkTls({ version, verification }: TlsSpec, check: Check): void {
  const { min, max } = version ?? {};
  for (const [leaf, value] of Object.entries({ min, max })) {
    if (value !== undefined && !TLS_VERSIONS.includes(value))
      check.say('tls-version', `spec.tls.version.${leaf}`, oneOf(leaf, TLS_VERSIONS), value);
  }
  if (TLS_VERSIONS.indexOf(min ?? '') > TLS_VERSIONS.indexOf(max ?? '') && TLS_VERSIONS.indexOf(max ?? '') > 0)
    check.say('tls-version-order', 'spec.tls.version.min', 'min version must be lower than max', min);
  if (verification !== undefined) checkVerification(verification, check);
}

function checkVerification(verification: VerificationSpec, { release, say, filled }: Check): void {
  const { serverName, mode, subjectAltNames = [], clientCert, clientKey } = verification;
  const field = 'spec.tls.verification';
  if (serverName !== undefined && !isDnsName(serverName))
    say('server-name', `${field}.serverName`, 'must be a valid DNS name', serverName);
  if (mode !== undefined && !MODES.includes(mode) && (mode !== '' || release === '2.8'))
    say('verification-mode', `${field}.mode`, oneOf('mode', MODES), mode);
  subjectAltNames.forEach(({ type }, i) => {
    const path = `${item(`${field}.subjectAltNames`, i)}.type`;
    if (!SAN_TYPES.includes(filled(path, type, 'Exact')))
      say('subject-alt-name-type', path, oneOf('type', SAN_TYPES), type);
  });
  if (clientCert !== undefined && clientKey === undefined)
    say('client-key-missing', `${field}.clientKey`, 'must be defined when clientCert is defined', undefined);
  if (clientKey !== undefined && clientCert === undefined)
    say('client-cert-missing', `${field}.clientCert`, 'must be defined when clientKey is defined', undefined);
}
