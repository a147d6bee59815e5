/** The services of the bench: tcp, http and grpc in turn, every other one with TLS, about 700 bytes of YAML each. */

export interface BenchService {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: {
    readonly match: { readonly type: string; readonly port: number; readonly protocol: string };
    readonly endpoints: readonly { readonly address: string; readonly port: number }[];
    readonly tls?: {
      readonly enabled: boolean;
      readonly version: { readonly min: string; readonly max: string };
      readonly verification: {
        readonly mode: string;
        readonly serverName: string;
        readonly subjectAltNames: readonly { readonly type: string; readonly value: string }[];
      };
    };
  };
}

const PROTOCOLS = ['tcp', 'http', 'grpc'] as const;
const TIERS = ['gold', 'silver', 'bronze'] as const;

export function benchService(i: number): BenchService {
  const name = `service-${String(i).padStart(6, '0')}`;
  const host = `${name}.partner-${i % 97}.example.com`;
  const tls = {
    enabled: true,
    version: { min: 'TLS12', max: 'TLS13' },
    verification: {
      mode: 'Secured',
      serverName: host,
      subjectAltNames: [
        { type: 'Exact', value: host },
        { type: 'Prefix', value: `spiffe://partner-${i % 97}.example.com/` },
      ],
    },
  };
  return {
    name,
    labels: { 'acme.io/team': `team-${i % 31}`, 'acme.io/tier': TIERS[i % 3] },
    spec: {
      match: { type: 'HostnameGenerator', port: 1024 + (i % 5000), protocol: PROTOCOLS[i % 3] },
      endpoints: [
        { address: host, port: 443 },
        { address: `backup.${host}`, port: 8443 },
      ],
      ...(i % 2 === 0 ? {} : { tls }),
    },
  };
}

export const benchServices = (size: number): BenchService[] => Array.from({ length: size }, (_, i) => benchService(i));

/** As the custom resource that kubectl takes. */
export const customResource = ({ name, labels, spec }: BenchService) => ({
  apiVersion: 'kuma.io/v1alpha1',
  kind: 'MeshExternalService',
  metadata: {
    name,
    namespace: 'kuma-system',
    labels: { 'kuma.io/origin': 'zone', ...labels, 'kuma.io/mesh': 'default' },
  },
  spec,
});

export const GENERATOR = {
  selector: { meshExternalService: { matchLabels: { 'kuma.io/origin': 'zone' } } },
  template: '{{ .DisplayName }}.svc.meshext.local',
};

const INBOUND = [
  { port: 16379, servicePort: 26379, tags: { 'kuma.io/service': 'example', 'kuma.io/protocol': 'tcp' } },
];

/** Ten proxies that name 50 services each, and one that reaches all. */
export const benchDataplanes = (size: number) => [
  ...Array.from({ length: 10 }, (_, d) => ({
    name: `proxy-${d}`,
    networking: { address: '127.0.0.1', inbound: INBOUND },
    outbounds: Array.from({ length: Math.min(50, size) }, (_, k) => ({
      port: 20000 + k,
      service: (d * 50 + k) % size,
    })),
  })),
  {
    name: 'transparent',
    networking: {
      address: '127.0.0.1',
      inbound: INBOUND,
      transparentProxying: { redirectPortInbound: 15006, redirectPortOutbound: 15001 },
    },
    outbounds: [],
  },
];
