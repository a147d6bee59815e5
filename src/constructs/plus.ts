import type * as WithPlus from './with-plus';

/** What gateways and sidecars are made of: loaded where there is one, since an app starts faster without. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- import() gives a promise, and constructs cannot wait
export const plus = (): typeof WithPlus => require('./with-plus') as typeof WithPlus;
