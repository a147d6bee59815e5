import { Chart } from 'cdk8s';
import {
  DataSource,
  Dataplane,
  Endpoint,
  HostnameGenerator,
  Mesh,
  MeshApp,
  MeshExternalService,
  Protocol,
} from 'meshext';

const app = new MeshApp();
const chart = new Chart(app, 'kuma');
const mesh = new Mesh(chart, 'default', {
  // Where Envoy finds its files when it is started in the project's root.
  envoy: { configDir: './dist/envoy', secretsDir: 'examples/source/secrets' },
});

new HostnameGenerator(chart, 'example', {
  selector: { meshExternalService: { matchLabels: { 'kuma.io/origin': 'zone' } } },
  template: '{{ .DisplayName }}.svc.meshext.local',
});

const tcp = new MeshExternalService(mesh, 'mes-tcp', {
  match: { port: 4242, protocol: Protocol.TCP },
  endpoints: [Endpoint.dns('tcpbin.com', 4242)],
});
const tcpTls = new MeshExternalService(mesh, 'mes-tcp-tls', {
  match: { port: 4243, protocol: Protocol.TCP },
  endpoints: [Endpoint.dns('tcpbin.com', 4243)],
  tls: { enabled: true, verification: { serverName: 'tcpbin.com' } },
});
const tcpMtls = new MeshExternalService(mesh, 'mes-tcp-mtls', {
  match: { port: 4244, protocol: Protocol.TCP },
  endpoints: [Endpoint.dns('tcpbin.com', 4244)],
  tls: {
    enabled: true,
    verification: {
      serverName: 'tcpbin.com',
      clientCert: DataSource.secret('tcpbin-client-cert'),
      clientKey: DataSource.secret('tcpbin-client-key'),
    },
  },
});
const http = new MeshExternalService(mesh, 'mes-http', {
  match: { port: 80, protocol: Protocol.HTTP },
  endpoints: [Endpoint.dns('httpbin.org', 80)],
});
const https = new MeshExternalService(mesh, 'mes-https', {
  match: { port: 80, protocol: Protocol.HTTP },
  endpoints: [Endpoint.dns('httpbin.org', 443)],
  tls: { enabled: true, verification: { serverName: 'httpbin.org' } },
});
const grpc = new MeshExternalService(mesh, 'mes-grpc', {
  match: { port: 9000, protocol: Protocol.GRPC },
  endpoints: [Endpoint.dns('grpcbin.test.k6.io', 9000)],
});
const grpcs = new MeshExternalService(mesh, 'mes-grpcs', {
  match: { port: 9001, protocol: Protocol.GRPC },
  endpoints: [Endpoint.dns('grpcbin.test.k6.io', 9001)],
  tls: { enabled: true, verification: { serverName: 'grpcbin.test.k6.io' } },
});

new Dataplane(mesh, 'example', {
  networking: {
    address: '127.0.0.1',
    inbound: [
      {
        port: 16379,
        servicePort: 26379,
        serviceAddress: '127.0.0.1',
        tags: { 'kuma.io/service': 'example', 'kuma.io/protocol': 'tcp' },
      },
    ],
    outbound: [
      { port: 8080, backendRef: http },
      { port: 8081, backendRef: https },
      { port: 8082, backendRef: tcp },
      { port: 8083, backendRef: tcpTls },
      { port: 8084, backendRef: grpc },
      { port: 8085, backendRef: grpcs },
      { port: 8086, backendRef: tcpMtls },
    ],
    admin: { port: 9901 },
  },
});

app.synth();
