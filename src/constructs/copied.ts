/**
 * What a caller gave, apart from the caller's own objects and lists: what happens to those later is no part of a declaration.
 * Instances of classes stay the same ones: a Lazy is not to be resolved yet, and a Mesh is who it is.
 */
export const copied = <T>(value: T): T => copyOf(value, []) as T;

/** What holds itself has no end; it is left for those who judge it. */
function copyOf(value: unknown, above: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null || above.includes(value)) return value;
  const within = [...above, value];
  if (Array.isArray(value)) return value.map((one: unknown) => copyOf(one, within));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one, within)]));
}
