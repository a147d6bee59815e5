import type { Diagnostic, Place, Severity } from './diagnostic';
import { nearest } from './nearest';
import { resourceOf } from './render';

/** Our own findings: one function per code, sorted by code. A code and its severity are fixed for ever. */

const finding = (code: string, severity: Severity, at: Place, message: string, hint?: string): Diagnostic => ({
  code,
  severity,
  authority: 'meshext',
  at,
  message,
  ...(hint === undefined ? {} : { hint }),
});

const nameOf = (place: Place): string =>
  place.construct ??
  (place.source === undefined ? resourceOf(place) : `${resourceOf(place)} (${place.source.file}:${place.source.line})`);

export const bootstrapBroken = (at: Place, problem: string): Diagnostic =>
  finding(
    'bootstrap-broken',
    'error',
    at,
    `${problem}.`,
    'Change the patch: Envoy would refuse the result, or drop part of it.',
  );

export const caCertUnused = (at: Place, mode: string): Diagnostic =>
  finding(
    'ca-cert-unused',
    'warning',
    at,
    `caCert has no effect with mode ${mode}.`,
    'Remove caCert, or choose a mode that verifies the authority: Secured or SkipSAN.',
  );

export const documentInvalid = (at: Place, problem: string): Diagnostic =>
  finding('document-invalid', 'error', at, `${problem}.`, 'Correct the document; nothing was written.');

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

export const foreignFile = (path: string): Diagnostic =>
  finding(
    'foreign-file',
    'error',
    {},
    `${path} exists and was not written by meshext.`,
    'Move it away, or choose another output folder. Nothing was written.',
  );

export const hostnameInvalid = (at: Place, hostname: string, generator: string, problem: string): Diagnostic =>
  finding(
    'hostname-invalid',
    'error',
    at,
    `HostnameGenerator ${generator} gives ${JSON.stringify(hostname)}: ${problem}.`,
    'Change the template of the generator, or the name or label that it reads.',
  );

export const hostnameMissing = (at: Place): Diagnostic =>
  finding(
    'hostname-missing',
    'warning',
    at,
    'no HostnameGenerator gives this service a hostname, so clients cannot find it by name.',
    'Declare a HostnameGenerator whose selector matches the labels of the service.',
  );

export const hostnameTaken = (at: Place, hostname: string, generator: string, owner: Place): Diagnostic =>
  finding(
    'hostname-taken',
    'error',
    at,
    `${hostname} (HostnameGenerator ${generator}) already belongs to ${nameOf(owner)}.`,
    'Make one HostnameGenerator selector narrower, or add what tells the two apart to its template.',
  );

export const inboundToItself = (at: Place, address: string): Diagnostic =>
  finding(
    'inbound-to-itself',
    'error',
    at,
    `${address} forwards to itself.`,
    'Set serviceAddress or servicePort to where the application listens.',
  );

export const kubernetesNameInvalid = (at: Place, name: string, problem: string): Diagnostic =>
  finding(
    'kubernetes-name-invalid',
    'error',
    at,
    `${name} cannot be a name in Kubernetes: ${problem}.`,
    'Choose another name.',
  );

export const listenerTaken = (at: Place, address: string, other: string): Diagnostic =>
  finding(
    'listener-taken',
    'error',
    at,
    `${address} is already listened on by ${other}.`,
    'Give each inbound and outbound a port or an address of its own.',
  );

export const manifestsOnly = (at: Place, folder: string, reason: string): Diagnostic =>
  finding(
    'manifests-only',
    'info',
    at,
    `only manifests are written to ${folder}: ${reason}.`,
    'Run the app with an output folder called kubernetes to get all outputs.',
  );

export const meshNameInvalid = (at: Place, what: string, name: string): Diagnostic =>
  finding(
    'mesh-name-invalid',
    'error',
    at,
    `${JSON.stringify(name)} cannot be the name of a ${what}: it names a folder of the output.`,
    'Use lower-case letters, digits, hyphens, underscores and dots, and at least one letter or digit.',
  );

export const meshTwice = (at: Place, other: Place): Diagnostic =>
  finding(
    'mesh-twice',
    'error',
    at,
    `the mesh is declared twice; the first is ${nameOf(other)}.`,
    'Declare each mesh once in a zone. To spread it over several charts, pass it as the prop mesh.',
  );

export const mixedEndpoints = (at: Place): Diagnostic =>
  finding(
    'mixed-endpoints',
    'error',
    at,
    'unix sockets and host names cannot serve one service: Envoy resolves names in a cluster that drops sockets in silence.',
    'Declare two services, or use IP addresses beside the sockets.',
  );

export const mustacheInDataplane = (at: Place, found: string): Diagnostic =>
  finding(
    'mustache-in-dataplane',
    'error',
    at,
    `${JSON.stringify(found)} would be rendered by kuma-dp, which reads a Dataplane file as a mustache template.`,
    'Remove the braces.',
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

export const nothingToVerify = (at: Place): Diagnostic =>
  finding(
    'nothing-to-verify',
    'error',
    at,
    'the certificate would be accepted whatever its name: an endpoint has no name, and neither serverName nor subjectAltNames is set.',
    'Set serverName or subjectAltNames, or say mode SkipSAN when any name is meant.',
  );

export const outboundElsewhere = (at: Place, by: string): Diagnostic =>
  finding(
    'outbound-elsewhere',
    'warning',
    at,
    `the outbound (by ${by}) names no MeshExternalService, so no listener is written for it.`,
    'Leave it to Kuma, or set backendRef to a MeshExternalService.',
  );

export const outboundOnOwnAddress = (at: Place, address: string): Diagnostic =>
  finding(
    'outbound-on-own-address',
    'warning',
    at,
    `${address} is the address of the Dataplane itself, and Kuma skips such an outbound: no listener is written.`,
    'Leave the address out to listen on 127.0.0.1.',
  );

export const pathTaken = (path: string, other: string): Diagnostic =>
  finding(
    'path-taken',
    'error',
    {},
    `${path} and ${other} are one file where letter case does not count.`,
    'Rename one of the resources.',
  );

export const privateKeyInline = (at: Place): Diagnostic =>
  finding(
    'private-key-inline',
    'warning',
    at,
    'the private key stands in the source and in every output.',
    'Name a secret: DataSource.secret(name), or secret: name.',
  );

export const readTooEarly = (at: Place, read: string, was: string, is: string): Diagnostic =>
  finding(
    'read-too-early',
    'error',
    at,
    `${read} was read as ${was}, and later declarations made it ${is}.`,
    'Read it inside Lazy.any, or after everything is declared.',
  );

export const resourceIgnored = (kind: string, count: number): Diagnostic =>
  finding('resource-ignored', 'info', {}, `${count} of kind ${kind} left alone: meshext does not model it.`);

export const resourceTwice = (at: Place, name: string, other: Place): Diagnostic =>
  finding(
    'resource-twice',
    'error',
    at,
    `${name} is declared twice; the first is ${nameOf(other)}.`,
    'Give one of them another name.',
  );

export const serviceAmbiguous = (at: Place, name: string): Diagnostic =>
  finding(
    'service-ambiguous',
    'error',
    at,
    `more than one MeshExternalService is displayed as ${name}.`,
    'Write the core name: name.namespace on Kubernetes.',
  );

export const serviceUnknown = (at: Place, name: string, known: readonly string[]): Diagnostic =>
  finding(
    'service-unknown',
    'error',
    at,
    `no MeshExternalService of the mesh is called ${JSON.stringify(name)}.`,
    nearest(name, known),
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

export const transparentProxyLater = (at: Place): Diagnostic =>
  finding(
    'transparent-proxy-later',
    'warning',
    at,
    'no Envoy bootstrap is written for a Dataplane with transparent proxying yet; its resources are.',
    'Run it with kuma-dp, or list its outbounds and leave transparentProxying out.',
  );

export const unknownField = (at: Place, known: readonly string[]): Diagnostic =>
  finding(
    'unknown-field',
    'warning',
    at,
    'the resource has no such field; it is left out.',
    nearest(at.field?.split('.').at(-1) ?? '', known),
  );

export const vipRangeFull = (at: Place, range: string): Diagnostic =>
  finding('vip-range-full', 'error', at, `${range} has no free address for this service.`, 'Choose a larger range.');

export const vipRangeInvalid = (at: Place, found: string): Diagnostic =>
  finding(
    'vip-range-invalid',
    'error',
    at,
    `${JSON.stringify(found)} is not a range of addresses.`,
    'Write it as address/length, for instance 242.0.0.0/8.',
  );

export const yamlInvalid = (at: Place, problem: string): Diagnostic =>
  finding('yaml-invalid', 'error', at, `${problem}`, 'Correct the document; nothing was written.');

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
