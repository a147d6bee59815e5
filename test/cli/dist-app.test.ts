import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkIn, errorsIn, harms, inDist } from './dist';
import { COMMAND, put, tree, workFolder } from './meshext';

/** `check --dist` with the app of cdk8s.yaml. */

const ROOT = resolve(__dirname, '../..');
const folder = workFolder();
const check = (...args: readonly string[]) => checkIn(folder, ...args);

const program = (app: string, host = 'api.example.com'): string => `
const { App, Chart, ApiObject } = require('cdk8s');
const { Endpoint, HostnameGenerator, Mesh, MeshApp, MeshExternalService, MeshOutput, Protocol } = require('meshext');
console.log('what an app prints');
const app = ${app};
const chart = new Chart(app, 'kuma');
const mesh = new Mesh(chart, 'default', { envoy: { dnsResolvers: ['192.0.2.53:53'] } });
new HostnameGenerator(chart, 'names', {
  selector: { meshExternalService: {} }, template: '{{ .DisplayName }}.mesh.internal',
});
new MeshExternalService(mesh, 'api', { match: { port: 443, protocol: Protocol.TCP }, endpoints: [Endpoint.dns('${host}', 443)] });
app.synth();
`;
const CONFIG = 'app: node main.js\noutput: dist/kubernetes\n';

describe('with the app of cdk8s.yaml', () => {
  const synth = (): void => {
    const environment = { ...process.env, CDK8S_OUTDIR: 'dist/kubernetes' };
    const { status, stderr } = spawnSync('node', ['main.js'], { cwd: folder.path, env: environment, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('error') as string });
  };
  beforeEach(() => {
    mkdirSync(join(folder.path, 'node_modules'));
    for (const name of ['cdk8s', 'constructs'])
      symlinkSync(join(ROOT, 'node_modules', name), join(folder.path, 'node_modules', name));
    symlinkSync(ROOT, join(folder.path, 'node_modules/meshext'));
    put(folder.path, { 'cdk8s.yaml': CONFIG, 'main.js': program('new MeshApp()') });
  });

  test.each(
    harms(folder).map(
      ([what, harm, expected]) =>
        [what, harm, expected.map((one) => one.replace('svc.meshext.local', 'mesh.internal'))] as const,
    ),
  )('%s', (_what, harm, expected) => {
    synth();
    harm();
    const { status, stdout, stderr } = check('--dist', 'dist');
    expect({ status, errors: errorsIn(stdout) }).toEqual({ status: expected.length === 0 ? 0 : 1, errors: expected });
    expect(stderr).toContain('what an app prints\n');
  });

  test('what changed in the program is stale', () => {
    synth();
    put(folder.path, { 'main.js': program('new MeshApp()', 'other.example.com') });
    expect(errorsIn(check('--dist', 'dist').stdout)).toEqual([
      'dist-stale dist/.meshext/files.json',
      'dist-stale dist/kubernetes/kuma.k8s.yaml',
      'dist-stale dist/universal/default.yaml',
    ]);
  });

  test.each([
    ['names its folder itself', "new MeshApp({ outdir: 'dist/kubernetes' })", ''],
    ['is cdk8s’s own App', 'new App()', 'MeshOutput.of(app).write();'],
    [
      'has several charts',
      'new MeshApp()',
      "new ApiObject(new Chart(app, 'second'), 'x', { apiVersion: 'v1', kind: 'Namespace' }); app.synth();",
    ],
  ])('also when the app %s', (_what, app, more) => {
    put(folder.path, { 'main.js': program(app) + more });
    synth();
    expect(check('--dist', 'dist')).toMatchObject({ status: 0, stdout: '' });
    rmSync(inDist(folder, 'kubernetes/kuma.k8s.yaml'));
    expect(errorsIn(check('--dist', 'dist').stdout)).toEqual(['dist-missing dist/kubernetes/kuma.k8s.yaml']);
  });

  test('also when the folder of the manifests holds all', () => {
    put(folder.path, { 'cdk8s.yaml': 'app: node main.js\noutput: out\n' });
    spawnSync('node', ['main.js'], { cwd: folder.path, env: { ...process.env, CDK8S_OUTDIR: 'out' } });
    expect(check('--dist', 'out')).toMatchObject({ status: 0, stdout: '' });
    put(folder.path, { 'out/coredns/README.md': 'cdk8s synth removes it' });
    expect(errorsIn(check('--dist', 'out').stdout)).toEqual(['dist-extra out/coredns/README.md']);
  });

  describe('as a Helm chart', () => {
    const HELM = 'app: node main.js\noutput: chart\nsynthConfig: { format: helm, chartVersion: 1.0.0 }\n';
    beforeEach(() => {
      put(folder.path, { 'cdk8s.yaml': HELM, 'chart/Chart.yaml': 'of cdk8s' });
      const environment = { ...process.env, CDK8S_OUTDIR: 'chart/templates' };
      const { status } = spawnSync('node', ['main.js'], { cwd: folder.path, env: environment });
      expect(status).toBe(0);
    });

    test('its templates are compared', () => {
      expect(check('--dist', 'chart/templates')).toMatchObject({ status: 0, stdout: '' });
      put(folder.path, { 'main.js': program('new MeshApp()', 'other.example.com') });
      put(folder.path, { 'chart/templates/more.yaml': '' });
      expect(errorsIn(check('--dist', 'chart/templates').stdout)).toEqual([
        'dist-stale chart/templates/.meshext/files.json',
        'dist-stale chart/templates/kuma.k8s.yaml',
        'dist-extra chart/templates/more.yaml',
      ]);
    });

    test('not the chart around them, which is cdk8s’s', () => {
      const { status, stderr } = check('--dist', 'chart');
      expect(status).toBe(2);
      expect(stderr).toContain('the app does not write to chart, but to chart/templates.\n');
    });

    test('only where cdk8s.yaml says that it is one', () => {
      put(folder.path, { 'cdk8s.yaml': CONFIG });
      const { status, stderr } = check('--dist', 'chart/templates');
      expect(status).toBe(2);
      expect(stderr).toContain('but to dist. For the templates of a Helm chart, set synthConfig.format to helm');
    });
  });

  test('with validations the metadata of constructs is part of the tree', () => {
    put(folder.path, { 'cdk8s.yaml': `${CONFIG}validations: [{ package: ./x, version: 1.0.0, class: X }]\n` });
    synth();
    expect(errorsIn(check('--dist', 'dist').stdout)).toContain('dist-missing dist/kubernetes/construct-metadata.json');
  });

  test('an app that fails is an error, and nothing is compared', () => {
    put(folder.path, { 'main.js': `${program('new MeshApp()')}process.exit(3);` });
    const { status, stdout } = check('--dist', 'dist');
    expect(status).toBe(1);
    expect(stdout).toBe(
      'cdk8s.yaml:1:1: error app-failed: "node main.js" ended with exit status 3; what it said stands on standard error.\n',
    );
  });

  test('nothing is left in the folder for temporary files', () => {
    synth();
    put(folder.path, { 'tmp/.keep': '' });
    const environment = { ...process.env, TMPDIR: join(folder.path, 'tmp') };
    const { status } = spawnSync('node', [COMMAND, 'check', '--dist', 'dist'], { cwd: folder.path, env: environment });
    expect({ status, left: Object.keys(tree(folder.path, 'tmp')) }).toEqual({ status: 0, left: ['.keep'] });
  });

  test.each([
    [
      'another folder than that of the app',
      ['--dist', 'elsewhere'],
      'the app does not write to elsewhere, but to dist',
    ],
    ['an option of files', ['--dist', 'dist', '--kuma', '2.14'], '--kuma is for files of Kuma YAML'],
    ['a frozen lock', ['--dist', 'dist', '--frozen-lock'], '--frozen-lock is for files of Kuma YAML'],
    ['neither files nor a tree', [], 'name files or folders of Kuma YAML, or a tree'],
  ])('wrong usage: %s', (_what, args, said) => {
    const { status, stdout, stderr } = check(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(said);
  });

  test.each([
    ['', 'has no app'],
    ['- a', 'has no app'],
    ['app: [', 'cdk8s.yaml: '],
  ])('wrong usage: cdk8s.yaml is %j', (text, said) => {
    put(folder.path, { 'cdk8s.yaml': text });
    const { status, stderr } = check('--dist', 'dist');
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });
});
