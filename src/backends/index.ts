import type { Backend } from './backend';
import { coredns } from './coredns/coredns';
import { envoy } from './envoy/envoy';
import { kubernetes } from './kubernetes/kubernetes';
import { universal } from './universal/universal';

/** Every output there is. */
export const backends: readonly Backend[] = [coredns, envoy, kubernetes, universal];
