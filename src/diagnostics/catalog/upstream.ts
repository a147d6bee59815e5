import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';

/** Findings about endpoints and TLS. One function per code, sorted by code. */

export const caCertUnused = (at: Place, mode: string): Diagnostic =>
  finding(
    'ca-cert-unused',
    'warning',
    at,
    `caCert has no effect with mode ${mode}.`,
    'Remove caCert, or choose a mode that verifies the authority: Secured or SkipSAN.',
  );

export const emptySubjectAltName = (at: Place): Diagnostic =>
  finding(
    'empty-subject-alt-name',
    'error',
    at,
    'an empty name matches no certificate, and an empty prefix matches every one.',
    'Give the name that the certificate carries, or remove the entry.',
  );

export const endpointUnusable = (at: Place, found: string): Diagnostic =>
  finding(
    'endpoint-unusable',
    'error',
    at,
    `nothing can be reached at ${found}.`,
    'Give a port from 1 to 65535, or the path of a socket.',
  );

export const endpointsMissing = (at: Place): Diagnostic =>
  finding(
    'endpoints-missing',
    'error',
    at,
    'the service has no endpoint, so its traffic would be dropped.',
    'Add one with addEndpoint, or under spec.endpoints.',
  );

export const mixedEndpoints = (at: Place): Diagnostic =>
  finding(
    'mixed-endpoints',
    'error',
    at,
    'unix sockets and host names cannot serve one service: Envoy resolves names in a cluster that drops sockets in silence.',
    'Declare two services, or use IP addresses beside the sockets.',
  );

export const nothingToVerify = (at: Place): Diagnostic =>
  finding(
    'nothing-to-verify',
    'error',
    at,
    'the certificate would be accepted whatever its name: an endpoint has no name, and neither serverName nor subjectAltNames is set.',
    'Set serverName or subjectAltNames, or say mode SkipSAN when any name is meant.',
  );

export const privateKeyInline = (at: Place): Diagnostic =>
  finding(
    'private-key-inline',
    'warning',
    at,
    'the private key stands in the source and in every output.',
    'Name a secret: DataSource.secret(name), or secret: name.',
  );
