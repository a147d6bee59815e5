/** Byte by byte, like everything that is written. */
export const sortedEntries = (object: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));

/** What has no schema, with its keys in an order that no document decides. */
export function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  const entries = sortedEntries(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([key, one]) => [key, ordered(one)]));
}
