import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { Dataplane, HostnameGenerator, Mesh, MeshApp, type MeshAppProps, MeshOutput } from '../../src';
import { parseTemplate, renderTemplate } from '../../src/model/template';
import { NAMES, NETWORKING, service } from './declare';

let stderr = '';
beforeEach(() => {
  stderr = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => (stderr += String(text)) !== '');
  delete process.env['CDK8S_OUTDIR'];
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env['CDK8S_OUTDIR'];
});

/** An app with one file of each kind; its folders lie below a fresh working directory. */
function declare(props?: MeshAppProps): MeshApp {
  const app = new MeshApp(props);
  fill(app);
  return app;
}
function fill(app: App): void {
  const chart = new Chart(app, 'kuma');
  const mesh = new Mesh(chart, 'default', { envoy: { dnsResolvers: ['192.0.2.53:53'] } });
  new HostnameGenerator(chart, 'names', { ...NAMES, template: '{{ .Name }}.mesh.internal' }); // .local would warn
  const backendRef = service(mesh, 'x');
  new Dataplane(mesh, 'p', { networking: { ...NETWORKING, outbound: [{ port: 9000, backendRef }] } });
}

const below = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .sort();

const OTHERS = [
  'coredns/default/242.in-addr.arpa.zone',
  'coredns/default/Corefile',
  'coredns/default/mesh.internal.zone',
  'envoy/default/p/bootstrap.json',
  'universal/HostnameGenerators.yaml',
  'universal/default.yaml',
  'universal/default/p.sh',
  'universal/default/p.yaml',
];
/** A kustomization only stands where it is outside of the folder of the manifests. */
const tree = (root: string, manifests: string): string[] =>
  [
    'meshext.lock.yaml',
    `${root}/.meshext/files.json`,
    ...(manifests.startsWith(`${root}/kubernetes/`) ? [`${root}/kustomization.yaml`] : []),
    ...OTHERS.map((path) => `${root}/${path}`),
    manifests,
  ].sort();

describe('the output folder', () => {
  test('is dist/kubernetes, the other roots are its siblings', () => {
    declare().synth();
    expect(below('.')).toEqual(tree('dist', 'dist/kubernetes/kuma.k8s.yaml'));
    expect(stderr.match(/^\w+\[.*?\]/gm)).toEqual(['info[vips-not-captured]']); // its Dataplane has ports only
  });

  test.each(['out/kubernetes', './out/kubernetes', 'out/kubernetes/'])('%s has siblings', (outdir) => {
    declare({ outdir }).synth();
    expect(below('.')).toEqual(tree('out', 'out/kubernetes/kuma.k8s.yaml'));
  });

  test('as an absolute path below the working directory has siblings too', () => {
    declare({ outdir: join(process.cwd(), 'out/kubernetes') }).synth();
    expect(below('.')).toEqual(tree('out', 'out/kubernetes/kuma.k8s.yaml'));
  });

  test.each(['out', 'kubernetes', 'a/b'])('%s has the others below it', (outdir) => {
    declare({ outdir }).synth();
    expect(below('.')).toEqual(tree(outdir, `${outdir}/kuma.k8s.yaml`));
  });

  test('called kubernetes outside the working directory has the others below it', () => {
    const outdir = join(process.cwd(), 'kubernetes');
    mkdirSync('work');
    process.chdir('work');
    declare({ outdir }).synth();
    expect(below(outdir).map((path) => path.slice(outdir.length + 1))).toEqual(
      ['.meshext/files.json', ...OTHERS, 'kuma.k8s.yaml'].sort(),
    );
  });

  test('is CDK8S_OUTDIR when no prop says otherwise', () => {
    process.env['CDK8S_OUTDIR'] = 'env/kubernetes';
    declare().synth();
    expect(below('.')).toEqual(tree('env', 'env/kubernetes/kuma.k8s.yaml'));
    expect(new MeshApp({ outdir: 'prop' }).outdir).toBe('prop');
  });

  test('in CDK8S_OUTDIR, outside the working directory and not called kubernetes, gets manifests only', () => {
    mkdirSync('work');
    mkdirSync('elsewhere');
    process.env['CDK8S_OUTDIR'] = join(process.cwd(), 'elsewhere');
    process.chdir('work');
    declare().synth();
    expect(below('../elsewhere').filter((path) => !path.includes('.meshext'))).toEqual(['../elsewhere/kuma.k8s.yaml']);
    expect(stderr).toMatch(/^info\[manifests-only\] /);
    expect(below('.')).toEqual([]);
  });
});

test('with an error nothing is written, not even an empty folder, and everything wrong is told', () => {
  // GIVEN
  const app = declare();
  const mesh = new Mesh(new Chart(app, 'second'), 'other');
  service(mesh, 'bad', { match: { port: 0 } });
  service(mesh, 'worse', { match: { port: 70000 } });

  // THEN
  expect(() => app.synth()).toThrow(
    /^Validation failed with the following errors:\n {2}\[second\/other\/bad\] error\[match-port\] spec\.match\.port: port must be a valid \(1-65535\)\n {4}hint: Found 0\.\n {2}\[second\/other\/worse\] /,
  );
  expect(readdirSync('.')).toEqual([]);
});

test('with an error what the last run wrote stays as it is', () => {
  declare().synth();
  const before = below('.').map((path) => readFileSync(path, 'utf8'));
  const app = declare();
  service(new Mesh(new Chart(app, 'second'), 'other'), 'bad', { match: { port: 0 } });
  expect(() => app.synth()).toThrow('match-port');
  expect(below('.').map((path) => readFileSync(path, 'utf8'))).toEqual(before);
});

test('the error that Node prints has no stack', () => {
  const app = declare();
  new HostnameGenerator(app.charts[0], 'bad', { ...NAMES, template: '' });
  let shown = '';
  try {
    app.synth();
  } catch (error) {
    shown = (error as Error).stack ?? '';
  }
  expect(shown).toMatch(/^Validation failed/);
  expect(shown).not.toMatch(/\n\s+at /);
});

test('warnings go to standard error, and everything is written', () => {
  const app = new MeshApp();
  const chart = new Chart(app, 'kuma');
  service(new Mesh(chart, 'default'), 'x');
  app.synth();
  expect(stderr).toMatch(
    /^warning\[hostname-missing\] no HostnameGenerator .*\n {2}at kuma\/default\/x \(.*\)\n {2}hint: /,
  );
  expect(existsSync('dist/universal/default.yaml')).toBe(true);
});

test('a file of somebody else in a place of ours is refused with its path', () => {
  mkdirSync('dist/universal', { recursive: true });
  writeFileSync('dist/universal/default.yaml', 'theirs');
  expect(() => declare().synth()).toThrow(/error\[foreign-file\] dist\/universal\/default\.yaml /);
  expect(below('.')).toEqual(['dist/universal/default.yaml']);
});

test('a second synth of the same app changes nothing', () => {
  const app = declare();
  app.synth();
  const before = below('.').map((path) => readFileSync(path, 'utf8'));
  app.synth();
  expect(below('.').map((path) => readFileSync(path, 'utf8'))).toEqual(before);
});

describe('under Helm', () => {
  const TEMPLATES = [
    '{{ .DisplayName }}.mesh.local',
    '{{ label "team" }}.{{ .Zone }}.mesh.local',
    '{{ label `team` }}-`.mesh.local',
    '{{ "`" }}a\\{{/* {{ */}}.mesh.local',
    '{{ .Name }}.mesh.local\n{{ .Mesh }}',
    'plain.mesh.local',
  ];

  test('only manifests are written, and an info says so', () => {
    declare({ outdir: 'chart/templates' }).synth();
    expect(below('chart').filter((path) => !path.includes('.meshext'))).toEqual(['chart/templates/kuma.k8s.yaml']);
    expect(stderr).toMatch(/^info\[manifests-only\] /);
  });

  test.each(TEMPLATES)('what Helm makes of the manifest is the manifest: %j', (template) => {
    // GIVEN
    const text = (outdir: string): string => {
      const app = new MeshApp({ outdir });
      new Mesh(new Chart(app, 'mesh'), 'default');
      new HostnameGenerator(new Chart(app, 'kuma'), 'g', { selector: { meshExternalService: {} }, template });
      app.synth();
      return readFileSync(`${outdir}/kuma.k8s.yaml`, 'utf8');
    };

    // WHEN
    const parsed = parseTemplate(text('chart/templates'));
    const none = { name: '', displayName: '', namespace: '', mesh: '', zone: '', label: () => undefined };
    const rendered = parsed.kind === 'ok' ? renderTemplate(parsed.template, none) : parsed;

    // THEN
    expect(rendered).toEqual({ kind: 'ok', text: text('plain') });
  });

  test('what others wrote for Helm stays', () => {
    const app = new MeshApp({ outdir: 'chart/templates' });
    new ApiObject(new Chart(app, 'kuma'), 'x', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '{{ .Values.a }}' } });
    app.synth();
    expect(readFileSync('chart/templates/kuma.k8s.yaml', 'utf8')).toContain('{{ .Values.a }}');
  });
});

describe('MeshOutput for an App of one’s own', () => {
  test('writes everything but the manifests, beside them', () => {
    const app = new App({ outdir: 'dist/kubernetes' });
    fill(app);
    app.synth();
    MeshOutput.of(app.charts[0]).write();
    const notOurs = ['meshext.lock.yaml', 'dist/kustomization.yaml'];
    const written = tree('dist', 'dist/kubernetes/kuma.k8s.yaml').filter((path) => !notOurs.includes(path));
    expect(below('.')).toEqual(written);
    expect(MeshOutput.of(app).root).toBe('dist');
    expect(Object.keys(MeshOutput.of(app).files).sort()).toEqual(OTHERS);
  });

  test('with an error cdk8s throws the same text, and nothing is written but its empty folder', () => {
    const app = new App({ outdir: 'dist/kubernetes' });
    fill(app);
    service(new Mesh(new Chart(app, 'second'), 'other'), 'bad', { match: { port: 0 } });
    const refused = '[second/other/bad] error[match-port]';
    const said = jest.fn((run: () => unknown) => run());
    expect(() => said(() => app.synth())).toThrow(refused);
    expect(() => said(() => MeshOutput.of(app).write())).toThrow(refused);
    const [first, second] = said.mock.results.map(({ value }) => (value as Error).message);
    expect(second).toBe(first);
    expect(below('.')).toEqual([]);
  });

  test('reading the files writes nothing', () => {
    const app = declare();
    const all = [...OTHERS, 'kubernetes/kuma.k8s.yaml', 'kustomization.yaml'];
    expect(Object.keys(MeshOutput.of(app).files).sort()).toEqual(all.sort());
    expect(readdirSync('.')).toEqual([]);
  });
});
