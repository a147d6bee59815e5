import type { Diagnostic, Place } from '../diagnostic';
import { nearest } from '../nearest';
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

export const durationInvalid = (at: Place, text: string): Diagnostic =>
  finding(
    'duration-invalid',
    'error',
    at,
    `${JSON.stringify(text)} is no duration that Envoy can have: one millisecond to one year.`,
    'Write a number and a unit: 250ms, 5s, 1m30s, 1h.',
  );

export const emptySubjectAltName = (at: Place): Diagnostic =>
  finding(
    'empty-subject-alt-name',
    'error',
    at,
    'an empty name matches no certificate, and an empty prefix matches every one.',
    'Give the name that the certificate carries, or remove the entry.',
  );

export const endpointInVipRange = (at: Place, found: string, range: string): Diagnostic =>
  finding(
    'endpoint-in-vip-range',
    'warning',
    at,
    `${found} lies in the VIP range ${range}, whose addresses lead to the proxy and not to a server.`,
    'Choose another range in vips.cidr.',
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

export const extensionConfigInvalid = (at: Place): Diagnostic =>
  finding(
    'extension-config-invalid',
    'error',
    at,
    'it holds itself or a BigInt, and a resource has a form for neither.',
    'Give it maps, lists, texts, numbers and booleans, none of them inside itself.',
  );

export const hostnameUnused = (at: Place, key: string, known: readonly string[]): Diagnostic =>
  finding(
    'hostname-unused',
    'warning',
    at,
    `the service has no endpoint ${key}, so nothing gets this Host header.`,
    nearest(key, known),
  );

export const mixedEndpoints = (at: Place): Diagnostic =>
  finding(
    'mixed-endpoints',
    'error',
    at,
    'unix sockets and host names cannot serve one service: Envoy resolves names in a cluster that drops sockets in silence.',
    'Declare two services, or use IP addresses beside the sockets.',
  );

export const namesNotChecked = (at: Place): Diagnostic =>
  finding(
    'names-not-checked',
    'info',
    at,
    'without an authority Envoy cannot check the names of a certificate either, so mode SkipCA checks nothing of it.',
    'Name the authority in caCert to have the names checked.',
  );

export const nothingToVerify = (at: Place): Diagnostic =>
  finding(
    'nothing-to-verify',
    'error',
    at,
    'the certificate would be accepted whatever its name: an endpoint has no name, and neither serverName nor subjectAltNames is set.',
    'Set serverName or subjectAltNames, or say mode SkipSAN when any name is meant.',
  );

export const optionWithoutEffect = (at: Place, where: string, hint: string): Diagnostic =>
  finding('option-without-effect', 'warning', at, `it has no effect ${where}.`, hint);

export const serverNameTooLong = (at: Place, length: number): Diagnostic =>
  finding(
    'server-name-too-long',
    'error',
    at,
    `the server name has ${length} characters; a DNS name has 253 at most, and Envoy does not start with more than 255.`,
    'Give the name that the certificate carries.',
  );

export const tlsNotEnabled = (at: Place): Diagnostic =>
  finding(
    'tls-not-enabled',
    'warning',
    at,
    'TLS is described but not enabled, so everything is sent in plain text.',
    'Set enabled: true, or enabled: false when plain text is meant.',
  );

export const tlsVersionLegacy = (at: Place, version: string): Diagnostic =>
  finding(
    'tls-version-legacy',
    'warning',
    at,
    `${version} is broken (RFC 8996); it is allowed here, with the old ciphers that it needs.`,
    'Use TLS12 or newer when the server can.',
  );

export const verificationRelaxed = (at: Place, mode: string, effect: string): Diagnostic =>
  finding(
    'verification-relaxed',
    'warning',
    at,
    `mode ${mode}: ${effect}.`,
    'Use Secured, with serverName, subjectAltNames or caCert where the certificate needs it.',
  );
