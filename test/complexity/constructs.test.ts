import { range, steep } from './steep';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import {
  Dataplane,
  Delivery,
  Endpoint,
  HostnameGenerator,
  Mesh,
  MeshApp,
  MeshExternalService,
  type MeshExternalServiceProps,
  MeshOutput,
  type MeshProps,
  ZoneEgress,
} from '../../src/index';

const meshIn = (chart: Chart, props: MeshProps = {}, name = 'default'): Mesh => new Mesh(chart, name, props);

const declare = (mesh: Mesh, i: number, more: Partial<MeshExternalServiceProps> = {}): MeshExternalService =>
  new MeshExternalService(mesh, `service-${String(i).padStart(5, '0')}`, {
    match: { port: 80 },
    endpoints: [Endpoint.dns('example.com', 80)],
    ...more,
  });

const generate = (scope: Chart | Mesh, id: string, matchLabels: Record<string, string> = {}): HostnameGenerator =>
  new HostnameGenerator(scope, id, {
    selector: { meshExternalService: { matchLabels } },
    template: `{{ .Name }}.${id}.internal`,
  });

const addressOf = (i: number): string => `10.0.${i >> 8}.${i & 255}`;
const INBOUND = [{ port: 1, servicePort: 2, tags: { 'kuma.io/service': 'x' } }];
const IMAGES = { envoy: 'envoy:1', coredns: 'coredns:1', capture: 'capture:1' };

test.each<[string, (chart: Chart, size: number) => void]>([
  [
    'services',
    (chart, n) => {
      const mesh = meshIn(chart);
      range(n).forEach((i) => declare(mesh, i));
    },
  ],
  [
    'as many proxies as services',
    (chart, n) => {
      const mesh = meshIn(chart);
      range(n).forEach((i) => {
        const outbound = [{ port: 10_000, backendRef: declare(mesh, i) }];
        new Dataplane(mesh, `proxy-${i}`, { networking: { address: addressOf(i), inbound: INBOUND, outbound } });
      });
    },
  ],
  [
    'services of which each depends on the one before',
    (chart, n) => {
      const mesh = meshIn(chart);
      const all = range(n).map((i) => declare(mesh, i));
      all.slice(1).forEach((one, i) => one.node.addDependency(all[i]));
    },
  ],
  [
    'many services that depend on many',
    (chart, n) => {
      const [mesh, other] = [meshIn(chart), meshIn(chart, {}, 'other')];
      range(n).forEach((i) => declare(mesh, i));
      range(n).forEach((i) => declare(other, n + i));
      other.node.addDependency(mesh);
    },
  ],
  [
    'generators',
    (chart, n) => {
      meshIn(chart);
      range(n).forEach((i) => generate(chart, `g-${i}`));
    },
  ],
  [
    'meshes, each in a zone of its own with a generator of one name',
    (chart, n) =>
      range(n).forEach((i) => {
        const mesh = meshIn(chart, { zone: `z-${i}` }, `m-${i}`);
        generate(mesh, 'g', { app: `a-${i}` });
        declare(mesh, i, { labels: { app: `a-${i}` } });
      }),
  ],
  [
    'workloads, each of which may reach one service of ten',
    (chart, n) => {
      generate(chart, 'g');
      const mesh = meshIn(chart, { delivery: [Delivery.sidecar({ clusterDnsIp: '10.96.0.10', images: IMAGES })] });
      range(n).forEach((i) => declare(mesh, i, { labels: { app: `a-${i}` } }));
      range(n / 10).forEach((i) => {
        const workload = new Deployment(chart, `web-${i}`, { containers: [{ image: 'web:1' }] });
        mesh.addSidecar(workload, { selector: { matchLabels: { app: `a-${i}` } } });
      });
    },
  ],
  [
    'egresses',
    (chart, n) => {
      declare(meshIn(chart), 0);
      range(n).forEach((i) => new ZoneEgress(chart, `e-${i}`, { networking: { address: addressOf(i), port: 10_002 } }));
    },
  ],
])('%s', (_, build) => {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-'));
  const work = (size: number) => () => {
    const app = new MeshApp({ outdir: join(folder, 'kubernetes'), lockFile: join(folder, 'lock.yaml') });
    build(new Chart(app, 'kuma', { namespace: 'shop' }), size);
    void MeshOutput.of(app).files;
  };
  try {
    expect(steep(work)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
