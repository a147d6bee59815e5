import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate, renderTemplate, type TemplateData } from '../../../src/model/template';
import { tool } from '../../tools';

export const CASES_FILE = join(__dirname, 'cases.json');

export interface Data {
  readonly name: string;
  readonly displayName: string;
  readonly namespace: string;
  readonly mesh: string;
  readonly zone: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Result {
  readonly kind: 'ok' | 'invalid' | 'error' | 'unsupported';
  readonly text?: string;
  readonly message?: string;
}

/** A long template is a list of texts, some with the number of times that they are repeated. */
export type Spelling = string | readonly (string | readonly [string, number])[];

export interface Case {
  readonly template: Spelling;
  /** Fields that differ from DATA. */
  readonly data?: Partial<Data>;
  readonly result?: Result;
  /** What Go does with a template that we do not support. */
  readonly go?: Result['kind'];
}

export const DATA: Data = {
  name: 'billing-4x7',
  displayName: 'billing',
  namespace: 'shop',
  mesh: 'default',
  zone: 'east-1',
  labels: { team: 'payments', empty: '', format: '%s and %d', 'kuma.io/zone': 'east-1', ключ: 'значение' },
};

export const loadCases = (): readonly Case[] => JSON.parse(readFileSync(CASES_FILE, 'utf8')) as Case[];

export const dataOf = (item: Case): Data => ({ ...DATA, ...item.data });

export function textOf(template: Spelling): string {
  if (typeof template === 'string') return template;
  return template.map((part) => (typeof part === 'string' ? part : part[0].repeat(part[1]))).join('');
}

/** A title for a test: short, and without control characters. */
export const titleOf = (template: Spelling): string => JSON.stringify(template).slice(0, 90).replaceAll('%', '%%');

/** What our engine makes of a template. */
export function ours(text: string, data: Data = DATA): Result {
  const parsed = parseTemplate(text);
  return parsed.kind === 'ok' ? renderTemplate(parsed.template, toTemplateData(data)) : parsed;
}

function toTemplateData({ labels, ...fields }: Data): TemplateData {
  return { ...fields, label: (key) => (Object.hasOwn(labels, key) ? labels[key] : undefined) };
}

/** What Go makes of templates, in one run. */
export function askGo(requests: readonly { readonly template: string; readonly data: Data }[]): readonly Result[] {
  const run = spawnSync(tool('go'), ['run', '.'], {
    cwd: join(__dirname, 'go'),
    env: { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off' },
    input: JSON.stringify(requests),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`the Go program failed: ${run.error?.message ?? run.stderr}`);
  return JSON.parse(run.stdout) as Result[];
}
