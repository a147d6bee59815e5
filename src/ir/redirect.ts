import type { Service } from './ir';

/** How connections to VIPs come to a proxy. */
export type CaptureMode = 'ports' | 'bound' | 'local-route' | 'redirect';
export interface Redirect {
  readonly port: number;
  /** What is redirected. */
  readonly ranges: readonly string[];
  readonly chains: readonly RedirectChain[];
  /** Whether connections that no chain takes go on to where they were sent. */
  readonly passthrough: boolean;
  /** What leaves for elsewhere; absent where that is left alone. */
  readonly egress?: Egress;
}
/** All connections to other hosts, and what of them may pass. */
export interface Egress {
  readonly port: number;
  /** The user whose connections are left alone: the proxy's own. */
  readonly exemptUser: number;
  readonly families: readonly (4 | 6)[];
  readonly chains: readonly EgressChain[];
}
/** What may pass to a range of addresses, on one port or on all that no other chain names. */
export interface EgressChain {
  readonly family: 4 | 6;
  readonly port?: number;
  /** Absent for all addresses that no other chain names. */
  readonly range?: string;
  /** Whether anything may pass. */
  readonly bytes: boolean;
  /** Which names TLS may ask for. */
  readonly tls: 'any' | readonly string[];
  /** Which hosts requests may ask for. */
  readonly requests: 'any' | readonly string[];
  readonly grpc: boolean;
}
/** Connections to the VIPs of a service, on one port or on all. */
export interface RedirectChain {
  readonly service: Service;
  readonly port?: number;
}
