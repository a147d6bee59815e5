import type { Diagnostic, Place } from '../diagnostic';
import { finding, nameOf } from '../finding';

/** Findings about what hostnames and zones do to the rest of DNS. One function per code, sorted by code. */

export const generatorUnused = (at: Place): Diagnostic =>
  finding(
    'generator-unused',
    'warning',
    at,
    'it selects no MeshExternalService, so it gives no hostname.',
    'Compare its matchLabels with the labels of the services, or remove it.',
  );

export const hostnameHijack = (at: Place, endpoint: string, hostname: string, owner: Place): Diagnostic =>
  finding(
    'hostname-hijack',
    'error',
    at,
    hostname === endpoint
      ? `the endpoint ${endpoint} is itself a hostname of ${nameOf(owner)}: who looks it up is sent to a VIP of the mesh.`
      : `${hostname}, a hostname of ${nameOf(owner)}, stands above the endpoint ${endpoint}, which can no longer be found.`,
    'Change the template of the HostnameGenerator so that its hostnames end in a domain of the mesh alone.',
  );

export const hostnameUnderscore = (at: Place, hostname: string): Diagnostic =>
  finding(
    'hostname-underscore',
    'warning',
    at,
    `${hostname} has an underscore, which many clients and all certificates refuse in a host name.`,
    'Use hyphens in the template, or in the label that it reads.',
  );

export const localZone = (at: Place, zone: string): Diagnostic =>
  finding(
    'local-zone',
    'warning',
    at,
    `hosts may ask multicast DNS for names in ${zone} and never reach CoreDNS: .local belongs to mDNS (RFC 6762).`,
    `Give systemd-resolved Domains=~${zone}, or choose a zone under .internal or a domain of your own.`,
  );

export const localZoneInCluster = (at: Place, zone: string): Diagnostic =>
  finding(
    'local-zone-in-cluster',
    'info',
    at,
    `${zone} lies under .local, which belongs to mDNS (RFC 6762); containers without mDNS find its names all the same.`,
    'Choose a zone under .internal or a domain of your own where hosts have to find them too.',
  );

export const nameServerIsVip = (at: Place, found: string, range: string): Diagnostic =>
  finding(
    'name-server-is-vip',
    'warning',
    at,
    `the name server ${found} lies in the VIP range ${range}, whose addresses lead to external services.`,
    'Name a server outside the range, or choose another range.',
  );

export const nameServerLoop = (at: Place, found: string): Diagnostic =>
  finding(
    'name-server-loop',
    'warning',
    at,
    `${found} is where the CoreDNS of the mesh itself listens, which would ask itself and stop.`,
    'Name the server that is to answer for other names, or start CoreDNS with another -dns.port.',
  );

export const namespaceInUniversal = (at: Place): Diagnostic =>
  finding(
    'namespace-in-universal',
    'warning',
    at,
    'it reads the namespace, which Kuma has on Kubernetes only: applied as Universal, it gives other hostnames.',
    'Read the mesh or a label of your own, or write no Universal output.',
  );

export const zoneHijack = (at: Place, endpoint: string, zone: string): Diagnostic =>
  finding(
    'zone-hijack',
    'error',
    at,
    `the endpoint ${endpoint} lies in ${zone}, a zone of the mesh: who asks its CoreDNS is told that there is no such name.`,
    'Set dnsZone to a longer suffix of the hostnames, or end the template in a domain of the mesh alone.',
  );

export const zoneInClusterDomain = (at: Place, zone: string): Diagnostic =>
  finding(
    'zone-in-cluster-domain',
    'error',
    at,
    `${zone} belongs to Kubernetes: names of its Services would no longer be found.`,
    'Choose a zone outside cluster.local.',
  );

export const zoneTopLevel = (at: Place, zone: string): Diagnostic =>
  finding(
    'zone-top-level',
    'error',
    at,
    `${zone} is a top-level domain: no other name that ends in .${zone} would be found any more.`,
    'Set dnsZone to two labels or more.',
  );
