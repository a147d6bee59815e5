import { type Document, service } from '../lab';

/** A mix of services: half with TLS, some with settings of their own; each has an endpoint of its own, which tells it from others. */

export interface Asked {
  readonly name: string;
  readonly protocol: 'tcp' | 'http' | 'http2' | 'grpc';
  readonly vip: string;
  readonly port: number;
  /** The address of its endpoint, and the name that it has there. */
  readonly at: string;
  readonly host: string;
  /** Whether it has a chain to itself, in which a header of a client is one like all others. */
  readonly isAlone: boolean;
  readonly document: Document;
  readonly settings: object;
}

const PROTOCOLS = ['tcp', 'http', 'grpc', 'tcp', 'http', 'http2', 'tcp'] as const;
const PORTS = { tcp: 5432, http: 80, http2: 8000, grpc: 9000 };
/** Where servers listen: without TLS, and with it. */
export const SERVER_PORTS = { tcp: [7001, 7441], http: [7002, 7442], http2: [7003, 7443], grpc: [7003, 7443] } as const;

export const mix = (count: number): Asked[] => Array.from({ length: count }, (_, i) => one(i));

function one(i: number): Asked {
  const name = `service-${i}`;
  const protocol = PROTOCOLS[i % PROTOCOLS.length];
  const host = `${name}.test`;
  const [vip, at] = ['242.1', '127.20'].map((start) => `${start}.${i >> 8}.${i & 255}`);
  const isSecure = (i >> 3) % 2 === 0;
  const endpoint = { address: at, port: SERVER_PORTS[protocol][isSecure ? 1 : 0] };
  const hasNoPort = i % 50 === 3;
  const match = { ...(hasNoPort ? {} : { port: PORTS[protocol] }), protocol };
  const tls = isSecure ? { tls: { enabled: true, verification: { serverName: host } } } : {};
  return {
    name,
    protocol,
    vip,
    port: hasNoPort ? PORTS.tcp + i : PORTS[protocol],
    at,
    host,
    isAlone: hasNoPort || i % 50 === LOGGED,
    document: service(name, { match, endpoints: [endpoint], ...tls }),
    settings: { vip, envoy: { ...named(endpoint, host, isSecure), ...OWN[i % 50] } },
  };
}

const named = ({ address, port }: { address: string; port: number }, host: string, isSecure: boolean): object =>
  isSecure ? {} : { hostnames: { [`${address}:${port}`]: host } };

const LOGGED = 13;

/** Settings that need another chain than that of the others, or one alone. */
const OWN: Readonly<Record<number, object>> = {
  11: { requestTimeout: '20s', idleTimeout: '1h' },
  12: { retry: { numRetries: 2 } },
  [LOGGED]: { accessLog: { format: 'json', path: '/dev/null' } },
};
