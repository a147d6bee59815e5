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
  /** How connections end that pods open by themselves, in words. */
  readonly outside: {
    /** Of the gateway, to a port that no endpoint has, and to one that has. */
    readonly gatewayElsewhere: string;
    readonly gatewayToEndpoint: string;
    /** To an endpoint, of a pod whose namespace is isolated and of one whose is not. */
    readonly isolatedToEndpoint: string;
    readonly otherToEndpoint: string;
    /** Of the isolated one, within the cluster: to a range that is listed, and to one that is not. */
    readonly isolatedToListed: string;
    readonly isolatedToUnlisted: string;
  };
}
