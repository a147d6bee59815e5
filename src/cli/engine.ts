/** All that the commands need of the compiler, behind one door: see compiler.ts. */
export { secretFile } from '../backends/envoy/tls';
export { planTree, writeTree } from '../write';
export { toYaml } from '../yaml';
export { judge } from './judge';
export { pruneLockFile } from './prune';
