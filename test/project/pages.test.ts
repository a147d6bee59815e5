import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as plus from 'cdk8s-plus-28';
import { parseAllDocuments } from 'yaml';
import * as library from '../../src';
import { dataplane, documents, generator, meshext, put, service } from '../cli/meshext';
import { ROOT, project } from './cdk8s';

/** What the pages of docs/ show in blocks of code is tried: programs run, options are taken, commands work. */

interface Block {
  readonly page: string;
  readonly line: number;
  readonly kind: string;
  /** What stands behind the language. */
  readonly name: string;
  readonly text: string;
}

const DOCS = join(ROOT, 'docs');
const all = readdirSync(DOCS)
  .filter((name) => name.endsWith('.md'))
  .flatMap((page) => blocksOf(page, readFileSync(join(DOCS, page), 'utf8')));

function blocksOf(page: string, text: string): Block[] {
  return [...text.matchAll(/^```(\w*) ?(.*)\n([^]*?)^```$/gm)].map(({ index, 1: kind, 2: name, 3: block }) => {
    const line = text.slice(0, index).split('\n').length;
    return { page, line, kind, name, text: block };
  });
}

const each = (kind: string, is: (block: Block) => boolean = () => true): [string, Block][] =>
  all.filter((one) => one.kind === kind && is(one)).map((one) => [`${one.page}:${one.line}`, one]);

/** What a block that imports nothing is a part of. */
const before = (text: string): string => `
import { Chart } from 'cdk8s';
import { ${wordsIn(text, plus, library)} } from 'cdk8s-plus-28';
import { HostnameGenerator, MeshApp, ${wordsIn(text, library)} } from 'meshext';
const app = new MeshApp();
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new HostnameGenerator(chart, 'names', {
  selector: { meshExternalService: {} }, template: '{{ .DisplayName }}.svc.meshext.local',
});
`;
const wordsIn = (text: string, from: object, except: object = {}): string =>
  Object.keys(from)
    .filter((name) => !(name in except) && new RegExp(`\\b${name}\\b`).test(text))
    .join(', ');

const RUNNER = 'const test = (_: string, body: () => void): void => body();\n'; // of whatever a user's tests are run by
const whole = (text: string): string =>
  /^import /m.test(text) ? RUNNER + text : `${before(text)}{\n${text}}\napp.synth();\n`;

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: 'node20',
    moduleResolution: 'node16',
    target: 'es2022',
    skipLibCheck: true,
    types: [],
  },
});

let folder = '';
beforeAll(() => {
  folder = project({ 'cdk8s.yaml': '', 'tsconfig.json': TSCONFIG });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (program: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
};

test('there are no blocks of a kind that is not tried', () => {
  const kinds = all.map(({ kind }) => kind);
  expect([...new Set(kinds)].sort()).toEqual(['', 'sh', 'ts', 'yaml']);
});

test('the programs compile', () => {
  for (const [place, { text }] of each('ts')) put(folder, { [`${place.replace(':', '-')}.ts`]: whole(text) });
  expect(run(join(ROOT, 'node_modules/.bin/tsc'), '-p', '.')).toEqual({ status: 0, stdout: '', stderr: '' });
});

test.each(each('ts'))('the program of %s runs', (place, { text }) => {
  const own = join(folder, place.replace(':', '-'));
  mkdirSync(own);
  put(own, { 'cdk8s.yaml': '', 'main.ts': whole(text) }); // a lock of its own
  const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const { status, stderr } = spawnSync(process.execPath, [tsx, 'main.ts'], { cwd: own, encoding: 'utf8' });
  expect({ status, errors: stderr.match(/error.*/g) }).toEqual({ status: 0, errors: null });
});

test.each(each('yaml'))('%s is YAML', (_place, { text }) => {
  for (const document of parseAllDocuments(text)) expect(document.errors).toEqual([]);
});

const INPUT = documents(
  generator,
  service('payments'),
  dataplane('shop', 'payments'),
  dataplane('example', 'payments'),
);

test.each(each('yaml', ({ name }) => name === 'meshext.yaml'))('the options of %s are taken', (_place, { text }) => {
  put(folder, { 'services.yaml': INPUT, 'options.yaml': text });
  const { status, stdout, stderr } = meshext(folder, ['check', '--options', 'options.yaml', 'services.yaml']);
  expect({ status, stderr, errors: stdout.match(/error.*/g) }).toEqual({ status: 0, stderr: '', errors: null });
});

describe('commands', () => {
  // Hosts of both kinds in one tree; the scripts for them are run below a folder that stands for the host.
  const OPTIONS = 'meshes: { default: { delivery: [{ kuma: {} }, { host: {} }], envoy: { capture: redirect } } }\n';
  beforeAll(() => {
    put(folder, { 'services.yaml': INPUT, 'options.yaml': OPTIONS, 'secrets/none/value': '', 'host/etc/passwd': '' });
    const { status, stderr } = meshext(folder, ['compile', '--options', 'options.yaml', 'services.yaml']);
    expect({ status, errors: stderr.match(/error.*/g) }).toEqual({ status: 0, errors: null });
  });

  test.each(each('sh'))('those of %s work', (_place, { text }) => {
    const onHost = text
      .replaceAll(' /etc/', ` ${folder}/host/etc/`)
      .replace(/^sh .*install\.sh.*$/gm, `$& --root ${folder}/host`);
    const { status, stderr } = run('sh', '-ec', onHost);
    // The proxy of Kuma is none of our tools.
    const missing = /kuma-dp: not found/.exec(stderr)?.[0];
    expect({ status, missing, stderr: missing === undefined ? stderr : '' }).toEqual({
      status: missing === undefined ? 0 : 127,
      missing: text.includes('/universal/') ? 'kuma-dp: not found' : undefined,
      stderr: '',
    });
  });
});
