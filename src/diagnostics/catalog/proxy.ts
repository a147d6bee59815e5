import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';
import { nearest } from '../nearest';

/** Findings about Dataplanes. One function per code, sorted by code. */

export const adminPortInvalid = (at: Place, port: number): Diagnostic =>
  finding(
    'admin-port-invalid',
    'error',
    at,
    `${port} is no port, and Envoy refuses it.`,
    'Give a port from 1 to 65535.',
  );

export const bootstrapBroken = (at: Place, problem: string): Diagnostic =>
  finding(
    'bootstrap-broken',
    'error',
    at,
    `${problem}.`,
    'Change the patch: Envoy would refuse the result, or drop part of it.',
  );

export const captureRange = (at: Place, range: string): Diagnostic =>
  finding(
    'capture-range',
    'error',
    at,
    `no listener can be bound in ${range}: without a route only addresses of 127.0.0.0/8 are this host's own.`,
    'Give the mesh a range there as vips.cidr, 127.66.0.0/16 for instance, or capture with local-route or redirect.',
  );

export const envoyPathEmpty = (at: Place): Diagnostic =>
  finding(
    'envoy-path-empty',
    'error',
    at,
    'the path is empty, so Envoy would look in the wrong place or not start.',
    'Give a path, or leave the setting out for its default.',
  );

export const inboundNotCaptured = (at: Place, address: string): Diagnostic =>
  finding(
    'inbound-not-captured',
    'warning',
    at,
    `the application listens on ${address} itself, so the proxy cannot: what comes in goes around it.`,
    'Give the inbound another port or address, and set servicePort or serviceAddress to the application.',
  );

export const inboundToItself = (at: Place, address: string): Diagnostic =>
  finding(
    'inbound-to-itself',
    'error',
    at,
    `${address} forwards to itself.`,
    'Set serviceAddress or servicePort to where the application listens.',
  );

export function listenerAddressName(at: Place, address: string): Diagnostic {
  const isEgress = at.kind === 'ZoneEgress';
  return finding(
    'listener-address-name',
    'error',
    at,
    `${isEgress ? 'it' : 'an inbound'} listens on ${JSON.stringify(address)}, which is not an IP address, and Envoy would not start with it.`,
    `Set ${isEgress ? '' : 'address on the inbound, or '}an IP address as networking.address.`,
  );
}

export const listenerPortPrivileged = (at: Place, ports: readonly number[]): Diagnostic =>
  finding(
    'listener-port-privileged',
    'warning',
    at,
    `listeners on ports below 1024 (${ports.join(', ')}) need a right that Envoy has not by itself, and it stops without it.`,
    'Give Envoy CAP_NET_BIND_SERVICE, or lower the sysctl net.ipv4.ip_unprivileged_port_start.',
  );

export const listenerTaken = (at: Place, address: string, other: string): Diagnostic =>
  finding(
    'listener-taken',
    'error',
    at,
    `${address} is already listened on by ${other}.`,
    'Give each inbound and outbound a port or an address of its own.',
  );

export const outboundElsewhere = (at: Place, by: string): Diagnostic =>
  finding(
    'outbound-elsewhere',
    'warning',
    at,
    `the outbound (by ${by}) names no MeshExternalService, so no listener is written for it.`,
    'Leave it to Kuma, or set backendRef to a MeshExternalService.',
  );

export const outboundNameTaken = (at: Place, kind: string, name: string, output: string): Diagnostic =>
  finding(
    'outbound-name-taken',
    'error',
    at,
    `in the ${output} output the ${kind} ${name} would lead to the MeshExternalService of that name: Kuma goes by the name alone.`,
    'Rename one of the two, or leave that output out.',
  );

export const outboundOnOwnAddress = (at: Place, address: string): Diagnostic =>
  finding(
    'outbound-on-own-address',
    'warning',
    at,
    `${address} is the address of the Dataplane itself, and Kuma skips such an outbound: no listener is written.`,
    'Leave the address out to listen on 127.0.0.1.',
  );

export const outboundToExtension = (at: Place, name: string, extension: string): Diagnostic =>
  finding(
    'outbound-to-extension',
    'warning',
    at,
    `the extension ${JSON.stringify(extension)} provides ${name}, so its endpoints are not known: no listener is written.`,
    'Leave the outbound to a control plane that has the extension.',
  );

export const outboundToPortless = (at: Place, service: string): Diagnostic =>
  finding(
    'outbound-to-portless',
    'error',
    at,
    `${service} has no match.port, and only redirection can take every port of a VIP.`,
    'Set match.port on the service, or capture with redirect.',
  );

export const serviceAmbiguous = (at: Place, name: string, coreNames: readonly string[]): Diagnostic =>
  finding(
    'service-ambiguous',
    'error',
    at,
    `more than one MeshExternalService is displayed as ${name}.`,
    `Write the core name: ${coreNames.join(' or ')}.`,
  );

export const serviceOfOtherMesh = (at: Place, name: string, own: string, others: readonly string[]): Diagnostic =>
  finding(
    'service-of-other-mesh',
    'error',
    at,
    `the MeshExternalService ${JSON.stringify(name)} belongs to ${others.join(' and ')}, and a Dataplane of ${own} cannot reach it.`,
    'Declare the service in the mesh of the Dataplane too.',
  );

export const serviceUnknown = (at: Place, name: string, known: readonly string[]): Diagnostic =>
  finding(
    'service-unknown',
    'error',
    at,
    `no MeshExternalService of the mesh is called ${JSON.stringify(name)}.`,
    nearest(name, known),
  );
