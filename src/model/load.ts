import { resourceIgnored, yamlInvalid } from '../diagnostics/catalog';
import type { Diagnostic, Place, Source } from '../diagnostics/diagnostic';
import {
  DEFAULT_KUMA_VERSION,
  DEFAULT_SYSTEM_NAMESPACE,
  DEFAULT_VIP_CIDR,
  DEFAULT_ZONE,
  type DataplaneResource,
  type HostnameGeneratorResource,
  type MeshDeclaration,
  type MeshExternalServiceResource,
  type MeshPassthroughResource,
  type Model,
  type SecretDeclaration,
  meshKey,
} from './model';
import { hasLists, itemsOf } from './lists';
import { type ReadResource, readDocument } from './read';
import { type ReadMesh, readCheckedOnly } from './read-checked-only';
import { readYaml } from './yaml/documents';
import { lineIndex } from './yaml/line-index';

/** A file of Kuma YAML. */
export interface Input {
  readonly file: string;
  readonly text: string;
  /** Why there is no text. */
  readonly refused?: Diagnostic;
}

export interface Loaded {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Kuma YAML, Kubernetes and Universal form mixed, as a model. What is found points to the documents; `withPositions`
 * makes it point to their fields.
 */
export function load(inputs: readonly Input[]): Loaded {
  const found: Diagnostic[] = [];
  const ignored = new Map<string, number>();
  const resources: ReadResource[] = [];
  const meshes: ReadMesh[] = [];
  const secrets: SecretDeclaration[] = [];
  for (const { document, source } of allDocuments(inputs, found)) {
    const checkedOnly = readCheckedOnly(document, { source });
    if (checkedOnly !== undefined) {
      found.push(...checkedOnly.diagnostics);
      if (checkedOnly.kind === 'Mesh') meshes.push(checkedOnly);
      else secrets.push(checkedOnly.secret);
      continue;
    }
    const read = readDocument(document, { source });
    if (read === undefined) continue;
    if (read.known) resources.push(read.read);
    else ignored.set(read.what, (ignored.get(read.what) ?? 0) + 1);
  }
  found.push(...[...ignored].sort().map(([what, count]) => resourceIgnored(what, count)));
  return { model: modelOf(resources, meshes, secrets), diagnostics: found };
}

interface Loose {
  readonly document: unknown;
  readonly source: Source;
}

/** What can be read; what cannot becomes findings. */
function* allDocuments(inputs: readonly Input[], found: Diagnostic[]): Generator<Loose> {
  for (const { file, text, refused } of inputs) {
    if (refused !== undefined) found.push(refused);
    const positionOf = lineIndex(text);
    for (const one of readYaml(text, hasLists(text))) {
      const at = (offset: number): Source => ({ file, document: one.number, ...positionOf(offset) });
      if (one.problem !== undefined) {
        found.push(yamlInvalid({ source: at(one.at) }, one.problem, lineOf(text, one.at)));
        continue;
      }
      for (const { item, offset } of itemsOf(one)) yield { document: item, source: at(offset) };
    }
  }
}

/** The line around an offset: what stands there may say whose file it is. */
const lineOf = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset + 200).split('\n', 1)[0];

/** Every mesh that is declared, or named by a service or proxy and so declared there, with the defaults of each. */
function modelOf(
  resources: readonly ReadResource[],
  declared: readonly ReadMesh[],
  secrets: readonly SecretDeclaration[],
): Model {
  const services: MeshExternalServiceResource[] = [];
  const generators: HostnameGeneratorResource[] = [];
  const dataplanes: DataplaneResource[] = [];
  const passthroughs: MeshPassthroughResource[] = [];
  const named = new Map<string, Place>();
  for (const read of resources) {
    if (read.kind === 'HostnameGenerator') {
      generators.push(read.resource);
      continue;
    }
    if (!named.has(read.mesh)) named.set(read.mesh, read.resource.place);
    const mesh = meshKey(read.mesh, DEFAULT_ZONE);
    if (read.kind === 'MeshExternalService') services.push({ ...read.resource, mesh, settings: {} });
    else if (read.kind === 'MeshPassthrough') passthroughs.push({ ...read.resource, mesh });
    else dataplanes.push({ ...read.resource, mesh, settings: {}, onKubernetes: false });
  }
  for (const name of ['', ...declared.map((one) => one.name)]) named.delete(name);
  const implied = [...named].map(([name, { source }]) => ({
    place: { ...(source === undefined ? {} : { source }), kind: 'Mesh', name },
    name,
    zoneEgress: false,
  }));
  const meshes = [...declared.filter(({ name }) => name !== ''), ...implied].map(declaration);
  return { meshes, services, generators, dataplanes, passthroughs, sidecars: [], secrets, allowances: [] };
}

const declaration = ({
  place,
  name,
  zoneEgress,
}: Pick<ReadMesh, 'place' | 'name' | 'zoneEgress'>): MeshDeclaration => ({
  place,
  name,
  zone: DEFAULT_ZONE,
  systemNamespace: DEFAULT_SYSTEM_NAMESPACE,
  kumaVersion: DEFAULT_KUMA_VERSION,
  compatibility: 'none',
  zoneEgress,
  vipCidr: DEFAULT_VIP_CIDR,
  settings: {},
});
