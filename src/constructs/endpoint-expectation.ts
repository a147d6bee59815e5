import type * as ir from '../ir/ir';
import type { Destination } from '../traffic/answer';
import { accepts, isVerified } from '../traffic/verifies';
import { inWords } from '../traffic/words';
import { type Protocol, TlsVersion } from './values';

interface Way {
  readonly about: string;
  readonly protocol: ir.Protocol;
  readonly destinations: readonly Destination[];
}

/** How the proxy talks to the endpoints that a connection reaches. Each expectation must hold for all of them. */
export class EndpointExpectation {
  /** @internal */
  public static _of(way: Way): EndpointExpectation {
    return new EndpointExpectation(way);
  }

  private constructor(private readonly way: Way) {}

  /**
   * The client speaks this protocol to the proxy, and the proxy to the endpoint.
   *
   * @param protocol the protocol
   * @throws when it is another
   */
  public withProtocol(protocol: Protocol): EndpointExpectation {
    const wanted: string = protocol;
    return this._all(`by ${wanted}`, () => this.way.protocol === wanted);
  }

  /**
   * Requests have this Host header (`:authority`) when they come to the endpoint.
   *
   * @param host the header
   * @throws when the header is another, stays as the client wrote it, or there are no requests
   */
  public withHost(host: string): EndpointExpectation {
    return this._all(`with Host ${host}`, (one) => one.host === host);
  }

  /**
   * Nothing is encrypted on the way to the endpoint.
   *
   * @throws when TLS is used
   */
  public withoutTls(): EndpointExpectation {
    return this._all('in plaintext', ({ tls }) => tls === undefined);
  }

  /**
   * TLS is used, and asks for this server name.
   *
   * @param name the SNI
   * @throws when it asks for another or none, as for an IP address (RFC 6066, 3), or TLS is not used
   */
  public withSni(name: string): EndpointExpectation {
    return this._all(`with SNI ${name}`, ({ tls }) => tls?.sni === name);
  }

  /**
   * TLS is used, in this version or a newer one; the endpoint cannot choose an older one.
   *
   * @param version the oldest version; `TLS_AUTO` means TLS 1.2
   * @throws when an older version is allowed, or TLS is not used
   */
  public withMinVersion(version: TlsVersion): EndpointExpectation {
    const least: string = version === TlsVersion.TLS_AUTO ? TlsVersion.TLS12 : version;
    return this._all(`with ${least} or newer`, ({ tls }) => tls !== undefined && tls.minVersion >= least);
  }

  /**
   * TLS is used, and the certificate must be signed by a known authority and carry an expected name.
   *
   * @throws when one of the two is not checked, or TLS is not used
   */
  public verified(): EndpointExpectation {
    return this._all('verified', ({ tls }) => tls !== undefined && isVerified(tls));
  }

  /**
   * As `verified`, and a certificate with this name passes. Others may pass, too.
   *
   * @param name a DNS name (`*.example.com` as it stands in a certificate), an IP address or a URI
   * @throws when such a certificate is refused, any name passes, or TLS is not used
   */
  public verifiedAs(name: string): EndpointExpectation {
    return this._all(`verified as ${name}`, ({ tls }) => tls !== undefined && isVerified(tls) && accepts(tls, name));
  }

  /**
   * TLS is used, but the authority, the names or both are not checked (modes `SkipSAN`, `SkipCA`, `SkipAll`).
   *
   * @throws when both are checked, or TLS is not used
   */
  public unverified(): EndpointExpectation {
    return this._all('unverified', ({ tls }) => tls !== undefined && !isVerified(tls));
  }

  /**
   * TLS is used, with a client certificate for an endpoint that asks for one.
   *
   * @throws when there is none
   */
  public withClientCertificate(): EndpointExpectation {
    return this._all('with a client certificate', ({ tls }) => tls?.hasClientCertificate === true);
  }

  /**
   * No client certificate is shown to the endpoint.
   *
   * @throws when there is one
   */
  public withoutClientCertificate(): EndpointExpectation {
    return this._all('without a client certificate', ({ tls }) => tls?.hasClientCertificate !== true);
  }

  private _all(expected: string, holds: (one: Destination) => boolean): EndpointExpectation {
    const { about, protocol, destinations } = this.way;
    const bad = destinations.find((one) => !holds(one));
    if (bad === undefined) return this;
    throw new Error(`Expected ${about} to reach ${bad.at} ${expected}.\n  found: ${inWords(bad)} (${protocol})`);
  }
}
