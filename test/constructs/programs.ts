import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import {
  DataSource,
  Dataplane,
  Endpoint,
  HostnameGenerator,
  Mesh,
  MeshApp,
  MeshExternalService,
  type MeshExternalServiceProps,
  Protocol,
} from '../../src';

/** Programs whose declarations can be run in any order. */

export interface AppFile {
  readonly path: string;
  readonly text: string;
}
export type Arrange = (steps: readonly (() => void)[]) => readonly (() => void)[];
/** Declares an app; what may come in any order goes through `arrange`. */
export type Program = (app: MeshApp, arrange: Arrange) => void;

const run = (steps: readonly (() => void)[]): void => steps.forEach((step) => step());
const tls = (serverName: string) => ({ enabled: true, verification: { serverName } });
const props = (
  port: number,
  protocol: Protocol,
  host: string,
  more: Partial<MeshExternalServiceProps> = {},
  to = port,
): MeshExternalServiceProps => ({ match: { port, protocol }, endpoints: [Endpoint.dns(host, to)], ...more });

const MTLS = {
  enabled: true,
  verification: {
    serverName: 'tcpbin.com',
    clientCert: DataSource.secret('tcpbin-client-cert'),
    clientKey: DataSource.secret('tcpbin-client-key'),
  },
};

/** The seven services of Kuma's page. */
const SERVICES: Readonly<Record<string, MeshExternalServiceProps>> = {
  'mes-tcp': props(4242, Protocol.TCP, 'tcpbin.com'),
  'mes-tcp-tls': props(4243, Protocol.TCP, 'tcpbin.com', { tls: tls('tcpbin.com') }),
  'mes-tcp-mtls': props(4244, Protocol.TCP, 'tcpbin.com', { tls: MTLS }),
  'mes-http': props(80, Protocol.HTTP, 'httpbin.org'),
  'mes-https': props(80, Protocol.HTTP, 'httpbin.org', { tls: tls('httpbin.org') }, 443),
  'mes-grpc': props(9000, Protocol.GRPC, 'grpcbin.test.k6.io'),
  'mes-grpcs': props(9001, Protocol.GRPC, 'grpcbin.test.k6.io', { tls: tls('grpcbin.test.k6.io') }),
};

const ENVOY = { dnsResolvers: ['192.0.2.53:53'] };
const SELECTOR = { meshExternalService: { matchLabels: { 'kuma.io/origin': 'zone' } } };
const networking = (address: string) => ({
  address,
  admin: { port: 9901 },
  inbound: [{ port: 16379, servicePort: 26379, serviceAddress: '127.0.0.1', tags: { 'kuma.io/service': 'example' } }],
});

const sourceExample: Program = (app, arrange) => {
  const chart = new Chart(app, 'kuma');
  const mesh = new Mesh(chart, 'default', { envoy: ENVOY });
  const services = new Map<string, MeshExternalService>();
  run(
    arrange([
      () =>
        void new HostnameGenerator(chart, 'example', {
          selector: SELECTOR,
          template: '{{ .DisplayName }}.svc.meshext.local',
        }),
      () => void new Dataplane(mesh, 'example', { networking: networking('127.0.0.1') }),
      ...Object.entries(SERVICES).map(
        ([name, one]) =>
          () =>
            void services.set(name, new MeshExternalService(mesh, name, one)),
      ),
    ]),
  );
  const [example] = mesh.dataplanes;
  Object.keys(SERVICES).forEach((name, i) => {
    const backendRef = services.get(name);
    if (backendRef !== undefined) example.addOutbound({ port: 8080 + i, backendRef });
  });
};

const LABELS = { team: 'billing', 'acme.io/tier': 'gold', zebra: 'a' };

const twoMeshes: Program = (app, arrange) => {
  const meshes = new Map<string, Mesh>();
  const declare = (zone: string, name: string) => () => {
    const chart = new Chart(app, `${name}-${zone}`, { labels: { app: 'demo' } });
    meshes.set(`${name}.${zone}`, new Mesh(chart, name, { zone, envoy: ENVOY, vips: { cidr: '198.18.0.0/24' } }));
  };
  run(arrange([declare('default', 'default'), declare('east', 'default'), declare('default', 'other')]));
  run(
    arrange([
      () =>
        void new HostnameGenerator(new Chart(app, 'names'), 'all', {
          selector: { meshExternalService: {} },
          template: '{{ .DisplayName }}.{{ .Mesh }}.{{ .Zone }}.mesh.local',
        }),
      ...[...meshes].sort().flatMap(([key, mesh]) => [
        () =>
          void new HostnameGenerator(mesh, 'named', {
            name: `named-${key.replace('.', '-')}`,
            selector: SELECTOR,
            template: '{{ .Name }}.svc.local',
          }),
        () => {
          const service = new MeshExternalService(mesh, 'a', props(80, Protocol.HTTP, 'a.example', { labels: LABELS }));
          run(
            arrange([
              () => service.metadata.addLabel('late', 'x'),
              () => service.metadata.addLabel('early', 'y'),
              () => service.metadata.addAnnotation('note', 'z'),
            ]),
          );
        },
        () => void new MeshExternalService(mesh, 'b', props(81, Protocol.TCP, 'b.example')),
        () => void new MeshExternalService(mesh, 'c', props(82, Protocol.GRPC, 'c.example')),
        () =>
          void new Dataplane(mesh, 'proxy', { labels: LABELS, kubernetes: true, networking: networking('192.0.2.1') }),
        () => void new Dataplane(mesh, 'second', { networking: networking('192.0.2.2') }),
      ]),
    ]),
  );
};

export const PROGRAMS: Readonly<Record<string, Program>> = {
  'the source example': sourceExample,
  'two meshes': twoMeshes,
};

/** Every file that a MeshApp writes for the program. */
export function filesOf(program: Program, arrange: Arrange): readonly AppFile[] {
  const home = mkdtempSync(join(tmpdir(), 'meshext-app-'));
  const back = process.cwd();
  process.chdir(home);
  try {
    const app = new MeshApp({ outdir: 'dist/kubernetes' });
    program(app, arrange);
    app.synth();
    return readdirSync('dist', { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => ({ path: path.slice('dist/'.length), text: readFileSync(path, 'utf8') }));
  } finally {
    process.chdir(back);
    rmSync(home, { recursive: true, force: true });
  }
}

// Run by itself: one file for each file of the program named, in the folder named.
const [, self, name, folder] = process.argv;
if (self?.endsWith('programs.ts') && folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  filesOf(PROGRAMS[name], (steps) => steps).forEach((file, i) =>
    writeFileSync(join(folder, `${String(i).padStart(4, '0')}.json`), JSON.stringify(file)),
  );
}
