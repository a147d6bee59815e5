import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Result, contest } from './results';
import type { Row } from './row';
import { table, verdictLine, verdicts } from './table';

// npm run bench [-- NAME...] [--sizes 100,1000] [--runs 5], after npm run build. What stands in bench/rows is measured.

const ROWS = join(__dirname, 'rows');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { sizes: { type: 'string' }, runs: { type: 'string' } },
    allowPositionals: true,
  });
  const rows = rowsNamed(positionals);
  const all: Result[] = [];
  for (const row of rows) {
    for (const size of sizesOf(row, values.sizes)) {
      const results = await measured(row, size, Number(values.runs ?? row.runs ?? 5));
      all.push(...results);
      console.log(`${table(results)}\n`);
    }
  }
  const found = rows.flatMap(({ name, goals }) =>
    verdicts(
      goals,
      all.filter((one) => one.row === name),
    ),
  );
  console.log(found.map(verdictLine).join('\n'));
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memory: totalmem(), node: process.version };
  writeFileSync(
    join(__dirname, 'results.json'),
    `${JSON.stringify({ machine, results: all, goals: found }, null, 2)}\n`,
  );
}

function rowsNamed(names: readonly string[]): Row[] {
  const rows = readdirSync(ROWS)
    .sort()
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- what there is to measure is told by the folder
    .map((file) => (require(join(ROWS, file)) as { readonly default: Row }).default);
  const alien = names.find((name) => !rows.some((row) => row.name === name));
  if (alien !== undefined)
    throw new Error(`There is no row ${alien}, only ${rows.map(({ name }) => name).join(', ')}.`);
  return rows.filter(({ name }) => names.length === 0 || names.includes(name));
}

const sizesOf = ({ sizes }: Row, wanted: string | undefined): readonly number[] =>
  sizes.length === 0 ? [0] : (wanted?.split(',').map(Number) ?? sizes);

async function measured(row: Row, size: number, runs: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-bench-'));
  try {
    const prepared = await row.prepare(size, folder);
    try {
      return await contest(row, size, prepared, runs);
    } finally {
      await prepared.end?.();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
