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
