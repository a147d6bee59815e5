import { readFileSync } from 'node:fs';
import type * as Reader from '../model/options';
import { present } from '../on-disk';

const DEFAULT = 'meshext.yaml';
const NO_OPTIONS: Reader.ReadOptions = { options: {}, diagnostics: [], placeOf: (field) => ({ field }) };

/**
 * The options in a file; without a name, in meshext.yaml if that is there.
 *
 * @throws the system's error for a file that cannot be opened, and for a link that leads nowhere
 */
export function readOptionsFile(file: string | undefined): Reader.ReadOptions {
  if (file === undefined && !present(DEFAULT)) return NO_OPTIONS;
  const name = file ?? DEFAULT;
  // Its YAML reader is a large package, so it is loaded only when there is something to read.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would start a second module loader
  const { readOptions } = require('../model/options') as typeof Reader;
  return readOptions(name, readFileSync(name, 'utf8'));
}
