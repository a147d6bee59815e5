import type { NameMatch, Protocol, TlsVersion } from '../ir/ir';

/** What comes of a connection that is opened beside a proxy. */
export type Answer = Reached | NotReached;

export interface Reached {
  readonly kind: 'reached';
  /** The external service, or what stands behind an inbound. */
  readonly to: string;
  readonly protocol: Protocol;
  /** Any of these; of a higher priority only while those before fail. */
  readonly destinations: readonly Destination[];
}

export interface NotReached {
  /**
   * - `refused`: it comes to the proxy or ends on its host, and is closed without an answer.
   * - `unknown`: DNS has no address for the name.
   * - `undeclared`: it does not come to the proxy, and what becomes of it is declared nowhere.
   */
  readonly kind: 'refused' | 'unknown' | 'undeclared';
  readonly reason: string;
}

/** A server that is connected to, and what it is told and asked. */
export interface Destination {
  /** `192.0.2.1:443`, `[2001:db8::1]:443`, `api.example.com:443` or `unix:///run/api.sock`. */
  readonly at: string;
  readonly priority: number;
  /** The Host header of requests; absent: the client's own, or there are no requests. */
  readonly host?: string;
  /** Absent: plaintext. */
  readonly tls?: TlsToDestination;
}

export interface TlsToDestination {
  readonly sni?: string;
  /** Whether the authority that signed the certificate is verified; if not, names are not either. */
  readonly verifiesAuthority: boolean;
  /** The certificate must carry one of these. Empty: any name is accepted. */
  readonly names: readonly NameMatch[];
  /** Whether a client certificate is there to be shown. */
  readonly hasClientCertificate: boolean;
  /** Above `maxVersion` where no version has a cipher. */
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
}
