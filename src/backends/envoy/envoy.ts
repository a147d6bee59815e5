import type { Backend } from '../backend';
import { hostMeshes } from '../delivered';
import { proxyFiles } from './files';
import { checkProxies, staticProxies } from './refusals';

export const envoy: Backend = {
  name: 'envoy',
  check: (ir) => hostMeshes(ir).flatMap(checkProxies),
  emit: (ir) => hostMeshes(ir).flatMap((mesh) => staticProxies(mesh).flatMap((proxy) => proxyFiles(proxy, mesh.key))),
};
