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
  const graph = dependencies(app);
  const charts = sortCharts(app, graph);
  const nameOf = namer(charts, graph);
  const rendered = charts.map((chart) => ({ name: nameOf(chart), objects: sortObjects(chart, graph) }));
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

/** Who comes after whom: objects after objects, charts after charts. */
interface Graph {
  readonly objects: ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>;
  readonly charts: ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>;
}

/** cdk8s's rules: a dependency holds for all objects below both sides, across charts for the charts; parents follow nested charts. */
function dependencies(app: App): Graph {
  const objects = new Map<IConstruct, Set<IConstruct>>();
  const charts = new Map<IConstruct, Set<IConstruct>>();
  const add = (graph: Map<IConstruct, Set<IConstruct>>, source: IConstruct, target: IConstruct): void => {
    if (source !== target) graph.set(source, (graph.get(source) ?? new Set()).add(target));
  };
  for (const construct of app.node.findAll()) {
    const above = construct.node.scope === undefined ? undefined : chartOf(construct.node.scope);
    if (Chart.isChart(construct) && above !== undefined) add(charts, above, construct);
    for (const target of construct.node.dependencies) {
      const [from, to] = [chartOf(construct), chartOf(target)];
      if (from !== undefined && to !== undefined && from !== to) add(charts, from, to);
      for (const source of objectsBelow(construct)) {
        for (const one of objectsBelow(target)) if (chartOf(one) === chartOf(source)) add(objects, source, one);
      }
    }
  }
  return { objects, charts };
}

const chartOf = (construct: IConstruct): Chart | undefined =>
  [...construct.node.scopes].reverse().find((scope): scope is Chart => Chart.isChart(scope));

const objectsBelow = (construct: IConstruct): ApiObject[] =>
  construct.node.findAll().filter((one) => ApiObject.isApiObject(one));

const sortCharts = (app: App, graph: Graph): Chart[] =>
  inOrder(
    app.node
      .findAll()
      .filter((one) => Chart.isChart(one))
      .sort(byKey((chart) => chart.node.path)),
    graph.charts,
  );

/** By apiVersion, kind, namespace and name, each after what it depends on; a Mesh before what is in it, as Kuma wants it. */
function sortObjects(chart: Chart, graph: Graph): Manifest[] {
  const own = objectsBelow(chart).filter((one) => chartOf(one) === chart);
  const tree = DeclarationTree.of(chart);
  const sorted = sortedBy(own, (one) => {
    const { apiVersion, kind, metadata } = tree.manifest(one) as Manifest;
    const place = kind === 'Mesh' ? '' : kind;
    return JSON.stringify([apiVersion, place, metadata?.namespace, metadata?.name, one.node.path]);
  });
  return inOrder(sorted, graph.objects).map((one) => tree.manifest(one) as Manifest);
}

/** Each after what it depends on, otherwise in the order given. */
function inOrder<T extends IConstruct>(
  items: readonly T[],
  after: ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>,
): T[] {
  const rank = new Map(items.map((one, i): [IConstruct, number] => [one, i]));
  const done = new Set<IConstruct>();
  const ordered: T[] = [];
  const visit = (one: T, path: readonly IConstruct[]): void => {
    if (done.has(one)) return;
    if (path.includes(one))
      throw new Error(`Dependency cycle: ${[...path, one].map((step) => step.node.path).join(' -> ')}`);
    const first = [...(after.get(one) ?? [])].filter((other): other is T => rank.has(other));
    first.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)).forEach((other) => visit(other, [...path, one]));
    done.add(one);
    ordered.push(one);
  };
  items.forEach((one) => visit(one, []));
  return ordered;
}

/** As cdk8s: numbered as soon as one chart depends on another. */
function namer(charts: readonly Chart[], graph: Graph): (chart: Chart) => string {
  if (graph.charts.size === 0) return (chart) => Names.toDnsLabel(chart);
  const position = new Map(charts.map((chart, i) => [chart, String(i).padStart(4, '0')]));
  return (chart) => `${position.get(chart)}-${Names.toDnsLabel(chart)}`;
}
