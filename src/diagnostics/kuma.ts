import type { Diagnostic, Place } from './diagnostic';
import { brief } from './finding';

/** Our stable codes for the rules of Kuma's own validators. Their texts stand beside the rules, in the model. */
export const KUMA_CODES = [
  'admin-port-taken',
  'annotation-key',
  'backend-ref-and-tags',
  'backend-ref-kind',
  'backend-ref-name',
  'backend-ref-port',
  'client-cert-missing',
  'client-key-missing',
  'dataplane-address',
  'document',
  'endpoint-address',
  'endpoint-port',
  'extension-type',
  'gateway-inbound',
  'gateway-listener',
  'gateway-outbound',
  'gateway-probes',
  'gateway-tag',
  'inbound-address',
  'inbound-missing',
  'inbound-port',
  'inbound-protocol',
  'inbound-service-address',
  'inbound-tag',
  'label-invalid',
  'listener',
  'match-port',
  'match-protocol',
  'match-type',
  'mesh-empty',
  'mesh-label',
  'mesh-name',
  'metrics',
  'name-characters',
  'name-empty',
  'name-length',
  'name-too-long',
  'namespace',
  'networking-missing',
  'origin-label',
  'outbound-address',
  'outbound-port',
  'outbound-service-tag',
  'outbound-tag',
  'passthrough-port',
  'passthrough-protocol',
  'passthrough-type',
  'passthrough-value',
  'probes',
  'proxy-types',
  'reachable-backend',
  'schema',
  'selector-count',
  'server-name',
  'service-probe',
  'subject-alt-name-type',
  'target-ref',
  'template-empty',
  'template-hostname',
  'template-render',
  'template-syntax',
  'tls-version',
  'tls-version-order',
  'verification-mode',
  'workload-label',
  'zone-label',
] as const;
export type KumaCode = (typeof KUMA_CODES)[number];

/** A rule of Kuma: its text unchanged, the value found in the hint. */
export const kuma = (code: KumaCode, at: Place, message: string, found: unknown): Diagnostic => ({
  code,
  severity: 'error',
  authority: 'kuma',
  at,
  message,
  hint: brief(`Found ${shown(found)}.`),
});

/** A value in short; what a list or an object holds is not repeated. */
function shown(found: unknown): string {
  if (found === undefined) return 'nothing there';
  if (typeof found === 'object' && found !== null) return Array.isArray(found) ? 'a list' : 'an object';
  return JSON.stringify(found);
}
