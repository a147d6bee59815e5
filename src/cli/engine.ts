/** All that the commands need of the compiler, behind one door: see compiler.ts. */
export { compareFile, compareTree } from '../compare-tree';
export { sharedPaths } from '../shared-paths';
export { planTree, writeTree } from '../write';
export { fromYaml, toYaml } from '../yaml';
export { listFile, listOf } from '../file-list';
export { hashOfFile } from '../on-disk';
export { hashOfText } from '../portions';
export { judge } from './judge';
export { matrixRows } from './matrix';
export { pruneLockFile } from './prune';
export { secretRows, serviceRows } from './rows';
export { complaint, prepare } from './validation';
