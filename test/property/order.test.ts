import fc from 'fast-check';
import { isError } from '../../src/diagnostics/diagnostic';
import { accepted, lockOf, runWorld } from './run';
import { tries } from './runs';
import { type World, mostlyRight } from './worlds';

/** Which file, which place in it, which order of keys: nothing of that shows in what is written. */

/** A permutation, by the numbers that it is sorted by. */
const shuffled = <T>(items: readonly T[], keys: readonly number[]): T[] =>
  items
    .map((one, i) => ({ one, key: keys[i % keys.length] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);

/** Maps with their keys in another order; lists stay, since their order means something. */
function reordered(value: unknown, keys: readonly number[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => reordered(one, keys));
  const entries = Object.entries(value).map(([key, one]) => [key, reordered(one, keys)] as const);
  return Object.fromEntries(shuffled(entries, keys));
}

const keysOf = fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 });

function otherwise(world: World, keys: readonly number[]): World {
  const all = shuffled(world.files.flat(), keys).map((one) => reordered(one, keys));
  const cuts = [keys[0] % (all.length + 1), keys[1] % (all.length + 1)].sort((a, b) => a - b);
  const files = [all.slice(0, cuts[0]), all.slice(cuts[0], cuts[1]), all.slice(cuts[1])];
  return { files, options: reordered(world.options, keys) as World['options'] };
}

const hostnamesOf = (world: World): string[] =>
  runWorld(world).ir.meshes.flatMap(({ key, services }) =>
    services.map(({ name, hostnames, vips }) => [key, name, ...hostnames, ...vips].join(' ')),
  );

const { parameters, timeout } = tries(200);

test(
  'in another order, the same hostnames, VIPs and bytes',
  () => {
    let checked = 0;
    fc.assert(
      fc.property(mostlyRight, keysOf, (world, keys) => {
        const one = accepted(world);
        if (one === undefined) return;
        const other = runWorld(otherwise(one.world, keys));
        expect(other.diagnostics.filter(isError)).toEqual([]);
        expect(other.artifacts).toEqual(one.result.artifacts);
        expect(lockOf(other)).toBe(lockOf(one.result));
        checked += other.artifacts.length;
      }),
      parameters,
    );
    expect(checked).toBeGreaterThan(parameters.numRuns);
  },
  timeout,
);

/** Findings that two of them claim one thing; which of the two may have it, their order decides. */
const CLAIMS = /-(twice|taken)$/;

test(
  'in another order, the same hostnames and the same codes, whatever else is wrong',
  () => {
    fc.assert(
      fc.property(mostlyRight, keysOf, (world, keys) => {
        const codes = (one: World): string[] =>
          runWorld(one)
            .diagnostics.map(({ severity, code }) => `${severity} ${code}`)
            .sort();
        const found = codes(world);
        if (found.some((line) => CLAIMS.test(line))) return;
        const other = otherwise(world, keys);
        expect(codes(other)).toEqual(found);
        expect(hostnamesOf(other).sort()).toEqual(hostnamesOf(world).sort());
      }),
      parameters,
    );
  },
  timeout,
);
