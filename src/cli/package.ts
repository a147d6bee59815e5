import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package that this command belongs to. */
export const PACKAGE = join(__dirname, '..', '..');

export const version = (): string =>
  (JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { readonly version: string }).version;
