import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import {
  DataSource,
  Dataplane,
  HostnameGenerator,
  type HostnameGeneratorProps,
  Mesh,
  MeshExternalService,
  type MeshExternalServiceProps,
  MeshOutput,
  type MeshProps,
  MeshTrafficPermission,
  type MeshTrafficPermissionProps,
  type Networking,
  ZoneEgress,
  type ZoneEgressProps,
} from '../../src';
import type { WholeFile } from '../../src/backends/backend';
import { isError } from '../../src/diagnostics/diagnostic';
import { toYamlDocuments } from '../yaml-text';
import { run } from '../run';
import { accepted } from './run';
import { tries } from './runs';
import { documentsOf } from './worlds';

/** What is declared with constructs means what its own manifests mean when they are compiled. */

interface Document {
  readonly kind: string;
  readonly mesh?: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: unknown;
}
type Body<T> = Readonly<Record<string, T>>;

const SOURCES = ['caCert', 'clientCert', 'clientKey'];

/** A spec as props: what holds a key is a value of its own there. */
function propsOf(spec: unknown): MeshExternalServiceProps {
  const { tls, ...rest } = spec as { readonly tls?: Body<Body<unknown>> };
  if (tls === undefined) return spec as MeshExternalServiceProps;
  const entries = Object.entries(tls['verification'] ?? {}).map(([key, value]) =>
    SOURCES.includes(key) && value !== undefined ? [key, sourceOf(value as Body<string>)] : [key, value],
  );
  const verification = tls['verification'] === undefined ? undefined : (Object.fromEntries(entries) as object);
  return { ...rest, tls: { ...tls, verification } } as unknown as MeshExternalServiceProps;
}

function sourceOf({ secret, inline, inlineString = '' }: Body<string | undefined>): DataSource {
  if (secret !== undefined) return DataSource.secret(secret);
  return inline === undefined ? DataSource.inlineString(inlineString) : DataSource.inline(inline);
}

interface OutboundDocument {
  readonly port: number;
  readonly address?: string;
  readonly backendRef: { readonly kind: string; readonly name: string };
}

/** Declares the documents; an outbound to something else than an external service has no construct. */
function declare(chart: Chart, documents: readonly Document[]): void {
  const meshes = new Map<string, Mesh>();
  const services = new Map<string, MeshExternalService>();
  const meshOf = (name: string): Mesh => {
    const resource = documents.find(({ kind, metadata }) => kind === 'Mesh' && metadata.name === name);
    const { mtls, networking, routing } = (resource?.spec ?? {}) as MeshProps;
    const mesh = meshes.get(name) ?? new Mesh(chart, `mesh-${name}`, { name, mtls, networking, routing });
    meshes.set(name, mesh);
    return mesh;
  };
  documents.forEach(({ kind, metadata: { name, labels = {} }, mesh = 'default', spec }, i) => {
    const own = Object.fromEntries(Object.entries(labels).filter(([key]) => key !== 'kuma.io/mesh'));
    const head = { name, labels: own };
    if (kind === 'HostnameGenerator') {
      new HostnameGenerator(chart, `g${i}`, { ...head, ...(spec as HostnameGeneratorProps) });
    } else if (kind === 'MeshExternalService') {
      const inMesh = labels['kuma.io/mesh'] ?? 'default';
      const service = new MeshExternalService(meshOf(inMesh), `s${i}`, { ...propsOf(spec), ...head });
      services.set(`${inMesh}/${name}`, service);
    } else if (kind === 'Mesh') {
      meshOf(name);
    } else if (kind === 'ZoneEgress') {
      const { networking } = spec as ZoneEgressProps; // its zone is not in the manifest: the control plane says it
      new ZoneEgress(chart, `e${i}`, { ...head, networking });
    } else if (kind === 'MeshTrafficPermission') {
      const inMesh = meshOf(labels['kuma.io/mesh'] ?? 'default');
      new MeshTrafficPermission(inMesh, `p${i}`, { ...(spec as MeshTrafficPermissionProps), ...head });
    } else if (kind === 'Dataplane') {
      const { networking } = spec as { readonly networking: Body<unknown> };
      const outbound = (networking['outbound'] as readonly OutboundDocument[]).flatMap(({ backendRef, ...one }) => {
        const service = services.get(`${mesh}/${backendRef.name}`);
        return service === undefined ? [] : [{ ...one, backendRef: service }];
      });
      const props = { ...networking, outbound } as unknown as Networking;
      new Dataplane(meshOf(mesh), `d${i}`, { ...head, networking: props, kubernetes: true });
    }
  });
}

/** The files that do not show how the manifests are divided into files. */
const beside = (artifacts: readonly WholeFile[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    artifacts
      .filter(({ path }) => !/^(kubernetes\/|kustomization.yaml$)/.test(path))
      .map((one) => [one.path, one.text]),
  );

const { parameters, timeout } = tries(60);

test(
  'constructs, and their manifests compiled again, give the same files',
  () => {
    let checked = 0;
    const documents = documentsOf(0, fc.constant('kubernetes'));
    fc.assert(
      fc.property(documents, (all) => {
        const ours = all.filter((one) => (one as Document | null)?.metadata !== undefined && isRenderable(one));
        const one = accepted({ files: [ours.map(withoutAnnotations)], options: {} });
        if (one === undefined || one.result.ir.meshes.every(({ services }) => services.length === 0)) return;
        const app = new App({ outdir: 'kubernetes' });
        const chart = new Chart(app, 'kuma');
        declare(chart, JSON.parse(JSON.stringify(one.world.files.flat())) as Document[]); // nothing is undefined there
        const { files } = MeshOutput.of(app);
        const text = toYamlDocuments(chart.toJson() as unknown[]);
        const again = run([{ file: 'kuma.k8s.yaml', text }], '{}');
        expect(again.diagnostics.filter(isError)).toEqual([]);
        expect(beside(again.artifacts)).toEqual(files);
        checked += Object.keys(files).length;
      }),
      parameters,
    );
    expect(checked).toBeGreaterThan(parameters.numRuns);
  },
  timeout,
);

/** cdk8s renders no object with a key `constructor`, and leaves out a key `__proto__`; the type of a mode has no numbers. */
const isRenderable = (one: unknown): boolean => !/"(constructor|__proto__)":|"mode":\d/.test(JSON.stringify(one));

/** A construct has none of them from its props. */
const withoutAnnotations = (one: unknown): unknown => {
  const { metadata, ...rest } = one as Document;
  return { ...rest, metadata: { ...metadata, annotations: undefined } };
};
