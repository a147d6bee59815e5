import type { TlsVersion } from '../ir/ir';
import type { Answer, Destination, TlsToDestination } from './answer';

/** An answer in words, for people. */
export function answerInWords(answer: Answer): string {
  switch (answer.kind) {
    case 'reached':
      return `it reaches ${answer.to} (${answer.protocol}): ${answer.destinations.map(inWords).join('; ')}`;
    case 'refused':
      return `it is refused: ${answer.reason}`;
    case 'unknown':
      return `the name is unknown: ${answer.reason}`;
    case 'undeclared':
      return `what becomes of it is not declared: ${answer.reason}`;
  }
}

export function inWords({ at, host, priority, tls }: Destination): string {
  return [
    at,
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    ...(host === undefined ? [] : [`Host ${host}`]),
    ...(tls === undefined ? ['plaintext'] : tlsInWords(tls)),
  ].join(', ');
}

const tlsInWords = (tls: TlsToDestination): string[] => [
  versionsInWords(tls),
  tls.sni === undefined ? 'no SNI' : `SNI ${tls.sni}`,
  verifiedInWords(tls),
  ...(tls.hasClientCertificate ? ['client certificate'] : []),
];

function versionsInWords({ minVersion: min, maxVersion: max }: TlsToDestination): string {
  if (min > max) return 'TLS in no version (the older ones have no cipher)';
  return min === max ? `TLS ${number(min)}` : `TLS ${number(min)} to ${number(max)}`;
}

const number = (version: TlsVersion): string => `1.${version.slice(-1)}`;

function verifiedInWords({ verifiesAuthority, names }: TlsToDestination): string {
  if (!verifiesAuthority) return 'not verified';
  if (names.length === 0) return 'verified by authority, with any name';
  return `verified as ${names.map(({ kind, value }) => (kind === 'prefix' ? `${value}*` : value)).join(' or ')}`;
}
