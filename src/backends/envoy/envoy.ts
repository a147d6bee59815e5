import type { Backend } from '../backend';
import { hostMeshes, staticEgresses, staticProxies } from '../delivered';
import { egressFiles, proxyFiles } from './files';
import { checkEgress, checkProxies } from './refusals';

export const envoy: Backend = {
  name: 'envoy',
  check: (ir) => [...hostMeshes(ir).flatMap(checkProxies), ...staticEgresses(ir).flatMap(checkEgress)],
  emit: (ir) => [
    ...hostMeshes(ir).flatMap((mesh) => staticProxies(mesh).flatMap((proxy) => proxyFiles(proxy, mesh.key))),
    ...staticEgresses(ir).flatMap(egressFiles),
  ],
};
