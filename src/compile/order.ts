/** Orders by a key, byte by byte, so that no locale and no declaration order shows in the output. */
export const byKey =
  <T>(key: (one: T) => string) =>
  (a: T, b: T): number => {
    const [x, y] = [key(a), key(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };

/** A copy in the order of a key, which is made once for each item. Most lists are in order already. */
export function sortedBy<T>(items: readonly T[], key: (one: T) => string): T[] {
  const keys = items.map(key);
  if (keys.every((own, i) => i === 0 || keys[i - 1] <= own)) return [...items];
  const keyed = items.map((one, i): [string, T] => [keys[i], one]);
  return keyed.sort(byKey(([own]) => own)).map(([, one]) => one);
}

/** The items by key, in the order they came. */
export function groupBy<T, K>(items: readonly T[], key: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of items) {
    const own = key(one);
    const group = groups.get(own);
    if (group === undefined) groups.set(own, [one]);
    else group.push(one);
  }
  return groups;
}

/** The places that something takes, and those that it must not find taken. */
export interface Places {
  readonly own: readonly string[];
  readonly wanted: readonly string[];
}

/** Each item with the first before it that it clashes with. */
export function clashes<T>(items: readonly T[], placesOf: (one: T) => Places): [T, T][] {
  const owners = new Map<string, { readonly one: T; readonly rank: number }>();
  return items.flatMap((one, rank): [T, T][] => {
    const { own, wanted } = placesOf(one);
    const [first] = wanted.flatMap((place) => owners.get(place) ?? []).sort((a, b) => a.rank - b.rank);
    for (const place of own) if (!owners.has(place)) owners.set(place, { one, rank });
    return first === undefined ? [] : [[one, first.one]];
  });
}

/** All that a value says, in a text that does not depend on the order of keys. */
export const inOneText = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.entries(one).sort(byKey(([key]) => key))
      : one,
  );

/** What may never be asked for is made when it is. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
