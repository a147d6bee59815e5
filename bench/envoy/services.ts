import { toYaml } from '../../src/yaml';
import { toYamlDocuments } from '../../test/yaml-text';

/** 40 of 100 are tcp, 40 http, 20 grpc; every other five have TLS. Each has a server of its own, by address or by name. */

export interface EnvoyService {
  readonly vip: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'http' | 'grpc';
  /** Where its server listens, and the name that is asked for there. */
  readonly at: string;
  readonly host: string;
}

const PROTOCOLS = ['tcp', 'http', 'grpc', 'tcp', 'http'] as const;
const PORTS = { tcp: 5432, http: 80, grpc: 9000 };
const SERVER_PORTS = { tcp: [7001, 7441], http: [7002, 7442], grpc: [7003, 7443] };

const isSecure = (i: number): boolean => Math.floor(i / 5) % 2 === 0;
const nameOf = (i: number): string => `service-${String(i).padStart(5, '0')}`;

export const envoyServices = (size: number): EnvoyService[] =>
  Array.from({ length: size }, (_, i) => {
    const protocol = PROTOCOLS[i % 5];
    const place = `${i >> 8}.${i & 255}`;
    return { vip: `242.1.${place}`, port: PORTS[protocol], protocol, at: `127.20.${place}`, host: `${nameOf(i)}.test` };
  });

/** What Envoy has of them. */
export interface Variant {
  readonly capture: 'redirect' | 'local-route';
  readonly stats: 'full' | 'minimal';
  readonly byName: boolean;
}

const MESH = 'default';

/** As declarations, and the options that they are compiled with. */
export function declared(
  services: readonly EnvoyService[],
  { capture, stats, byName }: Variant,
  systemCaPath: string,
): { readonly input: string; readonly options: string } {
  const documents = services.map(({ port, protocol, at, host }, i) => {
    const [plain, secure] = SERVER_PORTS[protocol];
    const endpoints = [{ address: byName ? host : at, port: isSecure(i) ? secure : plain }];
    const tls = isSecure(i) ? { tls: { enabled: true, verification: { serverName: host } } } : {};
    return {
      type: 'MeshExternalService',
      name: nameOf(i),
      mesh: MESH,
      spec: { match: { port, protocol }, endpoints, ...tls },
    };
  });
  const inbound = [{ port: 18_000, servicePort: 18_001, tags: { 'kuma.io/service': 'all' } }];
  const networking = { address: '127.0.0.1', inbound, admin: { port: 9901 } };
  const envoy = { capture, stats, systemCaPath, dnsResolvers: ['127.0.0.1:5353'] };
  const vips = services.map(({ vip }, i) => [`${MESH}/${nameOf(i)}`, { vip }]);
  return {
    input: toYamlDocuments([...documents, { type: 'Dataplane', name: 'all', mesh: MESH, networking }]),
    options: toYaml({
      meshes: { [MESH]: { vips: { cidr: '242.0.0.0/8' }, envoy } },
      services: Object.fromEntries(vips) as object,
    }),
  };
}
