import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';
import { nearest } from '../nearest';

/** Findings about Dataplanes. One function per code, sorted by code. */

export const bootstrapBroken = (at: Place, problem: string): Diagnostic =>
  finding(
    'bootstrap-broken',
    'error',
    at,
    `${problem}.`,
    'Change the patch: Envoy would refuse the result, or drop part of it.',
  );

export const inboundToItself = (at: Place, address: string): Diagnostic =>
  finding(
    'inbound-to-itself',
    'error',
    at,
    `${address} forwards to itself.`,
    'Set serviceAddress or servicePort to where the application listens.',
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

export const outboundOnOwnAddress = (at: Place, address: string): Diagnostic =>
  finding(
    'outbound-on-own-address',
    'warning',
    at,
    `${address} is the address of the Dataplane itself, and Kuma skips such an outbound: no listener is written.`,
    'Leave the address out to listen on 127.0.0.1.',
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

export const transparentProxyLater = (at: Place): Diagnostic =>
  finding(
    'transparent-proxy-later',
    'warning',
    at,
    'no Envoy bootstrap is written for a Dataplane with transparent proxying yet; its resources are.',
    'Run it with kuma-dp, or list its outbounds and leave transparentProxying out.',
  );
