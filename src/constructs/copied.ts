/**
 * What a caller gave, apart from the caller's own objects and lists: what happens to those later is no part of a declaration.
 * Instances of classes stay the same ones: a Lazy is not to be resolved yet, and a Mesh is who it is.
 */
export const copied = <T>(value: T): T => (isOwn(value) ? copyOf(value, []) : value) as T;

/** What holds itself has no end; it is left for those who judge it. */
function copyOf(value: object, above: readonly object[]): object {
  if (above.includes(value)) return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  for (const key in copy) {
    const one = copy[key];
    if (isOwn(one)) copy[key] = copyOf(one, [...above, value]);
  }
  return copy;
}

const isOwn = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);
