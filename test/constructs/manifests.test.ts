import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, type AppProps, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { parseAllDocuments } from 'yaml';
import { HostnameGenerator, Mesh, MeshApp } from '../../src';
import { NAMES, service } from './declare';

/** A MeshApp writes the manifests itself, with the files and the objects that cdk8s's own App would. */

type Declare = (app: App) => void;
const config = (scope: Construct, id: string, namespace?: string): ApiObject =>
  new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: id, ...(namespace === undefined ? {} : { namespace }) },
    data: { id, 'a: b': 'yes', number: '0x1', text: 'one\ntwo\n' },
  });

const plain: Declare = (app) => {
  const chart = new Chart(app, 'kuma', { namespace: 'here', labels: { app: 'demo' } });
  new HostnameGenerator(chart, 'names', NAMES);
  service(new Mesh(chart, 'default'), 'x');
  config(chart, 'zulu');
  config(chart, 'alpha', 'there');
  new ApiObject(new Chart(app, 'another'), 'unnamed', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { a: [], b: {} },
  });
  new Chart(app, 'empty');
};

const between: Declare = (app) => {
  const [first, second, third] = ['a', 'b', 'c'].map((id) => new Chart(app, id));
  const group = new Construct(first, 'group');
  const [one, two] = [config(group, 'a1'), config(group, 'a2')];
  const [three] = [config(second, 'b1'), config(third, 'c1')];
  one.addDependency(two);
  group.node.addDependency(third);
  config(first, 'a0').addDependency(three);
};

const nested: Declare = (app) => {
  const outer = new Chart(app, 'outer');
  const inner = new Chart(outer, 'inner');
  config(outer, 'o');
  config(inner, 'i');
};

interface Written {
  readonly path: string;
  readonly objects: readonly unknown[];
}

/** The YAML files below a folder that hold anything. */
const read = (folder: string): Written[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && one.name.endsWith('.yaml'))
    .map((one) => join(one.parentPath, one.name))
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1), objects: objectsOf(readFileSync(path, 'utf8')) }))
    .filter(({ objects }) => objects.length > 0);

const objectsOf = (text: string): unknown[] =>
  parseAllDocuments(text, { version: '1.1' })
    .map((document) => document.toJS() as unknown)
    .filter((one) => one !== null);

/** Objects sorted within a file, and files without the numbers: charts that do not depend on each other have no order. */
const sorted = (files: readonly Written[]): Written[] =>
  files
    .map(({ path, objects }) => ({
      path: path.replace(/^\d{4}-/, 'n-'),
      objects: [...objects].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

function both(declare: Declare, props: AppProps): readonly [Written[], Written[]] {
  const theirs = new App({ ...props, outdir: 'theirs' });
  declare(theirs);
  theirs.synth();
  const ours = new MeshApp({ ...props, outdir: 'ours/templates' }); // manifests only
  declare(ours);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  ours.synth();
  jest.restoreAllMocks();
  return [read('ours/templates'), read('theirs')];
}

const TYPES = Object.values(YamlOutputType).filter((one) => typeof one === 'string');
const APPS: readonly (readonly [string, Declare])[] = [
  ['without dependencies', plain],
  ['with dependencies', between],
  ['with a chart in a chart', nested],
];

describe.each(TYPES)('%s', (name) => {
  const yamlOutputType = YamlOutputType[name as keyof typeof YamlOutputType];

  test.each(APPS)('an app %s gives the files and objects of cdk8s', (_title, declare) => {
    const [ours, theirs] = both(declare, { yamlOutputType });
    // Under Helm, which keeps the other outputs away here, templates are escaped; all else is the same.
    const unescaped = JSON.parse(JSON.stringify(ours).replaceAll('{{`', '').replaceAll('`}}', '')) as Written[];
    expect(sorted(unescaped)).toEqual(sorted(theirs));
  });

  test('objects stand after what they depend on', () => {
    const [ours] = both(between, { yamlOutputType });
    for (const { objects } of ours) {
      const names = objects.map((one) => (one as { metadata: { name: string } }).metadata.name);
      for (const [later, earlier] of [
        ['a1', 'a2'],
        ['a0', 'b1'],
        ['a1', 'c1'],
      ])
        if (names.includes(later) && names.includes(earlier))
          expect(names.indexOf(later)).toBeGreaterThan(names.indexOf(earlier));
    }
  });
});

test('charts are numbered as soon as one depends on another, in an order that it holds', () => {
  const [ours] = both(between, {});
  expect(ours.map(({ path }) => path)).toEqual(['0000-b.k8s.yaml', '0001-c.k8s.yaml', '0002-a.k8s.yaml']);
});

test('the extension is that of the app', () => {
  const [ours, theirs] = both(plain, { outputFileExtension: '.yaml' });
  expect(ours.map(({ path }) => path)).toEqual(theirs.map(({ path }) => path));
});

test('recorded metadata of constructs is that of cdk8s', () => {
  both(plain, { recordConstructMetadata: true });
  const parse = (path: string): unknown => JSON.parse(readFileSync(`${path}/construct-metadata.json`, 'utf8'));
  expect(parse('ours/templates')).toEqual(parse('theirs'));
});

test('a cycle of dependencies is refused, as by cdk8s', () => {
  const declare: Declare = (app) => {
    const chart = new Chart(app, 'a');
    const [one, two] = [config(chart, 'x'), config(chart, 'y')];
    one.addDependency(two);
    two.addDependency(one);
  };
  for (const app of [new App({ outdir: 'theirs' }), new MeshApp({ outdir: 'ours' })]) {
    declare(app);
    expect(() => app.synth()).toThrow(/cycle/i);
  }
});

test('two resources of one file name are refused, where cdk8s keeps the last', () => {
  const app = new MeshApp({ outdir: 'ours', yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
  const chart = new Chart(app, 'a');
  config(new Construct(chart, 'p'), 'x', 'one');
  config(new Construct(chart, 'q'), 'x', 'two');
  expect(() => app.synth()).toThrow('path-taken');
});
