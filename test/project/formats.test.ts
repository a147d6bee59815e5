import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { put, tree } from '../cli/meshext';
import { testWith, tool } from '../tools';
import { inProject, synth } from './cdk8s';

/** A MeshApp in every form that the real `cdk8s synth` can give it. */

const TYPES = ['FILE_PER_APP', 'FILE_PER_CHART', 'FILE_PER_RESOURCE', 'FOLDER_PER_CHART_FILE_PER_RESOURCE'] as const;
type OutputType = (typeof TYPES)[number];

const main = (type: OutputType, more = ''): string => `
const { App, Chart, Lazy, YamlOutputType } = require('cdk8s');
const { ConfigMap, Namespace } = require('cdk8s-plus-28');
const { Construct } = require('constructs');
const { DataSource, Endpoint, HostnameGenerator, Mesh, MeshApp, MeshExternalService, Protocol } = require('meshext');
const app = new MeshApp({ yamlOutputType: YamlOutputType.${type} });
class Partner extends Construct {
  constructor(scope, id) {
    super(scope, id);
    this.service = new MeshExternalService(this, 'Resource', {
      match: { port: 443, protocol: Protocol.TCP }, endpoints: [Endpoint.dns('api.' + id + '.example.com', 443)],
    });
  }
}
const platform = new Chart(app, 'platform');
new HostnameGenerator(platform, 'names', {
  selector: { meshExternalService: {} }, template: '{{ .DisplayName }}.{{ label "kuma.io/mesh" }}.ext.internal',
});
const one = new Partner(new Mesh(platform, 'one', { envoy: { dnsResolvers: ['192.0.2.53:53'] } }), 'bank');
one.service.metadata.addAnnotation('note', 'a \`quoted\` {{ .Values.x }} and }} and "more"');
const teams = new Chart(app, 'teams', { namespace: 'apps' });
new Partner(new Mesh(teams, 'two', { envoy: { dnsResolvers: ['192.0.2.53:53'] } }), 'post');
new ConfigMap(teams, 'names', { data: { bank: 'one\\ntwo\\n', json: '{"a":{"b":{}}}' } });
new Namespace(teams, 'apps', { metadata: { name: 'apps' } });
${more}
app.synth();
`;
const CONFIG = 'app: node main.js\noutput: dist/kubernetes\n';
const files = (type: OutputType, more?: string) => ({ 'cdk8s.yaml': CONFIG, 'main.js': main(type, more) });

/** The objects of a text, in an order of their own. */
const objectsIn = (text: string): string[] =>
  parseAllDocuments(text, { version: '1.1' })
    .map((document) => {
      if (document.errors.length > 0) throw document.errors[0];
      return JSON.stringify(document.toJS(), sortedKeys);
    })
    .filter((one) => one !== 'null')
    .sort();
const sortedKeys = (_: string, one: unknown): unknown =>
  typeof one === 'object' && one !== null && !Array.isArray(one)
    ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
    : one;
const objectsBelow = (folder: string): string[] =>
  Object.entries(tree(folder, '.'))
    .filter(([path]) => path.endsWith('.yaml'))
    .flatMap(([, text]) => objectsIn(text))
    .sort();

/** What an app declares, whatever the form. */
let declared: readonly string[] = [];
beforeAll(() => {
  declared = inProject(files('FILE_PER_APP'), (folder) => {
    expect(synth(folder)).toMatchObject({ status: 0 });
    return objectsBelow(join(folder, 'dist/kubernetes'));
  });
  expect(declared).toHaveLength(5);
});

const NAMES: Readonly<Record<OutputType, readonly string[]>> = {
  FILE_PER_APP: ['app.k8s.yaml'],
  FILE_PER_CHART: ['platform.k8s.yaml', 'teams.k8s.yaml'],
  FILE_PER_RESOURCE: [
    'ConfigMap.teams-names-c8976991.k8s.yaml',
    'HostnameGenerator.names.k8s.yaml',
    'MeshExternalService.bank.k8s.yaml',
    'MeshExternalService.post.k8s.yaml',
    'Namespace.apps.k8s.yaml',
  ],
  FOLDER_PER_CHART_FILE_PER_RESOURCE: [
    'platform/HostnameGenerator.names.k8s.yaml',
    'platform/MeshExternalService.bank.k8s.yaml',
    'teams/ConfigMap.teams-names-c8976991.k8s.yaml',
    'teams/MeshExternalService.post.k8s.yaml',
    'teams/Namespace.apps.k8s.yaml',
  ],
};

describe.each(TYPES)('%s', (type) => {
  test('has its files, with the same objects, all in the kustomization', () => {
    inProject(files(type), (folder) => {
      expect(synth(folder)).toMatchObject({ status: 0 });
      const names = Object.keys(tree(folder, 'dist/kubernetes'));
      expect(names).toEqual(NAMES[type]);
      expect(objectsBelow(join(folder, 'dist/kubernetes'))).toEqual(declared);
      const kustomization = readFileSync(join(folder, 'dist/kustomization.yaml'), 'utf8');
      expect([...kustomization.matchAll(/^ {2}- "?kubernetes\/(.*?)"?$/gm)].map(([, name]) => name)).toEqual(names);
    });
  });

  testWith(['helm'])('as a Helm chart gives back the same objects', () => {
    inProject(files(type), (folder) => {
      expect(synth(folder, '--output', 'chart', '--format', 'helm', '--chart-version', '1.0.0')).toMatchObject({
        status: 0,
      });
      const rendered = spawnSync(tool('helm'), ['template', 'release', 'chart'], { cwd: folder, encoding: 'utf8' });
      expect({ status: rendered.status, stderr: rendered.stderr }).toEqual({ status: 0, stderr: '' });
      expect(objectsIn(rendered.stdout)).toEqual(declared);
      expect(readdirSync(join(folder, 'chart')).sort()).toEqual(['Chart.yaml', 'README.md', 'templates']);
      expect(existsSync(join(folder, 'meshext.lock.yaml'))).toBe(false);
    });
  });
});

test('one file for the app goes to standard output whole', () => {
  inProject({ ...files('FILE_PER_APP'), 'cdk8s.yaml': 'app: node main.js\n' }, (folder) => {
    const { status, stdout, stderr } = synth(folder, '--stdout');
    expect(status).toBe(0);
    expect(stderr).toContain('info[manifests-only]');
    expect(objectsIn(stdout)).toEqual(declared);
    expect(readdirSync(folder).sort()).toEqual(['cdk8s.yaml', 'main.js', 'node_modules']);
  });
});

// docs/gitops.md says both; should cdk8s mend them, the document can be shorter.
test('several files go to standard output without what divides them, and the output folder is emptied all the same', () => {
  inProject(files('FILE_PER_CHART'), (folder) => {
    put(folder, { 'dist/kubernetes/before.yaml': '' });
    const { stdout } = synth(folder, '--stdout');
    expect(() => objectsIn(stdout)).toThrow('unique');
    expect(existsSync(join(folder, 'dist/kubernetes'))).toBe(false);
  });
});

test.each(['FILE_PER_RESOURCE', 'FOLDER_PER_CHART_FILE_PER_RESOURCE'] as const)(
  '%s: two resources that share a file are an error',
  (type) => {
    const twice =
      "for (const n of ['a', 'b']) new Namespace(new Construct(teams, n), 'x', { metadata: { name: 'same' } });";
    inProject(files(type, twice), (folder) => {
      const { status, stderr } = synth(folder);
      expect(status).not.toBe(0);
      expect(stderr).toMatch(/error\[path-taken\] \S*Namespace\.same\.k8s\.yaml would be written twice/);
      expect(existsSync(join(folder, 'dist'))).toBe(false);
    });
  },
);
