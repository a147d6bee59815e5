import type { Backend } from '../backend';
import { bootstrap } from './bootstrap';
import { captureFiles } from './capture-files';
import { checkProxies, staticProxies } from './refusals';

/** Where the bootstrap of a proxy stands below the root of the output. */
export const bootstrapPath = (mesh: string, proxy: string): string => `${folderOf(mesh, proxy)}/bootstrap.json`;

const folderOf = (mesh: string, proxy: string): string => `envoy/${mesh}/${proxy}`;

/** Indented JSON: no quoting trap, faster for Envoy to load than YAML, and never mistaken for a manifest. */
export const bootstrapText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const envoy: Backend = {
  name: 'envoy',
  check: (ir) => ir.meshes.flatMap(checkProxies),
  emit: (ir) =>
    ir.meshes.flatMap((mesh) =>
      staticProxies(mesh).flatMap((proxy) => [
        { path: bootstrapPath(mesh.key, proxy.name), text: bootstrapText(bootstrap(proxy)) },
        ...captureFiles(proxy, folderOf(mesh.key, proxy.name)),
      ]),
    ),
};
