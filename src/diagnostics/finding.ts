import type { OWN_CODES, OwnCode } from './codes';
import type { Diagnostic, Place } from './diagnostic';
import { resourceOf } from './render';

/** A finding of our own: a code of the table, with the severity that the table has for it. */
export const finding = <Code extends OwnCode>(
  code: Code,
  severity: (typeof OWN_CODES)[Code]['severity'],
  at: Place,
  message: string,
  hint?: string,
): Diagnostic => ({
  code,
  severity,
  authority: 'meshext',
  at,
  message: brief(message),
  ...(hint === undefined ? {} : { hint: brief(hint) }),
});

const LONGEST = 2_000;

/** A text that people can read: of a name or a template that has no end, its start, and what is said of it. */
export const brief = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)} [...] ${text.slice(-LONGEST / 2)}`;

/** A place as another finding names it. */
export const nameOf = (place: Place): string =>
  place.construct ??
  (place.source === undefined ? resourceOf(place) : `${resourceOf(place)} (${place.source.file}:${place.source.line})`);
