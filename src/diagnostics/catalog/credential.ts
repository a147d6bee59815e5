import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';
import { nearest } from '../nearest';

/** Findings about certificates, keys and secrets; none shows their content. One function per code, sorted by code. */

export const certificateExpired = (at: Place, which: string, time: string): Diagnostic =>
  finding(
    'certificate-expired',
    'warning',
    at,
    `${which} expired on ${time}.`,
    'Replace it; what has to be verified with it is refused.',
  );

export const certificateInvalid = (at: Place, problem: string): Diagnostic =>
  finding(
    'certificate-invalid',
    'error',
    at,
    `${problem}, and Envoy would not start with it. (The content is not shown.)`,
    'Give PEM: lines from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, not indented. inline holds the base64 of it.',
  );

export const certificateNotYetValid = (at: Place, which: string, time: string): Diagnostic =>
  finding(
    'certificate-not-yet-valid',
    'warning',
    at,
    `${which} is not valid before ${time}.`,
    'Wait with it until then, or correct the clock of this machine.',
  );

export const clientCertificateIncomplete = (at: Place, missing: string, given: string): Diagnostic =>
  finding(
    'client-certificate-incomplete',
    'error',
    at,
    `${given} is given and ${missing} holds nothing, so no client certificate would be sent.`,
    'Set secret, inline or inlineString on both, or remove both.',
  );

export const clientCertificateUnsupported = (at: Place, found: string): Diagnostic =>
  finding(
    'client-certificate-unsupported',
    'error',
    at,
    `Envoy does not start with a client certificate of the kind ${found}.`,
    'Use an RSA key of 2048 bits or more, an EC key on P-256, P-384 or P-521, or Ed25519.',
  );

export const clientKeyMismatch = (at: Place): Diagnostic =>
  finding(
    'client-key-mismatch',
    'error',
    at,
    'the private key is not that of the certificate in clientCert, and Envoy would not start with them.',
    'Give the key that the first certificate in clientCert was made for.',
  );

export const dataSourceAmbiguous = (at: Place, given: readonly string[]): Diagnostic =>
  finding(
    'data-source-ambiguous',
    'warning',
    at,
    `${given.join(' and ')} are given; only ${given[0]} has an effect.`,
    `Remove ${given.slice(1).join(' and ')}.`,
  );

export const dataSourceEmpty = (at: Place): Diagnostic =>
  finding(
    'data-source-empty',
    'warning',
    at,
    'none of secret, inline and inlineString is given, so it has no effect.',
    'Set one of them, or remove it.',
  );

export const privateKeyInline = (at: Place): Diagnostic =>
  finding(
    'private-key-inline',
    'warning',
    at,
    'the private key stands in the source and in every output.',
    'Name a secret: DataSource.secret(name), or secret: name.',
  );

export const privateKeyInvalid = (at: Place, problem: string): Diagnostic =>
  finding(
    'private-key-invalid',
    'error',
    at,
    `${problem}, and Envoy would not start with it. (The content is not shown.)`,
    'Give an unencrypted key as PEM: lines from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----, not indented.',
  );

/** Of several lines, or as long as the shortest key, one of Ed25519, is in base64. */
const MAY_BE_KEY = /[\r\n]|^.{64}/;

export const secretNameInvalid = (at: Place, name: string): Diagnostic =>
  finding(
    'secret-name-invalid',
    'error',
    at,
    `${MAY_BE_KEY.test(name) ? 'the text (which is not shown, since it may be a key)' : JSON.stringify(name)} cannot be the name of a secret: a proxy reads it as <secretsDir>/<name>/value.`,
    'Name a Secret of the mesh: lower-case letters, digits, hyphens and dots.',
  );

export const secretUnknown = (at: Place, name: string, mesh: string, known: readonly string[]): Diagnostic =>
  finding(
    'secret-unknown',
    'error',
    at,
    `no Secret of the mesh ${mesh} is called ${JSON.stringify(name)}.`,
    nearest(name, known),
  );
