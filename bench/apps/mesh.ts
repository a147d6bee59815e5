import { Chart } from 'cdk8s';
import {
  Dataplane,
  Endpoint,
  HostnameGenerator,
  Mesh,
  MeshApp,
  MeshExternalService,
  type Match,
  SubjectAltName,
  type Tls,
} from 'meshext';
import { type BenchService, GENERATOR, benchDataplanes, benchServices } from './services';

// node mesh.js SIZE [CHANGED]: declares the services and writes all outputs. One of them may have another port.
const [size, changed] = process.argv.slice(2).map(Number);

const app = new MeshApp();
const chart = new Chart(app, 'kuma');
const mesh = new Mesh(chart, 'default');
new HostnameGenerator(chart, 'example', GENERATOR);

function declare({ name, labels, spec: { match, endpoints, tls } }: BenchService, i: number): MeshExternalService {
  return new MeshExternalService(mesh, name, {
    labels,
    match: { ...match, ...(i === changed ? { port: 80 } : {}) } as Match,
    endpoints: endpoints.map(({ address, port }) => Endpoint.dns(address, port)),
    ...(tls === undefined ? {} : { tls: tlsOf(tls) }),
  });
}

function tlsOf({ verification, ...rest }: NonNullable<BenchService['spec']['tls']>): Tls {
  const [exact, prefix] = verification.subjectAltNames;
  const subjectAltNames = [SubjectAltName.exact(exact.value), SubjectAltName.prefix(prefix.value)];
  return { ...rest, verification: { ...verification, subjectAltNames } } as Tls;
}

const services = benchServices(size).map(declare);
for (const { name, networking, outbounds } of benchDataplanes(size)) {
  const outbound = outbounds.map(({ port, service }) => ({ port, backendRef: services[service] }));
  new Dataplane(mesh, name, { networking: { ...networking, outbound } });
}
app.synth();
