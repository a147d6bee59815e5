import type { Diagnostic, Place } from './diagnostic';

/** Our stable codes for the rules of Kuma's own validators. Their texts stand beside the rules, in the model. */
export type KumaCode =
  | 'admin-port-taken'
  | 'backend-ref-and-tags'
  | 'backend-ref-kind'
  | 'backend-ref-name'
  | 'backend-ref-port'
  | 'client-cert-missing'
  | 'client-key-missing'
  | 'dataplane-address'
  | 'endpoint-address'
  | 'endpoint-port'
  | 'extension-type'
  | 'gateway-inbound'
  | 'gateway-outbound'
  | 'inbound-address'
  | 'inbound-missing'
  | 'inbound-port'
  | 'inbound-service-address'
  | 'inbound-tag'
  | 'match-port'
  | 'match-protocol'
  | 'match-type'
  | 'mesh-empty'
  | 'mesh-name'
  | 'name-characters'
  | 'name-empty'
  | 'name-length'
  | 'name-too-long'
  | 'namespace'
  | 'networking-missing'
  | 'origin-label'
  | 'outbound-address'
  | 'outbound-port'
  | 'outbound-service-tag'
  | 'schema'
  | 'selector-count'
  | 'server-name'
  | 'subject-alt-name-type'
  | 'template-empty'
  | 'template-syntax'
  | 'tls-version'
  | 'tls-version-order'
  | 'verification-mode'
  | 'zone-label';

/** A rule of Kuma: its text unchanged, the value found in the hint. */
export const kuma = (code: KumaCode, at: Place, message: string, found: unknown): Diagnostic => ({
  code,
  severity: 'error',
  authority: 'kuma',
  at,
  message,
  hint: found === undefined ? 'Found nothing there.' : `Found ${JSON.stringify(found)}.`,
});
