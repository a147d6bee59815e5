import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { testWith, tool } from '../tools';
import { putFile } from '../written';

/** The units and scripts of all cases, judged by systemd's own tool and by shellcheck. */

const CASES = join(__dirname, '../cases');
const written = readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('/expected/'));
const folders = [...new Set(written.filter((path) => path.endsWith('.service')).map((path) => dirname(path)))].sort();
const scripts = written.filter((path) => path.endsWith('.sh')).sort();

const folder = mkdtempSync(join(tmpdir(), 'meshext-units-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs systemd's judge over units that stand in a folder together; programs of theirs are taken to be installed. */
function analyze(
  units: Readonly<Record<string, string>>,
  ...args: readonly string[]
): { status: number | null; said: string } {
  const place = mkdtempSync(join(folder, 'units-'));
  for (const [name, text] of Object.entries(units))
    putFile(place, name, text.replaceAll(/=\/[\w./-]+\/(envoy|coredns) /g, `=${tool('true')} `));
  const paths = Object.keys(units).map((name) => join(place, name));
  const { status, stdout, stderr } = spawnSync(tool('systemd-analyze'), [...args, ...paths], {
    encoding: 'utf8',
    env: { ...process.env, SYSTEMD_UNIT_PATH: `${place}:` },
  });
  return { status, said: `${stdout}${stderr}` };
}

const unitsOf = (place: string): Record<string, string> =>
  Object.fromEntries(
    written
      .filter((path) => dirname(path) === place && path.endsWith('.service'))
      .map((path) => [basename(path), readFileSync(join(CASES, path), 'utf8')]),
  );

const exposure = (units: Readonly<Record<string, string>>): number[] =>
  [...analyze(units, 'security', '--offline=true').said.matchAll(/exposure level for \S+: ([\d.]+)/g)].map(
    ([, score]) => Number(score),
  );

test('there are units in every capture mode, and scripts', () => {
  const named = (mode: string): boolean => folders.some((path) => path.includes(`delivery-host-${mode}/`));
  expect(['ports', 'bound', 'local-route', 'redirect'].filter((mode) => !named(mode))).toEqual([]);
  expect(scripts.some((path) => path.endsWith('/install.sh'))).toBe(true);
  expect(scripts.some((path) => path.includes('/universal/'))).toBe(true);
});

describe.each(folders)('%s', (place) => {
  testWith(['systemd-analyze'])('systemd understands every word of its units', () => {
    expect(analyze(unitsOf(place), 'verify')).toEqual({ status: 0, said: '' });
  });

  testWith(['systemd-analyze'])('none of its units is exposed by 4.0 or more', () => {
    const scores = exposure(unitsOf(place));
    expect(scores).toHaveLength(Object.keys(unitsOf(place)).length);
    expect(Math.max(...scores)).toBeLessThan(4);
  });
});

testWith(['shellcheck'])(
  'shellcheck finds nothing in any script',
  () => {
    const run = spawnSync(
      tool('shellcheck'),
      ['--shell=sh', '--format=gcc', ...scripts.map((path) => join(CASES, path))],
      {
        encoding: 'utf8',
      },
    );
    expect({ status: run.status, said: run.stdout }).toEqual({ status: 0, said: '' });
  },
  120_000,
);

describe('these tests can fail:', () => {
  const unit = '[Service]\nExecStart=/usr/local/bin/envoy -c x\n';

  testWith(['systemd-analyze'])('a word that systemd does not know', () => {
    expect(analyze({ 'x.service': `${unit}ProtectEverything=yes\n` }, 'verify').said).toContain('ProtectEverything');
  });
  testWith(['systemd-analyze'])('a unit that nothing is taken from', () => {
    expect(Math.max(...exposure({ 'x.service': unit }))).toBeGreaterThan(9);
  });
  testWith(['shellcheck'])('a script with a mistake', () => {
    putFile(folder, 'x.sh', '#!/bin/sh\nrm -r $1\n');
    expect(spawnSync(tool('shellcheck'), [join(folder, 'x.sh')]).status).toBe(1);
  });
});
