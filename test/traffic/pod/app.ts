import { App, Chart } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import type { CaptureRules, SidecarForm, XdsMode } from '../../../src';
import {
  AccessLogFormat,
  DataSource,
  Delivery,
  Endpoint,
  HostnameGenerator,
  Mesh,
  MeshApp,
  MeshExternalService,
  type MeshExternalServiceProps,
  MeshOutput,
  Protocol,
} from '../../../src';
import type { Manifest } from './manifests';

/** A Deployment that reaches the services of the example and no other, as its manifests. */

export const CLUSTER_DNS = '10.96.0.10';
export const ZONE = 'svc.meshext.local';
export const VIPS_V6 = 'fd00:242::/64';

export interface Variant {
  readonly rules: CaptureRules;
  readonly form: SidecarForm;
  readonly xds: XdsMode;
  /** Whether the program of CoreDNS has one. */
  readonly fileCapability?: boolean;
}

const tls = (serverName: string) => ({ enabled: true, verification: { serverName } });
const SERVICES: Readonly<Record<string, MeshExternalServiceProps>> = {
  'mes-tcp': { match: { port: 4242 }, endpoints: [Endpoint.dns('tcpbin.com', 4242)] },
  'mes-tcp-tls': { match: { port: 4243 }, endpoints: [Endpoint.dns('tcpbin.com', 4243)], tls: tls('tcpbin.com') },
  'mes-tcp-mtls': {
    match: { port: 4244 },
    endpoints: [Endpoint.dns('tcpbin.com', 4244)],
    tls: {
      enabled: true,
      verification: {
        serverName: 'tcpbin.com',
        clientCert: DataSource.secret('tcpbin-client-cert'),
        clientKey: DataSource.secret('tcpbin-client-key'),
      },
    },
  },
  'mes-http': { match: { port: 80, protocol: Protocol.HTTP }, endpoints: [Endpoint.dns('httpbin.org', 80)] },
  'mes-https': {
    match: { port: 80, protocol: Protocol.HTTP },
    endpoints: [Endpoint.dns('httpbin.org', 443)],
    tls: tls('httpbin.org'),
  },
  'mes-grpc': { match: { port: 9000, protocol: Protocol.GRPC }, endpoints: [Endpoint.dns('grpcbin.test.k6.io', 9000)] },
  'mes-grpcs': {
    match: { port: 9001, protocol: Protocol.GRPC },
    endpoints: [Endpoint.dns('grpcbin.test.k6.io', 9001)],
    tls: tls('grpcbin.test.k6.io'),
  },
};
const ADDED: MeshExternalServiceProps = { match: { port: 7000 }, endpoints: [Endpoint.dns('tcpbin.com', 4242)] };

const IMAGES = { envoy: 'envoy:1', coredns: 'coredns:1', capture: 'rules:1' };

interface Shop {
  readonly app: App;
  readonly chart: Chart;
  readonly mesh: Mesh;
  readonly web: Deployment;
}

function shop(app: App, delivery: Delivery[]): Shop {
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const mesh = new Mesh(chart, 'default', { vips: { cidrV6: VIPS_V6 }, delivery });
  new HostnameGenerator(chart, 'all', {
    selector: { meshExternalService: {} },
    template: `{{ .DisplayName }}.${ZONE}`,
  });
  return { app, chart, mesh, web: new Deployment(chart, 'web', { containers: [{ image: 'web:1' }] }) };
}

function requireValid(app: App): void {
  const problems = app.node.findAll().flatMap((one) => one.node.validate());
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** `more`: a service is added that the workload may reach as well. */
export function manifestsOf({ rules, form, xds, fileCapability }: Variant, more = false): readonly Manifest[] {
  const images = { ...IMAGES, corednsFileCapability: fileCapability };
  const sidecar = Delivery.sidecar({ clusterDnsIp: CLUSTER_DNS, images, form, captureRules: rules });
  const { app, chart, mesh, web } = shop(new App(), [sidecar]);
  mesh.addSidecar(web, { selector: { matchLabels: { for: 'web' } }, envoy: { xds } });
  for (const [name, props] of Object.entries({ ...SERVICES, ...(more ? { added: ADDED } : {}) }))
    new MeshExternalService(mesh, name, { ...props, labels: { for: 'web' } });
  new MeshExternalService(mesh, 'not-for-web', ADDED);
  requireValid(app);
  return chart.toJson() as Manifest[];
}

/** The same with a gateway for all other pods; each Envoy logs what it does. */
export function manifestsWithGateway(clusterIpRange: string, clusterIpRangeV6: string): string {
  const gateway = Delivery.gateway({ clusterIpRange, clusterIpRangeV6, images: { envoy: 'envoy:1' } });
  const { app, mesh, web } = shop(new MeshApp({ lockFile: 'none.lock.yaml' }), [
    Delivery.sidecar({ clusterDnsIp: CLUSTER_DNS, images: IMAGES }),
    gateway,
  ]);
  mesh.addSidecar(web, { selector: {} });
  for (const [name, props] of Object.entries(SERVICES))
    new MeshExternalService(mesh, name, { ...props, envoy: { accessLog: { format: AccessLogFormat.JSON } } });
  requireValid(app);
  return MeshOutput.of(app).files['kubernetes/shop.k8s.yaml'];
}
