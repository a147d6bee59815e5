import type { Backend } from '../backend';
import { proxyFiles } from './files';
import { checkProxies, staticProxies } from './refusals';

export const envoy: Backend = {
  name: 'envoy',
  check: (ir) => ir.meshes.flatMap(checkProxies),
  emit: (ir) => ir.meshes.flatMap((mesh) => staticProxies(mesh).flatMap((proxy) => proxyFiles(proxy, mesh.key))),
};
