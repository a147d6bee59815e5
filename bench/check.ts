import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `meshext check` on one small file costs, beside `node -e 0`: both as whole processes, in turn. */

const RUNS = 5;
const COMMAND = join(__dirname, '../lib/cli/main.js');
const FILE = `type: MeshExternalService
name: httpbin
mesh: default
spec:
  match: { port: 80, protocol: http }
  endpoints: [{ address: httpbin.org, port: 443 }]
  tls: { enabled: true, verification: { serverName: httpbin.org } }
---
type: HostnameGenerator
name: example
spec:
  selector: { meshExternalService: { matchLabels: { kuma.io/origin: zone } } }
  template: '{{ .DisplayName }}.mesh.internal'
`;

export interface Result {
  readonly name: string;
  /** Milliseconds, the median of all runs. */
  readonly check: number;
  readonly node: number;
  /** The median of the ratios, run by run. */
  readonly ratio: number;
}

export function benchCheck(): Result {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-bench-'));
  try {
    writeFileSync(join(folder, 'service.yaml'), FILE);
    const check = (): number => timed(folder, [COMMAND, 'check', 'service.yaml']);
    const node = (): number => timed(folder, ['-e', '0']);
    check();
    node(); // both read from disk once before they count
    const runs = Array.from({ length: RUNS }, () => ({ check: check(), node: node() }));
    return {
      name: 'meshext check, one small file',
      check: median(runs.map((one) => one.check)),
      node: median(runs.map((one) => one.node)),
      ratio: median(runs.map((one) => one.check / one.node)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timed(cwd: string, args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`node ${args.join(' ')}: ${stderr}`);
  return took;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
