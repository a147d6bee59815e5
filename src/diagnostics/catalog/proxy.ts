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

export const envoyPathEmpty = (at: Place): Diagnostic =>
  finding(
    'envoy-path-empty',
    'error',
    at,
    'the path is empty, so Envoy would look in the wrong place or not start.',
    'Give a path, or leave the setting out for its default.',
  );

export const inboundToItself = (at: Place, address: string): Diagnostic =>
  finding(
    'inbound-to-itself',
    'error',
    at,
    `${address} forwards to itself.`,
    'Set serviceAddress or servicePort to where the application listens.',
  );

export const listenerAddressName = (at: Place, address: string): Diagnostic =>
  finding(
    'listener-address-name',
    'error',
    at,
    `an inbound listens on ${JSON.stringify(address)}, which is not an IP address, and Envoy would not start with it.`,
    'Set address on the inbound, or an IP address as networking.address.',
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

export const serviceAmbiguous = (at: Place, name: string): Diagnostic =>
  finding(
    'service-ambiguous',
    'error',
    at,
    `more than one MeshExternalService is displayed as ${name}.`,
    'Write the core name: name.namespace on Kubernetes.',
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

export const transparentProxyLater = (at: Place): Diagnostic =>
  finding(
    'transparent-proxy-later',
    'warning',
    at,
    'no Envoy bootstrap is written for a Dataplane with transparent proxying yet; its resources are.',
    'Run it with kuma-dp, or list its outbounds and leave transparentProxying out.',
  );

export const zoneEgressNeeded = (at: Place, proxies: number): Diagnostic =>
  finding(
    'zone-egress-needed',
    'error',
    at,
    `the mesh sends this traffic through a zone egress, and the bootstraps of its Dataplanes (${proxies}) would go around it.`,
    'Leave envoy out of the targets, or set routing.zoneEgress to false.',
  );
