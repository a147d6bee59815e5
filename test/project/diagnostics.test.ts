import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { planTree } from '../../src/write';
import { type Flags, takesPaths, takesTargets } from '../../src/cli/flags';
import { judge } from '../../src/cli/judge';
import { OWN_CODES, factsOf } from '../../src/diagnostics/codes';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { KUMA_CODES } from '../../src/diagnostics/kuma';

/** docs/diagnostics: a page for each code that is true of the code. docs/diagnostics/README.md says how a page is made. */

const ROOT = resolve(__dirname, '../..');
const PAGES = join(ROOT, 'docs/diagnostics');
const RELEASES = ['2.8', '2.14'];
const isKuma = (code: string): boolean => (KUMA_CODES as readonly string[]).includes(code);
const codes = [...Object.keys(OWN_CODES), ...KUMA_CODES].sort();

/** A fenced block: its language, and the words after it. */
interface Block {
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
}

interface Page {
  readonly text: string;
  readonly head: string;
  readonly titles: readonly string[];
  readonly example: readonly Block[];
  readonly fix: readonly Block[];
}

function readPage(code: string): Page {
  const text = readFileSync(join(PAGES, `${code}.md`), 'utf8');
  const [top, ...sections] = text.split(/^## /m);
  const section = (title: string): string => sections.find((one) => one.startsWith(`${title}\n`)) ?? '';
  return {
    text,
    head: top,
    titles: sections.map((one) => one.split('\n')[0]),
    example: blocksOf(section('Example')),
    fix: blocksOf(section('Fix')),
  };
}

const blocksOf = (section: string): Block[] =>
  [...section.matchAll(/^```(\S*) ?(.*)\n([^]*?)^```$/gm)].map(([, language, words, text]) => ({
    language,
    words: words.split(' ').filter((word) => word !== ''),
    text,
  }));

/** A block that is a file of that name; the input itself has none. */
const fileName = ({ words }: Block): string | undefined => words.find((word) => /\.ya?ml$/.test(word));
const documentsOf = ({ example }: Page): Block | undefined =>
  example.find((one) => one.language === 'yaml' && fileName(one) === undefined);
/** A program, or a shell's commands. */
const program = ({ example }: Page): Block | undefined => example.find(({ language }) => language !== 'yaml');
const allowanceOf = ({ fix }: Page): Block | undefined => fix.find((one) => fileName(one) === 'meshext.yaml');

const pages = new Map(codes.flatMap((code) => (has(code) ? [[code, readPage(code)] as const] : [])));
function has(code: string): boolean {
  return readdirSync(PAGES).includes(`${code}.md`);
}
const pagesWith = (part: (page: Page) => unknown): [string, Page][] =>
  [...pages].filter(([, page]) => part(page) !== undefined);

const INPUT = 'input.yaml';

/** Runs an example as the command does, with the words of its fence; the plan of the tree is part of it. */
function run({ example }: Page, documents: Block, kuma: string, more = ''): readonly Diagnostic[] {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-page-'));
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  try {
    const files = new Map(example.flatMap((one) => [[fileName(one) ?? INPUT, one.text] as const]));
    for (const [name, text] of files) put(name, text);
    put('meshext.yaml', (files.get('meshext.yaml') ?? '') + more);
    const flags = flagsOf(documents.words, kuma, join(folder, 'meshext.yaml'));
    const { diagnostics, artifacts, lock } = judge([join(folder, INPUT)], flags);
    if (diagnostics.some(({ severity }) => severity === 'error')) return diagnostics;
    return [...diagnostics, ...planTree(join(folder, 'dist'), artifacts(), [lock]).diagnostics];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function flagsOf(words: readonly string[], kuma: string, options: string): Flags {
  const command = takesTargets(takesPaths(new Command())).option('--frozen-lock').exitOverride();
  const release = words.includes('--kuma') ? [] : ['--kuma', kuma];
  return command.parse([...words, ...release, '--options', options, INPUT], { from: 'user' }).opts();
}

const codesOf = (found: readonly Diagnostic[]): string[] => found.map(({ code }) => code);

const sorted = (all: readonly string[]): string[] => [...new Set(all)].sort();

/** What an example gives beside its code; that a service without a generator has no hostname is told once, in the README. */
const besides = (found: readonly Diagnostic[], code: string): string[] =>
  codesOf(found.filter((one) => one.severity !== 'info' && ![code, 'hostname-missing'].includes(one.code)));

/** The codes that the text around an example speaks of. */
function mentioned({ text }: Page): string[] {
  const [, example] = /^## Example\n([^]*)^## /m.exec(text) ?? [];
  const words = [...example.replace(/^```[^]*?^```$/gm, '').matchAll(/`([a-z-]+)`/g)].map(([, word]) => word);
  return words.filter((word) => codes.includes(word) && word !== 'hostname-missing');
}

test('every code has its page, and every page its code', () => {
  const names = readdirSync(PAGES).filter((name) => name !== 'README.md');
  expect(names.sort()).toEqual(codes.map((code) => `${code}.md`).sort());
});

test.each([...pages])('%s has its head line and its parts', (code, { head, titles, text }) => {
  const facts = factsOf(code);
  const first = facts === undefined ? 'error · Kuma (2\\.8 and 2\\.14|2\\.8|2\\.14)' : `${facts.severity} · meshext`;
  const can = facts?.allowable === true ? 'can' : 'cannot';
  expect(head).toMatch(new RegExp(`^# ${code}\n\n${first} · ${can} be allowed\n\n$`));
  expect(titles).toEqual(['What', 'Why', 'Example', 'Fix']);
  expect(text).not.toMatch(/\n\n\n|^## .*\n\n(?:##|$)/m); // nothing is empty
});

test.each(pagesWith((page) => page.example[0]).map(([code]) => code))('%s shows something that can be run', (code) => {
  const page = pages.get(code);
  expect(page?.example.map(({ language }) => language).filter((one) => !['yaml', 'ts', 'sh'].includes(one))).toEqual(
    [],
  );
  expect(page && (documentsOf(page) ?? program(page))).toBeDefined();
});

test.each(pagesWith(documentsOf))('the documents of %s give it, and what else they give is said', (code, page) => {
  const documents = documentsOf(page);
  if (documents === undefined) throw new Error('no documents');
  const tried = isKuma(code) ? RELEASES : RELEASES.slice(0, 1);
  const found = new Map(tried.map((release) => [release, run(page, documents, release)]));
  const releases = tried.filter((release) => codesOf(found.get(release) ?? []).includes(code));
  expect(releases).toEqual(isKuma(code) ? [...page.head.matchAll(/2\.\d+/g)].map(([one]) => one) : tried);
  const others = releases.flatMap((release) => besides(found.get(release) ?? [], code));
  expect(sorted(others)).toEqual(sorted(mentioned(page)));
});

const canBeAllowed = ({ head }: Page): boolean => head.includes(' can be allowed') && !head.includes('info ·');

test('a page shows how to accept what can be accepted', () => {
  const without = [...pages].filter(
    ([, page]) => canBeAllowed(page) && !page.text.split('## Fix')[1].includes('ccept'),
  );
  expect(without.map(([code]) => code)).toEqual([]);
});

test.each(pagesWith(allowanceOf))('the allowance of %s holds', (code, page) => {
  const documents = documentsOf(page);
  if (documents === undefined) throw new Error('no documents');
  const found = run(page, documents, '2.8', allowanceOf(page)?.text);
  expect(found.filter((one) => one.code === code)).toEqual([
    expect.objectContaining({ severity: 'info', hint: expect.stringMatching(/^Allowed: ./) as string }),
  ]);
  expect(codesOf(found)).not.toContain('allowance-unused');
});

const COMMAND = join(ROOT, 'lib/cli/main.js');

/** What a program or a shell prints. */
function output({ language, text }: Block, folder: string): string {
  writeFileSync(join(folder, 'meshext.yaml'), '{}\n'); // a project of its own, with a lock of its own
  if (language === 'ts') writeFileSync(join(folder, 'main.ts'), text);
  const [command, ...args] =
    language === 'ts'
      ? [process.execPath, '--import', 'tsx', 'main.ts']
      : ['sh', '-c', `meshext() { "${process.execPath}" "${COMMAND}" "$@"; }\n${text}`];
  const { stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
}

test.each(pagesWith(program))('what %s has to run gives it', (code, page) => {
  const block = program(page);
  if (block === undefined) throw new Error('nothing to run');
  mkdirSync(join(ROOT, '.tools'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.tools', 'page-')); // below the root, so that meshext and cdk8s are found
  try {
    const found = [...output(block, folder).matchAll(/\b(?:error|warning)\[([a-z-]+)\]|\binfo\[([a-z-]+)\]/g)];
    const noted = found.flatMap(([, , info]) => info ?? []);
    expect(sorted(found.flatMap(([, trouble]) => trouble ?? []).filter((one) => one !== 'hostname-missing'))).toEqual(
      noted.includes(code) ? [] : sorted([code, ...mentioned(page)]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
