import { goProgram } from './go-program';

/** It takes some minutes to build. */
export const coredns = goProgram('coredns', { module: 'github.com/coredns/coredns', version: '1.15.0' });
