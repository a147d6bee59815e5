import type { Backend } from '../backend';
import { hostMeshes, staticProxies } from '../delivered';
import { proxyFiles } from './files';
import { checkProxies } from './refusals';

export const envoy: Backend = {
  name: 'envoy',
  check: (ir) => hostMeshes(ir).flatMap(checkProxies),
  emit: (ir) => hostMeshes(ir).flatMap((mesh) => staticProxies(mesh).flatMap((proxy) => proxyFiles(proxy, mesh.key))),
};
