import type { Scalar } from './scalar';

/**
 * The keys that a map has so far, in their order, as a branch of a tree: most maps have the keys of one before them at
 * the same place. So a key is known by a comparison, stands in memory once and cannot stand twice in its map, and of the
 * values behind it, of which many repeat, the last one is remembered.
 */
export interface Shape {
  /** The last key; of an empty map none. */
  readonly key: string;
  /** With one key more: the one that came last, and all. */
  likely: Shape | undefined;
  readonly more: Map<string, Shape>;
  /** The empty map below the last key, or in the items of the list there. */
  below: Shape | undefined;
  /** A value as it was written, and what it means. */
  written: string;
  value: Scalar;
}

export const newShape = (key: string): Shape => ({
  key,
  likely: undefined,
  more: new Map(),
  below: undefined,
  written: '\n', // as no value is
  value: '',
});
