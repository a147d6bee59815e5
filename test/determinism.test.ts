import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type AppFile, PROGRAMS, filesOf } from './constructs/programs';

/** Same model, same bytes: whatever the order of declarations, the time zone and the language. */

type Random = () => number;

/** A generator of the same numbers on every machine (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

describe.each(Object.entries(PROGRAMS))('%s', (name, program) => {
  const inOrder = filesOf(program, (steps) => steps);

  test('has every kind of output', () => {
    const roots = new Set(inOrder.map(({ path }) => path.split('/')[0]));
    // Two meshes here are two zones: what is for several clusters has no kustomization.
    const kustomization = name === 'two meshes' ? [] : ['kustomization.yaml'];
    expect([...roots].sort()).toEqual(['.meshext', 'coredns', 'envoy', 'kubernetes', ...kustomization, 'universal']);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('declared in another order (%d), the files are the same bytes', (seed) => {
    const random = seeded(seed);
    expect(filesOf(program, (steps) => shuffled(steps, random))).toEqual(inOrder);
  });

  test.each([
    { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' },
  ])('with %j, the files are the same bytes', (environment) => {
    expect(inChild(name, environment)).toEqual(inOrder);
  });
});

const TSX = resolve(__dirname, '../node_modules/.bin/tsx');

/** The files of a program that runs in a process of its own. */
function inChild(name: string, environment: Readonly<Record<string, string>>): readonly AppFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-determinism-'));
  try {
    const run = spawnSync(TSX, [resolve(__dirname, 'constructs/programs.ts'), name, folder], {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });
    expect({ status: run.status, stderr: run.status === 0 ? '' : run.stderr }).toEqual({ status: 0, stderr: '' });
    return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as AppFile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
