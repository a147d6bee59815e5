import { join } from 'node:path';
import { testWith } from '../tools';
import { MODES, type Mode, type Outcome, type Outcomes } from './matrix/result';
import { type Expected, type Reason, type Row, TOPICS, type Try, topic } from './matrix/rows';
import { runInNamespace } from './namespace';

/** Every row of the matrix in every mode, on a real Envoy that runs the files we wrote. */

const RUN_LIMIT_MS = 240_000;
const GOOD = /^(status 200|listed|echoed)$/;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip', 'nft', 'iptables-restore', 'openssl', 'curl']);
const table: string[][] = [['option', 'mode', 'good server', 'bad server', "Envoy's reason"]];

afterAll(() => {
  const widths = table[0].map((_, i) => Math.max(...table.map((line) => line[i].length)));
  const lines = table.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  );
  process.stdout.write(`${lines.join('\n')}\n${table.length - 1} rows\n`);
});

const wanted = ({ answered, refused, partly }: Try): string =>
  answered !== undefined
    ? 'answered'
    : refused !== undefined
      ? `refused, ${refused.client}`
      : `partly, ${partly?.client}`;

for (const mode of MODES)
  for (const name of TOPICS) {
    const { rows, modes = MODES } = topic(name);
    if (!modes.includes(mode)) continue;
    describe(`${name}, ${mode}`, () => {
      let outcomes: Outcomes = {};
      beforeAll(async () => {
        outcomes = await outcomesOf(name, mode);
        for (const row of rows) table.push(line(row, mode, outcomes[row.name] ?? []));
      }, RUN_LIMIT_MS + 20_000);

      for (const row of rows)
        for (const [i, one] of row.tries.entries())
          it(`${row.option}: ${wanted(one)} (${row.name} ${i + 1})`, () => {
            judge(one, outcomes[row.name][i]);
          });
    });
  }

const outcomesOf = (name: string, mode: Mode): Promise<Outcomes> =>
  runInNamespace(join(__dirname, 'matrix/world.ts'), RUN_LIMIT_MS, { MATRIX_MODE: mode, MATRIX_TOPIC: name });

function judge({ answered, refused, partly }: Try, outcome: Outcome): void {
  const bad = outcome.endings.filter((ending) => !GOOD.test(ending));
  if (answered !== undefined) {
    expect({ bad, logged: bad.length > 0 ? outcome.logged : [] }).toEqual({ bad: [], logged: [] });
    expectSeen(answered, outcome);
  }
  if (refused !== undefined) {
    expect(bad).toHaveLength(outcome.endings.length);
    expectReason(refused, bad, outcome);
  }
  if (partly !== undefined) {
    expect(bad.length).toBeGreaterThan(0);
    expect(bad.length).toBeLessThan(outcome.endings.length);
    expectReason(partly, bad, outcome);
  }
}

function expectSeen({ servers, hostOfClient, ...fields }: Expected, { seen }: Outcome): void {
  expect(seen).not.toEqual([]);
  if (hostOfClient === true)
    for (const { host } of seen) expect(host).toMatch(/^(127\.0\.0\.1:2\d{4}|[a-z0-9-]+\.mesh\.internal)$/);
  for (const one of seen) expect(one).toMatchObject(fields);
  if (servers === undefined) return;
  // A unix socket has a place of its own in every run.
  const place = (at: string): string => at.replace(/^unix:.*\//, 'unix:');
  expect([...new Set(seen.map(({ at }) => place(at)))].sort()).toEqual(servers.map(place).sort());
}

function expectReason({ client, flags, failure, server }: Reason, bad: readonly string[], outcome: Outcome): void {
  expect([...new Set(bad)]).toEqual([client]);
  const failed = outcome.logged.filter((one) => (one.flags ?? '-') !== '-');
  if (flags !== undefined)
    expect(failed.map((one) => one.flags?.split(','))).toContainEqual(expect.arrayContaining([flags]));
  if (failure !== undefined) {
    // Envoy writes underscores where it would write spaces elsewhere.
    const said = failed.map((one) => `${one.failure ?? ''} ${one.details ?? ''}`.replaceAll('_', ' '));
    expect(said).toContainEqual(expect.stringMatching(failure));
  }
  if (server !== undefined) expect(outcome.serverErrors).toContainEqual(expect.stringMatching(server));
}

function line(row: Row, mode: Mode, outcomes: readonly Outcome[]): string[] {
  const of = (isGood: boolean): Outcome | undefined =>
    outcomes.find((_, i) => (row.tries[i].answered !== undefined) === isGood);
  const shown = (outcome: Outcome | undefined): string => [...new Set(outcome?.endings)].join(' / ');
  const reasons = of(false)?.logged.map((one) => `${one.flags ?? ''} ${one.failure ?? one.details ?? ''}`.trim()) ?? [];
  return [row.option, mode, shown(of(true)), shown(of(false)), [...new Set(reasons)].join('; ').slice(0, 100)];
}
