/** What one carries under a key. */
export const valueIn = (labels: Readonly<Record<string, string>>, key: string): readonly string[] =>
  Object.hasOwn(labels, key) ? [labels[key]] : [];

/** Those that may carry all wanted labels or tags, in their order. The caller looks at each: only one pair was asked for. */
export type CarriersOf<T> = (wanted: Readonly<Record<string, string>>) => readonly T[];

/**
 * Finds things by what they carry: to look at all of them for each that asks costs the square. Of the wanted pairs the one that
 * the fewest carry counts. What carries a key is gathered when somebody asks for it.
 */
export function carriersAmong<T>(
  all: readonly T[],
  valuesOf: (one: T, key: string) => readonly string[],
): CarriersOf<T> {
  const known = new Map<string, ReadonlyMap<string, readonly T[]>>();
  const byValue = (key: string): ReadonlyMap<string, readonly T[]> => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const carriers = new Map<string, T[]>();
    for (const one of all) {
      for (const value of new Set(valuesOf(one, key))) {
        const some = carriers.get(value);
        if (some === undefined) carriers.set(value, [one]);
        else some.push(one);
      }
    }
    known.set(key, carriers);
    return carriers;
  };
  return (wanted) =>
    Object.entries(wanted)
      .map(([key, value]) => byValue(key).get(value) ?? [])
      .reduce<readonly T[]>((fewest, some) => (some.length < fewest.length ? some : fewest), all);
}
