import type { Diagnostic, Place } from '../diagnostic';
import { finding, nameOf } from '../finding';

/** Findings about hostnames, zones and addresses. One function per code, sorted by code. */

export const hostnameInvalid = (at: Place, hostname: string, generator: string, problem: string): Diagnostic =>
  finding(
    'hostname-invalid',
    'error',
    at,
    `HostnameGenerator ${generator} gives ${JSON.stringify(hostname)}: ${problem}.`,
    'Change the template of the generator, or the name or label that it reads.',
  );

/** `zone`: the one that has no hostname for it, where others have. */
export const hostnameMissing = (at: Place, zone?: string): Diagnostic =>
  finding(
    'hostname-missing',
    'warning',
    at,
    `no HostnameGenerator gives this service a hostname${zone === undefined ? '' : ` in zone ${zone}`}, so clients cannot find it by name.`,
    'Declare a HostnameGenerator whose selector matches the labels of the service.',
  );

/** `origins`: of this service and of the owner, where they differ. */
export const hostnameTaken = (
  at: Place,
  hostname: string,
  generator: string,
  owner: Place,
  origins?: readonly [string, string],
): Diagnostic =>
  finding(
    'hostname-taken',
    'error',
    at,
    `${hostname} (HostnameGenerator ${generator}) already belongs to ${nameOf(owner)}${origins === undefined ? '' : ` of origin ${origins[1]}, and this one is of origin ${origins[0]}`}.`,
    origins === undefined
      ? 'Make one HostnameGenerator selector narrower, or add what tells the two apart to its template.'
      : 'Select one origin by its label kuma.io/origin, and give a second HostnameGenerator for the other another suffix.',
  );

export const nameServerInvalid = (at: Place, found: string): Diagnostic =>
  finding(
    'name-server-invalid',
    'error',
    at,
    `${JSON.stringify(found)} is not a name server.`,
    'Write it as ip:port, for instance 192.0.2.53:53 or [2001:db8::53]:53.',
  );

export const namesRefused = (at: Place): Diagnostic =>
  finding(
    'names-refused',
    'info',
    at,
    'no dnsResolvers are given, so the Corefile answers for the zones of the mesh only and refuses other names.',
    'Set envoy.dnsResolvers on the mesh to forward other names, or point only these zones at CoreDNS.',
  );

export const noReverseZone = (at: Place, range: string): Diagnostic =>
  finding(
    'no-reverse-zone',
    'info',
    at,
    `${range} is too narrow for a reverse zone, so PTR questions are not answered.`,
    'Choose a range that holds a whole octet (IPv6: nibble) to get one.',
  );

export const templateFailed = (at: Place, service: string, problem: string): Diagnostic =>
  finding(
    'template-failed',
    'error',
    at,
    `it gives no hostname to ${service}: ${problem}`,
    'Make the selector narrower, or give the service what the template reads.',
  );

export const templateUnsupported = (at: Place, template: string, problem: string): Diagnostic =>
  finding(
    'template-unsupported',
    'error',
    at,
    `meshext cannot render ${JSON.stringify(template)}: ${problem}`,
    'Use fields, label, printf, if, with, variables and comparisons only.',
  );

export const zoneInvalid = (at: Place, zone: string, hostname?: string): Diagnostic =>
  finding(
    'zone-invalid',
    'error',
    at,
    hostname === undefined
      ? `${JSON.stringify(zone)} is not a DNS zone.`
      : `${hostname} lies outside the zone ${zone}.`,
    'Set dnsZone to a suffix that all hostnames of the template share.',
  );

export const zoneUnknown = (at: Place, template: string): Diagnostic =>
  finding(
    'zone-unknown',
    'error',
    at,
    `no DNS zone can be told from ${JSON.stringify(template)}: it has to end in a dot and two literal labels or more.`,
    'Set dnsZone.',
  );
