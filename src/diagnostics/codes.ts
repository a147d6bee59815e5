import type { Severity } from './diagnostic';

/** What holds for every finding of one code, for ever. */
interface CodeFacts {
  readonly severity: Severity;
  /** Whether somebody may accept such a finding, with a reason. */
  readonly allowable: boolean;
}

const info = { severity: 'info', allowable: true } as const;
const warning = { severity: 'warning', allowable: true } as const;
/** The output would be wrong, or work otherwise than meant; somebody may know better. */
const error = { severity: 'error', allowable: true } as const;
/**
 * Nothing valid could be written: a reference leads nowhere, two claim what only one can have, or what is written would be
 * refused by what reads it.
 */
const fatal = { severity: 'error', allowable: false } as const;

/** Every code of ours, sorted. A finding of a code that is not here does not compile. */
export const OWN_CODES = {
  'admin-port-invalid': fatal,
  'allowance-code-unknown': fatal,
  'allowance-refused': fatal,
  'allowance-unused': { severity: 'warning', allowable: false },
  'allowance-without-reason': fatal,
  'bootstrap-broken': fatal,
  'ca-cert-unused': warning,
  'capture-range': fatal,
  'certificate-expired': warning,
  'certificate-invalid': fatal,
  'certificate-not-yet-valid': warning,
  'client-certificate-incomplete': fatal,
  'client-certificate-unsupported': fatal,
  'client-key-mismatch': fatal,
  'data-source-ambiguous': warning,
  'data-source-empty': warning,
  'delivered-twice': info,
  'display-name-in-universal': fatal,
  'display-name-twice': fatal,
  'document-invalid': fatal,
  'duration-invalid': fatal,
  'empty-subject-alt-name': fatal,
  'endpoint-in-vip-range': warning,
  'endpoint-unusable': fatal,
  'endpoints-missing': error,
  'envoy-path-empty': fatal,
  'file-unreadable': fatal,
  'foreign-file': fatal,
  'generator-unused': warning,
  'hostname-hijack': error,
  'hostname-invalid': fatal,
  'hostname-missing': warning,
  'hostname-taken': fatal,
  'hostname-underscore': warning,
  'hostname-unused': warning,
  'inbound-not-captured': warning,
  'inbound-to-itself': error,
  'kubernetes-name-invalid': fatal,
  'kubernetes-name-shared': warning,
  'listener-address-name': fatal,
  'listener-port-privileged': warning,
  'listener-taken': fatal,
  'local-zone': warning,
  'local-zone-in-cluster': info,
  'lock-address-twice': fatal,
  'lock-changed': fatal,
  'lock-entry-unknown': info,
  'lock-frozen': fatal,
  'lock-invalid': fatal,
  'lock-key-twice': fatal,
  'lock-out-of-range': fatal,
  'manifest-broken': fatal,
  'manifests-only': info,
  'mesh-name-invalid': fatal,
  'mesh-twice': fatal,
  'mixed-endpoints': error,
  'mustache-in-dataplane': fatal,
  'name-server-invalid': fatal,
  'name-server-is-vip': warning,
  'name-server-loop': warning,
  'names-not-checked': info,
  'names-refused': info,
  'namespace-in-universal': warning,
  'no-reverse-zone': info,
  'nothing-declared': fatal,
  'nothing-to-verify': error,
  'option-invalid': fatal,
  'option-later': fatal,
  'option-unknown': fatal,
  'option-unused': { severity: 'warning', allowable: false },
  'option-without-effect': warning,
  'outbound-elsewhere': warning,
  'outbound-name-taken': error,
  'outbound-on-own-address': warning,
  'outbound-to-extension': warning,
  'outbound-to-portless': fatal,
  'path-taken': fatal,
  'path-too-long': fatal,
  'private-key-inline': warning,
  'private-key-invalid': fatal,
  'read-too-early': error,
  'resource-ignored': info,
  'resource-twice': fatal,
  'secret-name-invalid': fatal,
  'secret-unknown': fatal,
  'server-name-too-long': fatal,
  'service-ambiguous': fatal,
  'service-of-other-mesh': fatal,
  'service-unknown': fatal,
  'template-failed': error,
  'template-unsupported': fatal,
  'text-not-unicode': fatal,
  'tls-not-enabled': warning,
  'tls-version-legacy': warning,
  'unknown-field': warning,
  'verification-relaxed': warning,
  'vip-invalid': fatal,
  'vip-of-control-plane': fatal,
  'vip-out-of-range': fatal,
  'vip-pin-taken': fatal,
  'vip-pin-twice': fatal,
  'vip-range-full': fatal,
  'vip-range-invalid': fatal,
  'vip-ranges-differ': fatal,
  'vips-not-captured': info,
  'yaml-invalid': fatal,
  'zone-egress-needed': fatal,
  'zone-hijack': error,
  'zone-in-cluster-domain': error,
  'zone-invalid': fatal,
  'zone-top-level': error,
  'zone-unknown': error,
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type OwnCode = keyof typeof OWN_CODES;

/** The facts of a code of ours; none for any other word. */
export const factsOf = (code: string): CodeFacts | undefined =>
  Object.hasOwn(OWN_CODES, code) ? OWN_CODES[code as OwnCode] : undefined;
