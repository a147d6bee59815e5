import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';

/** Findings about who brings services to those who ask for them. One function per code, sorted by code. */

export const deliveredTwice = (at: Place, others: readonly string[]): Diagnostic =>
  finding(
    'delivered-twice',
    'info',
    at,
    `Kuma and ${others.join(' and ')} answer for the same hostnames, each with VIPs of its own.`,
    'Nothing is wrong where each serves other clients: what one answers leads nowhere at the other.',
  );

export const gatewayDnsStep = (at: Place, step: string, hint: string): Diagnostic =>
  finding('gateway-dns-step', 'info', at, step, hint);

export const gatewayFull = (at: Place, services: number, ports: number): Diagnostic =>
  finding(
    'gateway-full',
    'error',
    at,
    `${services} services are behind it, and its proxies have ${ports} ports for them.`,
    'Divide the services among several meshes, each with a gateway.',
  );

export const gatewayTwice = (at: Place, what: string, owner: string, hint: string): Diagnostic =>
  finding('gateway-twice', 'error', at, `${what} already belongs to the gateway of ${owner} in this cluster.`, hint);

export const gatewayUnserved = (at: Place, reason: string, hint: string): Diagnostic =>
  finding('gateway-unserved', 'error', at, `no gateway can bring it to clients: ${reason}.`, hint);

export const sidecarNotDelivered = (at: Place, mesh: string): Diagnostic =>
  finding(
    'sidecar-not-delivered',
    'error',
    at,
    `it has a sidecar of mesh ${mesh}, whose delivery names no sidecar.`,
    'Add Delivery.sidecar(...) to the delivery of the mesh.',
  );

export const sidecarReachesNothing = (at: Place): Diagnostic =>
  finding(
    'sidecar-reaches-nothing',
    'warning',
    at,
    'its sidecar may reach no service of the mesh.',
    'Name services, or labels that a service has.',
  );

export const sidecarRefused = (at: Place, problem: string, hint: string): Diagnostic =>
  finding('sidecar-refused', 'error', at, problem, hint);

export const sidecarTwice = (at: Place, first: string, second: string): Diagnostic =>
  finding(
    'sidecar-twice',
    'error',
    at,
    first === second
      ? `it has a sidecar of mesh ${first} twice.`
      : `it has a sidecar of mesh ${first}, and one of mesh ${second} as well.`,
    'Call addSidecar once for each workload, with all services that it reaches.',
  );

export const sidecarUnused = (at: Place): Diagnostic =>
  finding(
    'sidecar-unused',
    'warning',
    at,
    'no workload has a sidecar of the mesh, so nothing is written for it.',
    'Call addSidecar of the Mesh with a workload; workloads are declared by constructs only.',
  );

export const vipOfControlPlane = (at: Place): Diagnostic =>
  finding(
    'vip-of-control-plane',
    'error',
    at,
    "its VIP was read, and Kuma's control plane chooses that where only Kuma delivers.",
    'Read its hostnames, or give the mesh a second delivery.',
  );

export const vipsNotCaptured = (at: Place, hasDns: boolean): Diagnostic =>
  finding(
    'vips-not-captured',
    'info',
    at,
    hasDns
      ? 'no Dataplane of the mesh listens on a VIP, so what CoreDNS answers leads nowhere yet.'
      : 'no Dataplane of the mesh listens on a VIP, so no DNS is written for its hosts.',
    'Give a Dataplane envoy.capture bound, local-route or redirect, or use the ports of its outbounds.',
  );
