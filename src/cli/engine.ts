/** All that the commands need of the compiler, behind one door: see compiler.ts. */
export { reached } from '../backends/envoy/bootstrap';
export { secretFile } from '../backends/envoy/secrets';
export { planTree, writeTree } from '../write';
export { toYaml } from '../yaml';
export { judge } from './judge';
export { pruneLockFile } from './prune';
export { complaint, prepare } from './validation';
