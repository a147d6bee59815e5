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
  type MeshResource,
  type MeshTrafficPermissionResource,
  type Model,
  type SecretDeclaration,
  type ZoneEgressResource,
  meshKey,
} from './model';
import { KINDS } from './kinds';
import { hasLists, itemsOf } from './lists';
import { factsOf } from './mesh';
import { type ReadResource, readDocument } from './read';
import { readSecret } from './read-secret';
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
  const secrets: SecretDeclaration[] = [];
  for (const { document, source } of allDocuments(inputs, found)) {
    const secret = readSecret(document, { source });
    if (secret !== undefined) {
      found.push(...secret.diagnostics);
      secrets.push(secret.secret);
      continue;
    }
    const read = readDocument(document, { source });
    if (read === undefined) continue;
    if (read.known) resources.push(read.read);
    else ignored.set(read.what, (ignored.get(read.what) ?? 0) + 1);
  }
  found.push(...[...ignored].sort().map(([what, count]) => resourceIgnored(what, count)));
  return { model: modelOf(resources, secrets), diagnostics: found };
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

/** Every mesh that is declared, or named by what belongs to it and so declared there, with the defaults of each. */
function modelOf(resources: readonly ReadResource[], secrets: readonly SecretDeclaration[]): Model {
  const sorted = sortOut(resources);
  const { meshes: declared } = sorted;
  const named = new Map<string, Place>();
  for (const { kind, mesh, resource } of resources)
    if (KINDS[kind].inMesh && !named.has(mesh)) named.set(mesh, resource.place);
  for (const name of ['', ...declared.map((one) => one.name)]) named.delete(name);
  const implied = [...named].map(([name, { source }]) =>
    declaration({ ...(source === undefined ? {} : { source }), kind: 'Mesh', name }, name),
  );
  return { ...sorted, meshes: [...declared, ...implied], sidecars: [], secrets, allowances: [] };
}

type Sorted = Omit<Model, 'sidecars' | 'secrets' | 'allowances'>;

function sortOut(resources: readonly ReadResource[]): Sorted {
  const meshes: MeshDeclaration[] = [];
  const services: MeshExternalServiceResource[] = [];
  const generators: HostnameGeneratorResource[] = [];
  const dataplanes: DataplaneResource[] = [];
  const passthroughs: MeshPassthroughResource[] = [];
  const trafficPermissions: MeshTrafficPermissionResource[] = [];
  const zoneEgresses: ZoneEgressResource[] = [];
  for (const read of resources) {
    const mesh = meshKey(read.mesh, DEFAULT_ZONE);
    switch (read.kind) {
      case 'Mesh':
        meshes.push(declaredMesh(read.resource));
        break;
      case 'MeshExternalService':
        services.push({ mesh, settings: {}, ...read.resource });
        break;
      case 'HostnameGenerator':
        generators.push(read.resource);
        break;
      case 'Dataplane':
        dataplanes.push({ ...read.resource, mesh, settings: {}, onKubernetes: false });
        break;
      case 'MeshPassthrough':
        passthroughs.push({ ...read.resource, mesh });
        break;
      case 'MeshTrafficPermission':
        trafficPermissions.push({ ...read.resource, mesh });
        break;
      case 'ZoneEgress':
        zoneEgresses.push({ ...read.resource, zone: read.resource.spec.zone || DEFAULT_ZONE, settings: {} });
        break;
    }
  }
  return { meshes, services, generators, dataplanes, passthroughs, trafficPermissions, zoneEgresses };
}

const declaredMesh = (resource: MeshResource): MeshDeclaration => ({
  ...declaration(resource.place, resource.name),
  ...factsOf(resource.spec),
  resource,
});

const declaration = (place: Place, name: string): MeshDeclaration => ({
  place,
  name,
  zone: DEFAULT_ZONE,
  systemNamespace: DEFAULT_SYSTEM_NAMESPACE,
  kumaVersion: DEFAULT_KUMA_VERSION,
  compatibility: 'none',
  zoneEgress: false,
  vipCidr: DEFAULT_VIP_CIDR,
  settings: {},
});
