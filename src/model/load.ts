import { resourceIgnored, yamlInvalid } from '../diagnostics/catalog';
import type { Diagnostic, Place, Source } from '../diagnostics/diagnostic';
import {
  DEFAULT_KUMA_VERSION,
  DEFAULT_SYSTEM_NAMESPACE,
  DEFAULT_VIP_CIDR,
  DEFAULT_ZONE,
  type MeshDeclaration,
  type MeshResource,
  type Model,
  meshKey,
} from './model';
import { KINDS } from './kinds';
import { hasLists, itemsOf } from './lists';
import { factsOf } from './mesh';
import { type ReadResource, readDocument } from './read';
import { readSecret } from './read-secret';
import { readYaml } from './yaml/documents';
import { lineCounter, lineIndex } from './yaml/line-index';

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
  const lists = emptyLists();
  const named = new Map<string, Place>();
  for (const { document, source } of allDocuments(inputs, found)) {
    const secret = readSecret(document, { source });
    if (secret !== undefined) {
      found.push(...secret.diagnostics);
      lists.secrets.push(secret.secret);
      continue;
    }
    const read = readDocument(document, { source });
    if (read === undefined) continue;
    if (!read.known) ignored.set(read.what, (ignored.get(read.what) ?? 0) + 1);
    else {
      const { kind, mesh, resource } = read.read;
      if (KINDS[kind].inMesh && !named.has(mesh)) named.set(mesh, resource.place);
      addTo(lists, read.read);
    }
  }
  found.push(...[...ignored].sort().map(([what, count]) => resourceIgnored(what, count)));
  return { model: modelOf(lists, named), diagnostics: found };
}

interface Loose {
  readonly document: unknown;
  readonly source: Source;
}

/** What can be read; what cannot becomes findings. */
function* allDocuments(inputs: readonly Input[], found: Diagnostic[]): Generator<Loose> {
  for (const { file, text, refused } of inputs) {
    if (refused !== undefined) found.push(refused);
    const mayHaveLists = hasLists(text);
    const positionOf = mayHaveLists ? lineIndex(text) : lineCounter(text); // of a list's items one may stand anywhere
    for (const one of readYaml(text, () => mayHaveLists)) {
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

/** The lists of a model, while they are filled. */
type Lists = { readonly [Name in Exclude<keyof Model, 'kumaVersion'>]: Model[Name][number][] };

const emptyLists = (): Lists => ({
  meshes: [],
  services: [],
  generators: [],
  dataplanes: [],
  passthroughs: [],
  trafficPermissions: [],
  zoneEgresses: [],
  sidecars: [],
  secrets: [],
  allowances: [],
});

/** Every mesh that is declared, or named by what belongs to it and so declared there, with the defaults of each. */
function modelOf(lists: Lists, named: Map<string, Place>): Model {
  for (const name of ['', ...lists.meshes.map((one) => one.name)]) named.delete(name);
  const implied = [...named].map(([name, { source }]) =>
    declaration({ ...(source === undefined ? {} : { source }), kind: 'Mesh', name }, name),
  );
  return { ...lists, meshes: [...lists.meshes, ...implied] };
}

/** At once, so that what was read of one resource is forgotten before the next. */
function addTo(lists: Lists, read: ReadResource): void {
  const mesh = meshKey(read.mesh, DEFAULT_ZONE);
  switch (read.kind) {
    case 'Mesh':
      lists.meshes.push(declaredMesh(read.resource));
      break;
    case 'MeshExternalService':
      lists.services.push({ mesh, settings: {}, ...read.resource });
      break;
    case 'HostnameGenerator':
      lists.generators.push(read.resource);
      break;
    case 'Dataplane':
      lists.dataplanes.push({ mesh, settings: {}, onKubernetes: false, ...read.resource });
      break;
    case 'MeshPassthrough':
      lists.passthroughs.push({ mesh, ...read.resource });
      break;
    case 'MeshTrafficPermission':
      lists.trafficPermissions.push({ mesh, ...read.resource });
      break;
    case 'ZoneEgress':
      lists.zoneEgresses.push({ zone: read.resource.spec.zone || DEFAULT_ZONE, settings: {}, ...read.resource });
      break;
  }
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
