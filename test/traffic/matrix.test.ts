import { join } from 'node:path';
import { testWith } from '../tools';
import { MODES, type MatrixResult, type Mode, type Outcome } from './matrix/result';
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
      let { outcomes, probes, crowd }: MatrixResult = { outcomes: {}, probes: [] };
      beforeAll(async () => {
        ({ outcomes, probes, crowd } = await resultOf(name, mode));
        for (const row of rows) table.push(line(row, mode, outcomes[row.name] ?? []));
      }, RUN_LIMIT_MS + 20_000);

      for (const row of rows)
        for (const [i, one] of row.tries.entries())
          it(`${row.option}: ${wanted(one)} (${row.name} ${i + 1})`, () => {
            judge(one, outcomes[row.name][i]);
          });

      it('what is declared says of every try what came of it', () => {
        const all = Object.values(outcomes).flatMap((tries) => tries.map(({ agreement }) => agreement));
        expect(all).toHaveLength(rows.reduce((sum, { tries }) => sum + tries.length, 0));
        expect(all.filter(({ claims }) => claims < 2)).toEqual([]);
        expect(all.flatMap(({ differences }) => differences)).toEqual([]);
      });

      it('and of connections that no row is about', () => {
        expect(Object.fromEntries(probes.map(({ option, declared, live }) => [option, [declared, live]]))).toEqual(
          probesIn(mode),
        );
      });

      if (mode === 'redirect-crowd')
        it('they share chains with a thousand others, and none came to those', () => {
          const alone = rows.filter(({ envoy = {} }) => 'mixedEndpoints' in envoy);
          expect(crowd).toMatchObject({ astray: 0, asked: 1 });
          expect(crowd?.alone).toEqual(alone.map((row) => `${row.name}:${row.spec.match.port}`).sort());
          expect(crowd?.fewest).toBeGreaterThan(1000 / rows.length);
        });
    });
  }

/** What is declared, and what came of it. What is not declared may end in any way. */
function probesIn(mode: Mode): Record<string, [string, string]> {
  const [refused, unknown]: [string, string][] = [
    ['refused', 'refused'],
    ['unknown', 'unknown'],
  ];
  const uncaptured: [string, string] = ['undeclared', 'ENETUNREACH'];
  return {
    'a VIP that is nobody’s': mode === 'ports' ? uncaptured : refused,
    'a port that the service does not have': mode === 'ports' ? uncaptured : refused,
    ...(mode === 'ports' ? { 'a VIP that is not captured': uncaptured } : {}),
    'a loopback port that is nobody’s': refused,
    'the port of redirection': refused,
    'an inbound': ['reached', 'answered'],
    'the application': ['undeclared', 'answered'],
    'the administration': ['undeclared', 'answered'],
    'an address of which nothing is declared': ['undeclared', 'refused'],
    'a name that nobody has': unknown,
    'a name below a service': unknown,
    'the zone itself': unknown,
    'a name of no zone': ['undeclared', 'ESERVFAIL'], // as the server of other names says
  };
}

const resultOf = (name: string, mode: Mode): Promise<MatrixResult> =>
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
