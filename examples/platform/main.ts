import { Chart, Lazy } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import {
  DataSource,
  Dataplane,
  Endpoint,
  HostnameGenerator,
  Mesh,
  MeshApp,
  MeshExternalService,
  Protocol,
  TlsVersion,
} from 'meshext';
import { PartnerApi } from './partner-api';

const app = new MeshApp();
const chart = new Chart(app, 'platform');
const envoy = { secretsDir: 'examples/platform/secrets' };
const payments = new Mesh(chart, 'payments', { envoy });
// The resolvers are only written down, never asked at synth.
const analytics = new Mesh(chart, 'analytics', {
  envoy: { ...envoy, dnsResolvers: ['192.0.2.53:53', '192.0.2.54:53'] },
});

new HostnameGenerator(chart, 'by-name', {
  selector: { meshExternalService: { matchLabels: { 'kuma.io/origin': 'zone' } } },
  template: '{{ .DisplayName }}.{{ .Mesh }}.ext.internal',
  dnsZone: 'ext.internal',
});
new HostnameGenerator(payments, 'by-team', {
  selector: { meshExternalService: { matchLabels: { 'acme.example/team': 'billing' } } },
  template: '{{ .DisplayName }}.{{ label "acme.example/team" }}.teams.internal',
  dnsZone: 'teams.internal',
});

const bank = new PartnerApi(payments, 'bank', {
  host: 'api.bank.example',
  team: 'billing',
  owner: 'ada',
  client: { certificate: DataSource.secret('bank-client-cert'), key: DataSource.secret('bank-client-key') },
});
const tax = new PartnerApi(payments, 'tax', { host: 'tax.gov.example', team: 'billing', owner: 'grace' });
const ledger = new MeshExternalService(payments, 'ledger', {
  labels: { 'acme.example/team': 'ledger' },
  match: { port: 5432 },
  endpoints: [Endpoint.ip('192.0.2.10', 5432), Endpoint.ip('192.0.2.11', 5432)],
  tls: {
    enabled: true,
    version: { min: TlsVersion.TLS12 },
    verification: { serverName: 'ledger.acme.example', caCert: DataSource.secret('acme-ca') },
  },
});
const events = new MeshExternalService(analytics, 'events', {
  match: { port: 9000, protocol: Protocol.GRPC },
  endpoints: [Endpoint.dns('events-a.acme.example', 9000), Endpoint.dns('events-b.acme.example', 9000)],
  tls: { enabled: true },
});

new Dataplane(payments, 'checkout', {
  networking: {
    address: '192.0.2.20',
    inbound: [
      {
        port: 8080,
        serviceAddress: '127.0.0.1',
        servicePort: 18080,
        tags: { 'kuma.io/service': 'checkout', 'kuma.io/protocol': 'http' },
      },
    ],
    outbound: [
      { port: 7001, backendRef: bank.service },
      { port: 7002, backendRef: ledger },
    ],
    admin: { port: 9901 },
  },
  envoy: { configDir: './examples/platform/dist/envoy' },
});
new Dataplane(payments, 'invoices', {
  networking: {
    address: '192.0.2.21',
    inbound: [
      { port: 8080, serviceAddress: '127.0.0.1', tags: { 'kuma.io/service': 'invoices', 'kuma.io/protocol': 'grpc' } },
    ],
    outbound: [{ port: 7003, backendRef: tax.service }],
  },
});
new Dataplane(analytics, 'collector', {
  networking: {
    address: '192.0.2.30',
    inbound: [{ port: 4317, serviceAddress: '127.0.0.1', tags: { 'kuma.io/service': 'collector' } }],
    outbound: [{ port: 7004, backendRef: events }],
    admin: { port: 9902 },
  },
});

new ConfigMap(chart, 'partners', {
  metadata: { namespace: 'apps' },
  data: { 'bank.url': Lazy.any({ produce: () => `http://${bank.service.hostnames[0]}` }) as string },
});

app.synth();
