import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Chart, type ChartProps } from 'cdk8s';
import {
  Endpoint,
  HostnameGenerator,
  type HostnameGeneratorProps,
  Mesh,
  MeshApp,
  MeshExternalService,
  type MeshExternalServiceProps,
  type MeshProps,
  type Networking,
  Protocol,
} from '../../src';

/** What most tests of constructs begin with. */

// Apps write below the working directory: never that of the checkout.
const HOME = process.cwd();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshext-test-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(HOME);
  rmSync(folder, { recursive: true, force: true });
});

export interface World {
  readonly app: MeshApp;
  readonly chart: Chart;
  readonly mesh: Mesh;
}

export function world(meshProps: MeshProps = {}, chartProps: ChartProps = {}): World {
  const app = new MeshApp();
  const chart = new Chart(app, 'kuma', chartProps);
  return { app, chart, mesh: new Mesh(chart, 'default', meshProps) };
}

/** A service that nothing is wrong with. */
export const PROPS: MeshExternalServiceProps = {
  match: { port: 80, protocol: Protocol.HTTP },
  endpoints: [Endpoint.dns('a.example', 80)],
};

export const NAMES: HostnameGeneratorProps = {
  selector: { meshExternalService: {} },
  template: '{{ .DisplayName }}.mesh.local',
};

export const NETWORKING: Networking = {
  address: '192.0.2.50',
  inbound: [{ port: 8080, servicePort: 80, serviceAddress: '127.0.0.1', tags: { 'kuma.io/service': 'web' } }],
};

/** A value as programs get it from JSON, the environment or JavaScript, where no compiler has looked at its type. */
export const untyped = (value: unknown): never => value as never;

/** A generator that names everything, so that no warning is in the way. */
export const nameAll = (chart: Chart): HostnameGenerator => new HostnameGenerator(chart, 'names', NAMES);

export const service = (
  scope: ConstructorParameters<typeof MeshExternalService>[0],
  id: string,
  props: Partial<MeshExternalServiceProps> = {},
): MeshExternalService => new MeshExternalService(scope, id, { ...PROPS, ...props });

/** What cdk8s's validation shows, with the path in front and hints left out. */
export const errorsOf = (app: App): string[] =>
  app.node
    .findAll()
    .flatMap((one) => one.node.validate().map((message) => `[${one.node.path}] ${message.split('\n')[0]}`));

export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The manifests of a chart by kind and name; the app is not validated. */
export function manifest(chart: Chart, kind: string, name: string): Manifest {
  const all = (chart.toJson() as Manifest[]).filter((one) => one.kind === kind && one.metadata.name === name);
  if (all.length !== 1) throw new Error(`${all.length} of ${kind} ${name}`);
  return all[0];
}
