import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as pem from '../pem';
import { tool } from '../tools';

/** Real Envoy's judgement of bootstraps, with the files that they name. */

const LIMIT_MS = 60_000;

export class Validator {
  readonly folder = mkdtempSync(join(tmpdir(), 'meshext-property-'));
  readonly systemCaPath = join(this.folder, 'ca.pem');
  readonly secretsDir = join(this.folder, 'secrets');
  private count = 0;

  constructor() {
    writeFileSync(this.systemCaPath, pem.AUTHORITY);
  }

  /** What Envoy says against a bootstrap; empty when it would start. */
  async complaint(bootstrap: string): Promise<string> {
    this.provideSecrets(JSON.parse(bootstrap));
    const path = join(this.folder, `${this.count++}.json`);
    writeFileSync(path, bootstrap);
    const [status, said] = await this.run(path);
    rmSync(path);
    return status === 0 ? '' : said;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(path: string): Promise<[number | null, string]> {
    const args = ['--mode', 'validate', '--log-level', 'warn', '--concurrency', '1', '-c', path];
    return new Promise((resolve, reject) => {
      const child = spawn(tool('envoy'), args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: LIMIT_MS });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.on('error', reject).on('close', (status) => resolve([status, said]));
    });
  }

  /** Each secret is a certificate and its key in one file, so that it can stand wherever it is named. */
  private provideSecrets(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, one] of Object.entries(value)) {
      if (key !== 'filename' || typeof one !== 'string' || one === this.systemCaPath) this.provideSecrets(one);
      else this.provide(one);
    }
  }

  private provide(path: string): void {
    const [name, file, ...more] = path.slice(this.secretsDir.length + 1).split('/');
    if (!path.startsWith(`${this.secretsDir}/`) || file !== 'value' || more.length > 0 || /^\.{0,2}$/.test(name))
      throw new Error(`${JSON.stringify(path)} is no file of a secret.`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pem.CLIENT + pem.CLIENT_KEY);
  }
}
