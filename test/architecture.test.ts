import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';

/** The doors between the rooms of src/: who may import what. */

interface Source {
  /** Below src/, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

const SRC = join(__dirname, '../src');
const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

/** Rooms and packages by room; `model/x` and `yaml` stand for whatever begins so. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  model: ['diagnostics'],
  ir: [],
  compile: ['model', 'ir', 'diagnostics', 'node:crypto'],
  traffic: ['model', 'ir', 'diagnostics'],
  backends: ['ir', 'diagnostics', 'yaml.ts', 'node:crypto'],
  constructs: [
    'model',
    'compile',
    'traffic',
    'backends',
    'diagnostics',
    'ir',
    'yaml.ts',
    'cdk8s',
    'cdk8s-plus-28',
    'constructs',
    'node:util',
  ],
  'yaml.ts': ['yaml'],
};
/** What single files may import on top. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  // Options are YAML for people, not Kuma's: read by its rules of today, with a position for each finding.
  'model/options.ts': ['yaml'],
  'model/ip.ts': ['ipaddr.js'],
  'constructs/data-source.ts': ['node:fs'],
};
/** Everything is open to these. */
const OPEN = [
  'app.ts',
  'cli',
  'compare-tree.ts',
  'destination.ts',
  'file-list.ts',
  'index.ts',
  'journal.ts',
  'lock-file.ts',
  'on-disk.ts',
  'portions.ts',
  'shared-paths.ts',
  'compared.ts',
  'validation.ts',
  'write.ts',
];
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  yaml: ['yaml.ts', 'model/options.ts'],
  'ipaddr.js': ['model/ip.ts'],
  commander: ['cli/'],
  'node:fs': [
    'write.ts',
    'compared.ts',
    'portions.ts',
    'on-disk.ts',
    'file-list.ts',
    'journal.ts',
    'lock-file.ts',
    'cli/',
    'constructs/data-source.ts',
  ],
  cdk8s: ['constructs/', 'app.ts'],
  'cdk8s-plus-28': ['constructs/'],
  constructs: ['constructs/', 'app.ts'],
};
const PURE = ['model', 'compile', 'ir', 'traffic', 'backends', 'diagnostics'];
const IMPURE =
  /\bDate\.now\b|\bnew Date\b|\bMath\.random\b|\bprocess\.|\bperformance\.|\brandom(UUID|Bytes|Int)\b|\btoLocale|\blocaleCompare\b|\bIntl\./g;
const PRODUCT_WORDS = /envoy|corefile|coredns|configmap|bootstrap|helm/i;
const MAX_LINES = 250;

const roomOf = (file: string): string => file.split('/')[0];

interface Import {
  readonly typeOnly: boolean;
  readonly from: string;
}

const imports = (text: string): Import[] => [
  ...[...text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+['"]([^'"]+)['"]/gm)].map(([, type, from]) => ({
    typeOnly: type !== undefined,
    from,
  })),
  ...[...text.matchAll(/^\s*import\s+['"]([^'"]+)['"]|\b(?:require|import)\(\s*['"]([^'"]+)['"]/gm)].map(
    ([, a, b]) => ({
      typeOnly: false,
      from: a ?? b,
    }),
  ),
];

/** A relative import as a path below src/ (`../imports` for what lies beside it); a built-in module with its `node:`. */
function target(file: string, from: string): string {
  if (!from.startsWith('.')) return builtinModules.includes(from) ? `node:${from}` : from;
  const path = posix.join(posix.dirname(file), from);
  return path === 'yaml' ? 'yaml.ts' : path;
}

function doorProblems({ file, text }: Source): string[] {
  const room = roomOf(file);
  return imports(text).flatMap(({ from, typeOnly }) => {
    const to = target(file, from);
    const packages = from.startsWith('.') ? [] : Object.entries(ONLY_IN);
    const own = packages.find(([name]) => to === name || to.startsWith(`${name}/`));
    if (own !== undefined && !own[1].some((place) => file.startsWith(place))) return [`${file} imports ${to}`];
    if (OPEN.includes(room)) return [];
    if (room === 'constructs' && to.startsWith('../imports/'))
      return typeOnly ? [] : [`${file} imports ${to} as a value`];
    const isOwn = roomOf(to) === room && !isAnotherBackend(file, to);
    const open = [...(MAY_IMPORT[room] ?? []), ...(ALSO[file] ?? [])];
    return isOwn || open.includes(to) || open.includes(roomOf(to)) ? [] : [`${file} imports ${to}`];
  });
}

/** `backends/envoy/cluster` seen from `backends/coredns/zone.ts`; the list of all backends may see each. */
function isAnotherBackend(file: string, to: string): boolean {
  const [from, other] = [file, to].map((path) => path.split('/'));
  return file !== 'backends/index.ts' && from[0] === 'backends' && other.length > 2 && from[1] !== other[1];
}

const purityProblems = ({ file, text }: Source): string[] =>
  PURE.includes(roomOf(file)) ? [...text.matchAll(IMPURE)].map(([found]) => `${file} uses ${found}`) : [];

const wordProblems = ({ file, text }: Source): string[] =>
  [...text.matchAll(/^export (?:interface|type|const|function) (\w+)|^\s+readonly (\w+)\??:/gm)]
    .map(([, name, field]) => name ?? field)
    .filter((name) => roomOf(file) === 'ir' && PRODUCT_WORDS.test(name))
    .map((name) => `${file} speaks of ${name}`);

const lengthProblems = ({ file, text }: Source): string[] => {
  const lines = text.split('\n').length - 1;
  return lines > MAX_LINES ? [`${file} has ${lines} lines`] : [];
};

test('there is something to look at', () => {
  expect(sources.map(({ file }) => roomOf(file))).toEqual(
    expect.arrayContaining([...Object.keys(MAY_IMPORT), ...OPEN]),
  );
  expect(sources.flatMap(({ text }) => imports(text)).length).toBeGreaterThan(sources.length);
});

test('every room imports only what its door lets in', () => {
  expect(sources.flatMap(doorProblems)).toEqual([]);
});

test('what decides the output knows no clock, no chance and no environment', () => {
  expect(sources.flatMap(purityProblems)).toEqual([]);
});

test('the IR speaks of no product', () => {
  expect(sources.flatMap(wordProblems)).toEqual([]);
});

test(`no file has more than ${MAX_LINES} lines`, () => {
  expect(sources.flatMap(lengthProblems)).toEqual([]);
});

describe('these tests can fail:', () => {
  const find = (file: string, text: string): string[] => {
    const source = { file, text };
    return [doorProblems, purityProblems, wordProblems, lengthProblems].flatMap((check) => check(source));
  };

  test.each([
    ['diagnostics/x.ts', `import type { Model } from '../model/model';`],
    ['model/x.ts', `import { parse } from 'yaml';`],
    ['model/x.ts', `import { toYaml } from '../yaml';`],
    ['model/x.ts', `import { readFileSync } from 'fs';`],
    ['model/load.ts', `import { readFileSync } from 'node:fs';`],
    ['model/x.ts', `import * as ipaddr from 'ipaddr.js';`],
    ['model/x.ts', `import {\n  ApiObject,\n  Chart,\n} from 'cdk8s';`],
    ['ir/ir.ts', `import type { Place } from '../diagnostics/diagnostic';`],
    ['compile/x.ts', `import { backends } from '../backends';`],
    ['compile/x.ts', `export { toYaml } from '../yaml';`],
    ['compile/x.ts', `const fs = require('node:fs');`],
    ['traffic/x.ts', `import { compile } from '../compile/compile';`],
    ['backends/envoy/x.ts', `import { zoneFile } from '../coredns/zone';`],
    ['backends/envoy/x.ts', `import { meshKey } from '../../model/model';`],
    ['backends/x.ts', `import { clusterName } from './envoy/cluster';`],
    ['constructs/x.ts', `import { writeTree } from '../write';`],
    ['constructs/x.ts', `import { KubeNode } from '../../imports/k8s';`],
    ['constructs/x.ts', `import { readFileSync } from 'node:fs';`],
    ['app.ts', `import { Command } from 'commander';`],
    ['app.ts', `import 'node:fs/promises';`],
    ['yaml.ts', `import { compile } from './compile/compile';`],
    ['newroom/x.ts', `import { compile } from '../compile/compile';`],
    ['compile/x.ts', 'const now = Date.now();'],
    ['model/x.ts', 'const now = new Date();'],
    ['traffic/x.ts', 'const id = Math.random();'],
    ['backends/x.ts', 'const id = Math.random();'],
    ['diagnostics/x.ts', "const home = process.env['HOME'];"],
    ['compile/x.ts', 'names.sort((a, b) => a.localeCompare(b));'],
    ['ir/ir.ts', 'export interface EnvoyCluster {}'],
    ['ir/ir.ts', 'export interface Mesh {\n  readonly corefile: string;\n}'],
    ['model/x.ts', '\n'.repeat(MAX_LINES + 1)],
  ])('in %s, %j is caught', (file, text) => {
    expect(find(file, text)).toHaveLength(1);
  });

  test.each([
    ['constructs/x.ts', `import type * as kuma from '../../imports/kuma.io';`],
    ['constructs/data-source.ts', `import { readFileSync } from 'node:fs';`],
    ['backends/index.ts', `import { envoy } from './envoy/envoy';`],
    ['backends/envoy/x.ts', `import type { Backend } from '../backend';`],
    ['backends/envoy/x.ts', `import { toYaml } from '../../yaml';`],
    ['compile/x.ts', `import { createHash } from 'node:crypto';`],
    ['cli/x.ts', `import { Command } from 'commander';`],
  ])('in %s, %j is none', (file, text) => {
    expect(find(file, text)).toEqual([]);
  });
});
