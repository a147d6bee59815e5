import { isObject } from '../model/read';

/**
 * What props become in a resource. A value of another type than the prop has (`any` from a file, a variable that is not set)
 * stays as it is: whoever reads the resource says what is wrong with it.
 */

/** What a prop that is an object becomes. */
export const ofObject = <T, S>(value: T, spec: (value: T & object) => S): S =>
  isObject(value) ? spec(value) : (value as unknown as S);

/** What a prop that is a list of objects becomes. */
export const ofList = <T, S>(list: readonly T[], spec: (value: T & object) => S): S[] =>
  isList(list) ? list.map((one) => ofObject(one, spec)) : (list as unknown as S[]);

const isList = <T>(value: readonly T[]): boolean => Array.isArray(value);

/** A list that more is added to: a copy, and what is no list as the one item of it. */
export function listOf<T>(list: readonly T[] | undefined): T[] {
  const items: unknown[] = [list ?? []];
  return items.flat() as T[];
}
