/**
 * What a caller gave, apart from the caller's own objects and lists: what happens to those later is no part of a declaration.
 * Instances of classes stay the same ones: a Lazy is not to be resolved yet, and a Mesh is who it is.
 */
export const copied = <T>(value: T): T => copyOf(value) as T;

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one)]));
}
