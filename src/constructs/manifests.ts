import { ApiObject, type App, Chart, Names, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { byKey, sortedBy } from '../compile/order';
import { DeclarationTree } from './tree';

/** What cdk8s would write, as files of plain objects in an order that no declaration order shows in. */
export interface ManifestFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly objects: readonly Manifest[];
}

/** The manifests of an app, divided and named as its `yamlOutputType` says. */
export function manifestFiles(app: App): ManifestFile[] {
  const constructs = app.node.findAll();
  const graph = dependencies(constructs);
  const charts = sortCharts(constructs, graph);
  const nameOf = namer(charts, graph);
  const own = grouped(constructs.filter((one) => ApiObject.isApiObject(one)));
  const rendered = charts.map((chart) => ({ name: nameOf(chart), objects: sortObjects(own.get(chart) ?? [], graph) }));
  const all = rendered.flatMap(({ objects }) => objects);
  const extension = app.outputFileExtension;
  const file = (name: string, objects: readonly Manifest[]): ManifestFile[] =>
    objects.length === 0 ? [] : [{ path: `${name}${extension}`, objects }];
  const each = (folder: string, objects: readonly Manifest[]): ManifestFile[] =>
    objects.flatMap((one) => file(`${folder}${resourceFile(one)}`, [one]));
  switch (app.yamlOutputType) {
    case YamlOutputType.FILE_PER_APP:
      return file('app', all);
    case YamlOutputType.FILE_PER_RESOURCE:
      return each('', all);
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return rendered.flatMap(({ name, objects }) => each(`${name}/`, objects));
    default:
      return rendered.flatMap(({ name, objects }) => file(name, objects));
  }
}

/** A Kubernetes object as cdk8s resolved it, patches applied. */
export interface Manifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly namespace?: string; readonly name?: string };
  readonly [field: string]: unknown;
}

const resourceFile = ({ kind, metadata }: Manifest): string =>
  `${kind}.${metadata?.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');

/** Who comes after whom: objects after all of some lists, charts after charts. */
interface Graph {
  readonly objects: ReadonlyMap<IConstruct, readonly (readonly IConstruct[])[]>;
  readonly charts: ReadonlyMap<IConstruct, readonly (readonly IConstruct[])[]>;
}

/**
 * cdk8s's rules: a dependency holds for all objects below both sides, across charts for the charts; parents follow nested charts.
 * Those below one side share one list of those below the other: every pair of them would be far too many.
 */
function dependencies(constructs: readonly IConstruct[]): Graph {
  const objects = new Map<IConstruct, (readonly IConstruct[])[]>();
  const charts = new Map<IConstruct, (readonly IConstruct[])[]>();
  const add = (
    graph: Map<IConstruct, (readonly IConstruct[])[]>,
    source: IConstruct,
    targets: readonly IConstruct[],
  ) => {
    const known = graph.get(source);
    if (known === undefined) graph.set(source, [targets]);
    else known.push(targets);
  };
  const below = new Map<IConstruct, ReadonlyMap<Chart, readonly ApiObject[]>>();
  const byChart = (construct: IConstruct): ReadonlyMap<Chart, readonly ApiObject[]> => {
    const all = below.get(construct) ?? grouped(construct.node.findAll().filter((one) => ApiObject.isApiObject(one)));
    below.set(construct, all);
    return all;
  };
  for (const construct of constructs) {
    const above = Chart.isChart(construct) ? chartOf(construct.node.scope) : undefined;
    if (above !== undefined) add(charts, above, [construct]);
    for (const target of construct.node.dependencies) {
      const [from, to] = [chartOf(construct), chartOf(target)];
      if (from !== undefined && to !== undefined && from !== to) add(charts, from, [to]);
      for (const [chart, sources] of byChart(construct)) {
        const targets = byChart(target).get(chart) ?? [];
        if (targets.length > 0) for (const source of sources) add(objects, source, targets);
      }
    }
  }
  return { objects, charts };
}

function grouped(objects: readonly ApiObject[]): ReadonlyMap<Chart, readonly ApiObject[]> {
  const groups = new Map<Chart, ApiObject[]>();
  for (const one of objects) {
    const group = groups.get(one.chart);
    if (group === undefined) groups.set(one.chart, [one]);
    else group.push(one);
  }
  return groups;
}

function chartOf(construct: IConstruct | undefined): Chart | undefined {
  for (let above = construct; above !== undefined; above = above.node.scope) if (Chart.isChart(above)) return above;
  return undefined;
}

const sortCharts = (constructs: readonly IConstruct[], graph: Graph): Chart[] =>
  inOrder(constructs.filter((one) => Chart.isChart(one)).sort(byKey((chart) => chart.node.path)), graph.charts);

/** By apiVersion, kind, namespace and name, each after what it depends on; a Mesh before what is in it, as Kuma wants it. */
function sortObjects(own: readonly ApiObject[], graph: Graph): Manifest[] {
  if (own.length === 0) return [];
  const tree = DeclarationTree.of(own[0]);
  const manifest = (one: ApiObject): Manifest => tree.manifest(one);
  const sorted = sortedBy(own, (one) => {
    const { apiVersion, kind, metadata } = manifest(one);
    const place = kind === 'Mesh' ? '' : kind;
    return JSON.stringify([apiVersion, place, metadata?.namespace, metadata?.name, one.node.path]);
  });
  return (graph.objects.size === 0 ? sorted : inOrder(sorted, graph.objects)).map(manifest);
}

/** Each after what it depends on, otherwise in the order given. A list whose every item has its place is not looked at again. */
function inOrder<T extends IConstruct>(items: readonly T[], after: Graph['objects']): T[] {
  const rank = new Map<IConstruct, number>(items.map((one, i) => [one, i]));
  const rankOf = (one: IConstruct): number => rank.get(one) ?? 0;
  const done = new Set<IConstruct>();
  const settled = new Set<readonly IConstruct[]>();
  const path = new Set<IConstruct>();
  const visit = (one: IConstruct): void => {
    if (done.has(one)) return;
    if (path.has(one))
      throw new Error(`Dependency cycle: ${[...path, one].map((step) => step.node.path).join(' -> ')}`);
    path.add(one);
    const lists = (after.get(one) ?? []).filter((list) => !settled.has(list));
    const first = lists.flat().filter((other) => other !== one && rank.has(other));
    first.sort((a, b) => rankOf(a) - rankOf(b)).forEach(visit);
    path.delete(one);
    done.add(one);
    for (const list of lists) settled.add(list);
  };
  items.forEach(visit);
  return [...done].flatMap((one) => items[rankOf(one)]);
}

/** As cdk8s: numbered as soon as one chart depends on another. */
function namer(charts: readonly Chart[], graph: Graph): (chart: Chart) => string {
  if (graph.charts.size === 0) return (chart) => Names.toDnsLabel(chart);
  const position = new Map(charts.map((chart, i) => [chart, String(i).padStart(4, '0')]));
  return (chart) => `${position.get(chart)}-${Names.toDnsLabel(chart)}`;
}
