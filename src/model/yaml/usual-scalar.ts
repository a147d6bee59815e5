import { type Scalar, resolvePlain } from './scalar';

/**
 * In quotes anything printable but quotes and backslashes. Without: what begins with a letter, a digit or a slash, where
 * a colon and a blank are followed by more, and a blank by no comment.
 */
const QUOTED = /^(?:"[ !#-[\]-~]*"|'[ -&(-~]*')$/;
const PLAIN = /^[A-Za-z0-9/](?:[!-9;-~]|:(?=[!-~])| (?=[!"$-~]))*$/;
/** A regular expression remembers every step that it might take back. */
const MAX_LENGTH = 10_000;

/** A scalar on one line, to its end; undefined when it may be anything else. */
export function usualScalar(text: string): Scalar | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  if (PLAIN.test(text)) return resolvePlain(text);
  return QUOTED.test(text) ? text.slice(1, -1) : undefined;
}
