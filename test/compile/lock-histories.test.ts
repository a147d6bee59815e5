import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pruneLock } from '../../src/compile/prune-lock';
import { allocateVips } from '../../src/compile/vips';
import { ipToNumber, parseCidr } from '../../src/model/ip';
import { type Lock, lockText } from '../../src/model/lock';
import type { Model } from '../../src/model/model';
import { type LockFile, lockFindings, newLockText, readLock } from '../../src/model/read-lock';
import { modelOf, service } from './documents';

/** Projects as they live: services come and go, branches are merged by Git, and no VIP may move. */

interface Project {
  readonly range: string;
  readonly services: ReadonlySet<string>;
  readonly text?: string;
}
type Change = { readonly kind: 'add' | 'remove'; readonly names: readonly string[] } | { readonly kind: 'prune' };
type Step = Change | { readonly kind: 'merge'; readonly ours: readonly Change[]; readonly theirs: readonly Change[] };

const names = Array.from({ length: 24 }, (_, i) => `${i % 3 === 0 ? 'other' : 'default'}/s${i}`);
const some = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 6 });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), names: some }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), names: some }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('prune' as const) }) },
);
const changes = fc.array(change, { maxLength: 4 });
const history = fc.array(
  fc.oneof(change, fc.record({ kind: fc.constant('merge' as const), ours: changes, theirs: changes })),
  { maxLength: 8 },
);

const SERVICES = new Map(
  modelOf(
    names.map((id) => {
      const [mesh, name] = id.split('/');
      return service(name, {}, { mesh });
    }),
  ).services.map((one) => [`${one.mesh}/${one.name}`, one]),
);
const MESHES = modelOf(['default', 'other'].map((mesh) => service('s', {}, { mesh })));

const modelFor = ({ services, range }: Project): Model => ({
  ...MESHES,
  meshes: MESHES.meshes.map((mesh) => ({ ...mesh, vipCidr: range })),
  services: [...services].flatMap((id) => SERVICES.get(id) ?? []),
});

const read = ({ text }: Project, frozen = false): LockFile => readLock('meshext.lock.yaml', text, frozen);
const addresses = (lock: Lock): Map<string, string> => new Map(lock.map(({ key, addresses }) => [key, addresses[0]]));
const errorsIn = (found: readonly { readonly severity: string; readonly code: string }[]): string[] =>
  found.filter(({ severity }) => severity === 'error').map(({ code }) => code);

/** One run, which must move nothing; undefined when the range is too small for all. */
function run(project: Project): Project | undefined {
  const file = read(project);
  const model = modelFor(project);
  const [vips, lock, diagnostics] = allocateVips(model, file.lock);
  const errors = errorsIn([...file.diagnostics, ...diagnostics]);
  if (errors.includes('vip-range-full')) return undefined;
  expect(errors).toEqual([]);

  const [before, after] = [addresses(file.lock), addresses(lock)];
  const given = new Map([...vips].map(([one, own]) => [`${one.mesh}/${one.name}`, own]));
  const range = parseCidr(project.range);
  for (const id of project.services) {
    expect(given.get(id)).toEqual([after.get(id)]);
    if (before.has(id)) expect(after.get(id)).toBe(before.get(id));
    const number = ipToNumber(after.get(id) ?? '');
    expect(range !== undefined && number > range.first && number < range.last).toBe(true);
  }
  expect(new Set(after.values()).size).toBe(lock.length);
  const released = [...before.keys()].filter((key) => !project.services.has(key));
  const lost = released.filter((key) => !after.has(key));
  // Released entries go only where there is no other address left.
  if (lost.length > 0) expect(lock.length).toBe(Number((range?.last ?? 0n) - (range?.first ?? 0n)) - 1);

  const reversed = { ...model, services: [...model.services].reverse() };
  expect(allocateVips(reversed, [...file.lock].reverse())[1]).toEqual(lock);
  const next = { ...project, text: newLockText(file, lock) ?? project.text };
  const again = read(next, true);
  expect(lockFindings(again, allocateVips(model, again.lock)[1])).toEqual([]);
  return next;
}

function changed(project: Project, step: Change): Project | undefined {
  const services = new Set(project.services);
  if (step.kind === 'add') step.names.forEach((name) => services.add(name));
  if (step.kind === 'remove') step.names.forEach((name) => services.delete(name));
  if (step.kind === 'prune' && project.text !== undefined) {
    const { lock, removed } = pruneLock(modelFor(project), read(project).lock);
    expect(removed.filter(({ key }) => services.has(key))).toEqual([]);
    expect(lock.filter(({ key }) => !services.has(key))).toEqual([]);
    return run({ ...project, text: lockText(lock) });
  }
  return run({ ...project, services });
}

const all = (project: Project, steps: readonly Change[]): Project | undefined =>
  steps.reduce<Project | undefined>((now, step) => now && changed(now, step), project);

/** What Git makes of two branches with `merge=union`. */
function unionOf(base = '', ours = '', theirs = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-merge-'));
  try {
    Object.entries({ base, ours, theirs }).forEach(([name, text]) => writeFileSync(join(folder, name), text));
    const merge = ['merge-file', '-p', '--union', 'ours', 'base', 'theirs'];
    const { status, stdout } = spawnSync('git', merge, { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Merged {
  readonly project?: Project;
  /** How many lines somebody had to delete. */
  readonly deleted: number;
}

function merged(base: Project, ours: Project, theirs: Project): Merged {
  const stay = [...base.services].filter((id) => ours.services.has(id) && theirs.services.has(id));
  const come = [...ours.services, ...theirs.services].filter((id) => !base.services.has(id));
  const services = new Set([...stay, ...come]);
  let text = unionOf(base.text, ours.text, theirs.text);
  for (let deleted = 0; ; deleted++) {
    const project = { ...base, services, text };
    const [, , diagnostics] = allocateVips(modelFor(project), read(project).lock);
    const [clash] = diagnostics.filter(({ code }) => /^lock-(address|key)-twice$/.test(code));
    if (clash === undefined) return { project: run(project), deleted };
    const line = clash.at.source?.line ?? 0;
    text = text
      .split('\n')
      .filter((_, i) => i !== line - 1)
      .join('\n');
  }
}

function live(range: string, steps: readonly Step[]): number {
  let project: Project | undefined = { range, services: new Set<string>() };
  let deleted = 0;
  for (const step of steps) {
    const now: Project | undefined = project;
    if (now === undefined) break;
    if (step.kind !== 'merge') project = changed(now, step);
    else {
      const [ours, theirs] = [all(now, step.ours), all(now, step.theirs)];
      const result = ours && theirs ? merged(now, ours, theirs) : { deleted: 0 };
      deleted += result.deleted;
      project = result.project;
    }
  }
  return deleted;
}

test('in a range that is large enough branches agree without talking', () => {
  fc.assert(
    fc.property(history, (steps) => {
      expect(live('242.0.0.0/8', steps)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test.each(['192.0.2.0/27', '192.0.2.0/28'])('in %s a clash of branches costs the newer line only', (range) => {
  let deleted = 0;
  fc.assert(
    fc.property(history, (steps) => {
      deleted += live(range, steps);
    }),
    { numRuns: 60 },
  );
  expect(deleted).toBeGreaterThan(0); // else nothing was tried
});
