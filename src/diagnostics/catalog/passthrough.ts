import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';

/** Findings about MeshPassthroughs. One function per code, sorted by code. */

export const passthroughMatchUnused = (at: Place, mode: string): Diagnostic =>
  finding(
    'passthrough-match-unused',
    'warning',
    at,
    `with passthroughMode ${mode} no match has an effect.`,
    'Set passthroughMode to Matched, or leave the matches out.',
  );

export const passthroughNotCaptured = (at: Place, dataplanes: readonly string[]): Diagnostic =>
  finding(
    'passthrough-not-captured',
    'warning',
    at,
    `it has no effect on ${dataplanes.join(', ')}: what leaves for other hosts comes to a proxy with capture redirect only.`,
    'Set envoy.capture to redirect there, or networking.transparentProxying.',
  );

export const passthroughProtocols = (at: Place, dataplane: string, protocol: string, policy: string): Diagnostic =>
  finding(
    'passthrough-protocols',
    'error',
    at,
    `on the same port ${policy} has ${protocol}, and Kuma gives the proxy ${dataplane} no configuration for such a sum.`,
    'Use one of http, http2 and grpc for a port in all policies of a proxy.',
  );

export const passthroughUnmatchable = (at: Place, what: string): Diagnostic =>
  finding(
    'passthrough-unmatchable',
    'error',
    at,
    `Kuma takes ${what}, and Envoy refuses the configuration that comes of it.`,
    'Give a name, or "*." and a name, and a port from 1 to 65535. To let everything through, set passthroughMode to All.',
  );
