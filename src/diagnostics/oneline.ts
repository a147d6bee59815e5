import type { Diagnostic, Place } from './diagnostic';
import { resourceOf } from './render';
import { onOneLine } from './visible';

/** `services/billing.yaml:12:3: error hostname-taken: ...`, for editors and CI. */
export function renderOneline({ at, severity, code, message }: Diagnostic): string {
  const field = at.field === undefined || at.field === '' ? '' : `${at.field}: `;
  return onOneLine(`${positionOf(at)}: ${severity} ${code}: ${field}${message}`);
}

function positionOf(at: Place): string {
  if (at.source !== undefined) return `${at.source.file}:${at.source.line}:${at.source.column}`;
  const resource = resourceOf(at);
  return at.construct ?? (resource === '' ? 'meshext' : resource);
}
