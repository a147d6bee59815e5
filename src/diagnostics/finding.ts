import type { Diagnostic, Place, Severity } from './diagnostic';
import { resourceOf } from './render';

/** A finding of our own. */
export const finding = (code: string, severity: Severity, at: Place, message: string, hint?: string): Diagnostic => ({
  code,
  severity,
  authority: 'meshext',
  at,
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** A place as another finding names it. */
export const nameOf = (place: Place): string =>
  place.construct ??
  (place.source === undefined ? resourceOf(place) : `${resourceOf(place)} (${place.source.file}:${place.source.line})`);
