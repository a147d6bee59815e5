import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WholeFile } from '../../src/backends/backend';
import { prepare } from '../../src/cli/validation';
import { tool } from '../tools';
import { putFile } from '../written';

/** Real Envoy's judgement of proxies, as `meshext validate` asks for it, but several at a time. */

const LIMIT_MS = 60_000;
const SECRET_FILE = /^\/etc\/meshext\/secrets\/(?!\.{1,2}\/)[^/]+\/value$/;

export class Validator {
  private readonly folder = mkdtempSync(join(tmpdir(), 'meshext-property-'));
  private count = 0;

  /** What is wrong with the files of one proxy; empty when Envoy would start with them. */
  async complaint(files: readonly WholeFile[]): Promise<string> {
    const place = join(this.folder, `${this.count++}`);
    for (const { path, text } of files) putFile(join(place, 'proxy'), path, text);
    const { configs, problems } = prepare(join(place, 'proxy'), join(place, 'copy'));
    const said = await Promise.all(configs.map((config) => this.run(config)));
    rmSync(place, { recursive: true });
    return [...files.flatMap(({ text }) => strayFiles(JSON.parse(text))), ...problems, ...said].join('');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(path: string): Promise<string> {
    const args = ['--mode', 'validate', '--log-level', 'warn', '--concurrency', '1', '-c', path];
    return new Promise((resolve, reject) => {
      const child = spawn(tool('envoy'), args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: LIMIT_MS });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.on('error', reject).on('close', (status) => resolve(status === 0 ? '' : said));
    });
  }
}

/** Files that are neither a secret in its folder nor the authorities of the host. */
function strayFiles(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    if (key !== 'filename' || typeof one !== 'string') return strayFiles(one);
    return one === SYSTEM_CA || SECRET_FILE.test(one) ? [] : [`${JSON.stringify(one)} is no file of a secret.`];
  });
}

const SYSTEM_CA = '/etc/ssl/certs/ca-certificates.crt';
