import {
  caCertUnused,
  emptySubjectAltName,
  namesNotChecked,
  nothingToVerify,
  serverNameTooLong,
  tlsNotEnabled,
  tlsVersionLegacy,
  verificationRelaxed,
} from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { addressKind } from '../../model/address';
import { item } from '../../model/field-path';
import type { MeshExternalServiceSpec, TlsSpec, VerificationSpec } from '../../model/mesh-external-service';
import { type MeshExternalServiceResource, at } from '../../model/model';
import { checksAuthority } from '../upstreams';

const FIELD = 'spec.tls.verification';

/** What TLS would let through, or never get through with, although Kuma is content. */
export function checkTls(service: MeshExternalServiceResource): Diagnostic[] {
  const { endpoints = [], extension, tls } = service.spec;
  if (extension !== undefined || tls === undefined) return [];
  if (!tls.enabled) return isDescribed(tls) ? [tlsNotEnabled(at(service, 'spec.tls.enabled'))] : [];
  const { verification = {} } = tls;
  return [
    ...checkVersion(service, tls),
    ...checkMode(service, verification),
    ...checkNames(service, verification, endpoints),
  ];
}

/** Kuma's default is no TLS, and its own example leaves `enabled` out. */
const isDescribed = ({ enabled, version, verification }: TlsSpec): boolean =>
  enabled === undefined && (version !== undefined || verification !== undefined);

const LEGACY = ['TLS10', 'TLS11'];

function checkVersion(service: MeshExternalServiceResource, { version = {} }: TlsSpec): Diagnostic[] {
  const leaf = (['min', 'max'] as const).find((one) => LEGACY.includes(version[one] ?? ''));
  return leaf === undefined ? [] : [tlsVersionLegacy(at(service, `spec.tls.version.${leaf}`), version[leaf] ?? '')];
}

const EFFECT: Readonly<Record<string, string>> = {
  SkipSAN: 'the certificate may carry any name',
  SkipCA: 'anybody may have signed the certificate',
  SkipAll: 'neither who signed the certificate nor its names are checked',
};

function checkMode(service: MeshExternalServiceResource, { mode = '', caCert }: VerificationSpec): Diagnostic[] {
  if (!Object.hasOwn(EFFECT, mode)) return [];
  const relaxed = verificationRelaxed(at(service, `${FIELD}.mode`), mode, EFFECT[mode]);
  const isUnused = caCert !== undefined && !checksAuthority(mode);
  return [
    relaxed,
    ...(mode === 'SkipCA' ? [namesNotChecked(at(service, `${FIELD}.mode`))] : []),
    ...(isUnused ? [caCertUnused(at(service, `${FIELD}.caCert`), mode)] : []),
  ];
}

const SNI_LIMIT = 253; // RFC 1035; more than 255 keep Envoy from starting

function checkNames(
  service: MeshExternalServiceResource,
  verification: VerificationSpec,
  endpoints: NonNullable<MeshExternalServiceSpec['endpoints']>,
): Diagnostic[] {
  const { mode, serverName = '', subjectAltNames = [] } = verification;
  const found = subjectAltNames.flatMap(({ value }, i) =>
    value ? [] : [emptySubjectAltName(at(service, `${item(`${FIELD}.subjectAltNames`, i)}.value`))],
  );
  const { length } = serverName.replace(/\.$/, '');
  if (length > SNI_LIMIT) found.push(serverNameTooLong(at(service, `${FIELD}.serverName`), length));
  const isUnnamed =
    verification.serverName === undefined &&
    subjectAltNames.length === 0 &&
    endpoints.some(({ address = '' }) => addressKind(address) === 'unix');
  if ((mode === undefined || mode === 'Secured') && isUnnamed) found.push(nothingToVerify(at(service, FIELD)));
  return found;
}
