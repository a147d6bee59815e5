export const SERVICES = {
  'mes-tcp': 4242,
  'mes-tcp-tls': 4243,
  'mes-tcp-mtls': 4244,
  'mes-http': 80,
  'mes-https': 80,
  'mes-grpc': 9000,
  'mes-grpcs': 9001,
} as const;
export type Service = keyof typeof SERVICES;

/** What a client in a pod sees. */
export interface Seen {
  /** How an exchange with each ended, in words. */
  readonly services: Readonly<Record<Service, string>>;
  /** The answer of DNS about a name that no service has. */
  readonly unknown: string;
  /** What the address of mes-http is called. */
  readonly reverse: readonly string[];
}

export interface GatewayResult {
  readonly allowed: Seen;
  readonly forbidden: Seen;
  /** How a connection of the gateway ends to a port that no endpoint has, and to one that has. */
  readonly outside: { readonly closed: string; readonly open: string };
}
