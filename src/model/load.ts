import { type Document, LineCounter, type Tags, parseAllDocuments } from 'yaml';
import { resourceIgnored, yamlInvalid } from '../diagnostics/catalog';
import type { Diagnostic, Source } from '../diagnostics/diagnostic';
import {
  DEFAULT_KUMA_VERSION,
  DEFAULT_SYSTEM_NAMESPACE,
  DEFAULT_VIP_CIDR,
  DEFAULT_ZONE,
  type DataplaneResource,
  type HostnameGeneratorResource,
  type MeshExternalServiceResource,
  type Model,
  meshKey,
} from './model';
import { type ReadResource, readDocument } from './read';

/** A file of Kuma YAML. */
export interface Input {
  readonly file: string;
  readonly text: string;
}

export interface Loaded {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

/** Kuma YAML, Kubernetes and Universal form mixed, as a model. */
export function load(inputs: readonly Input[]): Loaded {
  const found: Diagnostic[] = [];
  const ignored = new Map<string, number>();
  const resources: ReadResource[] = [];
  for (const { document, source } of inputs.flatMap(documents(found))) {
    const read = readDocument(document, { source });
    if (read === undefined) continue;
    if (read.known) {
      resources.push(read.read);
      found.push(...read.diagnostics);
    } else {
      ignored.set(read.kind, (ignored.get(read.kind) ?? 0) + 1);
    }
  }
  found.push(...[...ignored].sort().map(([kind, count]) => resourceIgnored(kind, count)));
  return { model: modelOf(resources), diagnostics: found };
}

// Kuma's YAML reader knows neither dates, nor numbers to the base of 60, nor the other types that YAML 1.1 added.
const UNKNOWN_TO_KUMA = ['binary', 'omap', 'pairs', 'set', 'timestamp'];
const customTags = (tags: Tags): Tags =>
  tags.filter(
    (tag) =>
      typeof tag === 'string' ||
      (!('format' in tag && tag.format === 'TIME') && !UNKNOWN_TO_KUMA.some((name) => tag.tag.endsWith(`:${name}`))),
  );

interface Loose {
  readonly document: unknown;
  readonly source: Source;
}

/** The documents of a file; those that do not parse become findings. */
const documents =
  (found: Diagnostic[]) =>
  ({ file, text }: Input): Loose[] => {
    const lineCounter = new LineCounter();
    const parsed = parseAllDocuments(text, {
      version: '1.1',
      merge: true,
      customTags,
      lineCounter,
      prettyErrors: false,
    });
    if (!Array.isArray(parsed)) return []; // an empty stream
    return parsed.flatMap((document, i) => {
      const position = (offset: number): Source => {
        const { line, col } = lineCounter.linePos(offset);
        return { file, document: i + 1, line, column: col };
      };
      const start = position(document.contents?.range?.[0] ?? 0);
      const problems = document.errors.map((error) => yamlInvalid({ source: position(error.pos[0]) }, error.message));
      const content = problems.length > 0 ? undefined : toJs(document);
      if (content instanceof Error) problems.push(yamlInvalid({ source: start }, content.message));
      found.push(...problems);
      return problems.length > 0 ? [] : items(content).map((one) => ({ document: one, source: start }));
    });
  };

/** Aliases that explode, and keys that no JSON has, show only now. */
function toJs(document: Document.Parsed): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** `kubectl get -o yaml` wraps several resources into one List. */
function items(document: unknown): readonly unknown[] {
  if (typeof document !== 'object' || document === null || !('kind' in document) || document.kind !== 'List')
    return [document];
  return 'items' in document && Array.isArray(document.items) ? (document.items as readonly unknown[]) : [document];
}

/** Every mesh that is named, with the defaults of each. */
function modelOf(resources: readonly ReadResource[]): Model {
  const services: MeshExternalServiceResource[] = [];
  const generators: HostnameGeneratorResource[] = [];
  const dataplanes: DataplaneResource[] = [];
  const names = new Set<string>();
  for (const read of resources) {
    const mesh = meshKey(read.mesh, DEFAULT_ZONE);
    if (read.kind === 'HostnameGenerator') {
      generators.push(read.resource);
      continue;
    }
    names.add(read.mesh);
    if (read.kind === 'MeshExternalService') services.push({ ...read.resource, mesh });
    else dataplanes.push({ ...read.resource, mesh, settings: {}, onKubernetes: false });
  }
  const meshes = [...names]
    .filter((name) => name !== '')
    .map((name) => ({
      place: { kind: 'Mesh', name },
      name,
      zone: DEFAULT_ZONE,
      systemNamespace: DEFAULT_SYSTEM_NAMESPACE,
      kumaVersion: DEFAULT_KUMA_VERSION,
      zoneEgress: false,
      vipCidr: DEFAULT_VIP_CIDR,
      settings: {},
    }));
  return { meshes, services, generators, dataplanes, secrets: [], allowances: [] };
}
