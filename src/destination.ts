import { join, resolve, sep } from 'node:path';

/**
 * `meshext check --dist` runs an app that must not touch what it compares with. Then everything is written below another
 * folder, under the whole path that it has otherwise, as with DESTDIR of make.
 */
export const DESTINATION = 'MESHEXT_DESTDIR';

const folder = (): string => process.env[DESTINATION] ?? '';

/** Where what belongs to a path is written. */
export const destination = (path: string): string => (folder() === '' ? path : join(folder(), resolve(path)));

/** Where it belongs: cdk8s's own App knows only where it is written. */
export function inPlace(path: string): string {
  const whole = resolve(path);
  return folder() !== '' && whole.startsWith(folder() + sep) ? whole.slice(folder().length) : path;
}
