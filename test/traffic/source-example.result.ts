import type { Handshake } from './servers/tls';
import type { SeenRequest } from './servers/http';
import type { Part } from './world';

/** The committed bootstrap under test, and the client certificate that its example reads; from the project root. */
export const BOOTSTRAP = 'dist/envoy/default/example/bootstrap.json';
export const CLIENT_CERTIFICATE = 'examples/source/secrets/tcpbin-client-cert/value';

export const TLS_SERVICES = ['mes-https', 'mes-tcp-tls', 'mes-grpcs', 'mes-tcp-mtls'] as const;
export type TlsService = (typeof TLS_SERVICES)[number];
export const SERVICES = [...TLS_SERVICES, 'mes-http', 'mes-tcp', 'mes-grpc', 'inbound'] as const;
export type Service = (typeof SERVICES)[number];

/** The name of the cluster for an external service, in the bootstrap and in Envoy's counters. */
export function clusterOf(service: Exclude<Service, 'inbound'>): string {
  return `meshexternalservice_${service}`;
}

/** What both sides saw of one exchange that should work. */
export interface Exchange<Answer> {
  readonly answer: Answer;
  /** The servers that got a connection from Envoy meanwhile. */
  readonly reached: readonly Service[];
  /** The last handshake of the service's server, when it speaks TLS. */
  readonly handshake?: Handshake;
}

export interface Echo {
  readonly sent: number;
  readonly same: boolean;
}
export interface HttpEcho {
  readonly status: number;
  readonly seen: SeenRequest;
}

/** What a client, Envoy and the server say about an exchange that must not work. */
export interface Refusal {
  /** How it ended for the client, such as `status 503`, `code 14` or `0 bytes, reset`. */
  readonly client: string;
  /** How much Envoy's counters of the cluster grew. */
  readonly counters: Readonly<Record<string, number>>;
  /** The server's own error codes. */
  readonly serverErrors: readonly string[];
  readonly handshakes: number;
  /** What Envoy logged meanwhile. */
  readonly logged: string;
}

/** The wrong server in the place of the right one, and then the right one again. */
export interface RefusalAndReturn {
  readonly refusal: Refusal;
  readonly afterwards: string;
}

export interface SourceExampleResult {
  readonly configuration: { readonly path: string; readonly yaml: string };
  readonly interfaces: readonly string[];
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  readonly echoes: Readonly<Record<'mes-tcp' | 'mes-tcp-tls' | 'mes-tcp-mtls' | 'inbound', Part<Exchange<Echo>>>>;
  readonly answers: Readonly<Record<'mes-http' | 'mes-https', Part<Exchange<HttpEcho>>>>;
  readonly listings: Readonly<Record<'mes-grpc' | 'mes-grpcs', Part<Exchange<readonly string[]>>>>;
  readonly wrongName: Readonly<Record<TlsService, Part<RefusalAndReturn>>>;
  readonly foreignAuthority: Readonly<Record<TlsService, Part<RefusalAndReturn>>>;
  readonly missingClientCertificate: Part<RefusalAndReturn>;
  /** How a connection with another client certificate ends at the mTLS server, without Envoy. */
  readonly otherClientCertificate: Part<string>;
}
