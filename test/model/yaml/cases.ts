import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '../../../src/model/yaml/documents';
import { tool } from '../../tools';

export const CASES_FILE = join(__dirname, 'cases.json');

/** A new case is its text alone; `UPDATE_GOLDEN=1` and Go add the rest. */
export interface Case {
  readonly text: string;
  /** What sigs.k8s.io/yaml makes of the first document; absent when it refuses it. */
  readonly json?: string;
  /** How many documents Go reads, when it is not one; -1 when it cannot read all. */
  readonly documents?: number;
  /** Why our reader refuses the text; absent when it does not. */
  readonly ours?: string;
}

export const loadCases = (): readonly Case[] => JSON.parse(readFileSync(CASES_FILE, 'utf8')) as Case[];

export const titleOf = ({ text }: Case): string => JSON.stringify(text).slice(0, 90).replaceAll('%', '%%');

/** All documents of a text, and what is wrong with the first of them that cannot be read. */
export function ours(text: string): { readonly values: readonly unknown[]; readonly problem?: string } {
  const documents = [...readYaml(text)];
  const problem = documents.find((one) => one.problem !== undefined)?.problem;
  return { values: documents.map(({ value }) => value), ...(problem === undefined ? {} : { problem }) };
}

export interface GoAnswer {
  readonly json?: string;
  readonly error?: string;
  readonly documents: number;
}

/** What Go makes of texts, in one run. */
export function askGo(texts: readonly string[]): readonly GoAnswer[] {
  const run = spawnSync(tool('go'), ['run', '.'], {
    cwd: join(__dirname, 'go'),
    env: { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off' },
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`the Go program failed: ${run.error?.message ?? run.stderr}`);
  return JSON.parse(run.stdout) as GoAnswer[];
}
