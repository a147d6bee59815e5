import type * as Engine from './engine';

/** What takes most of the start: loaded when a command really compiles, not for help, completion or a usage error. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would start a second module loader
export const compiler = (): typeof Engine => require('./engine') as typeof Engine;
