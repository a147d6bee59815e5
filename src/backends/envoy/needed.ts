import type { Ir, Proxy, Service, ZoneEgress } from '../../ir/ir';
import { hostMeshes, staticEgresses } from '../delivered';
import { credentialNames, secretNames } from './files';
import { EGRESSES, IDENTITY_FILES, identityFolder, secretFile } from './secrets';

/** A file that a proxy reads and nobody here writes. */
export interface Needed {
  readonly mesh: string;
  readonly proxy: string;
  /** The name of the secret; of a certificate by which a proxy proves who it is, of its file. */
  readonly secret: string;
  readonly file: string;
}

/** What each proxy and each egress that hosts run needs of secrets. */
export const filesNeeded = (ir: Ir): Needed[] => [
  ...hostMeshes(ir).flatMap(({ name, proxies }) => proxies.flatMap((proxy) => ofProxy(proxy, name))),
  ...staticEgresses(ir).flatMap(ofEgress),
];

const ofProxy = (proxy: Proxy, mesh: string): Needed[] => [
  ...secretNames(proxy).map((secret) => ({
    mesh,
    proxy: proxy.name,
    secret,
    file: secretFile(proxy.secretsDir, secret),
  })),
  ...(proxy.through === undefined ? [] : identity(mesh, proxy.name, proxy.name, proxy.secretsDir)),
];

function ofEgress({ name, routes, secretsDir }: ZoneEgress): Needed[] {
  const proxy = `${EGRESSES} ${name}`;
  const services = new Map<string, Service[]>(routes.map(({ mesh }) => [mesh, []]));
  for (const { mesh, service } of routes) services.get(mesh)?.push(service);
  return [...services].flatMap(([mesh, own]) => [
    ...credentialNames(own).map((secret) => ({ mesh, proxy, secret, file: secretFile(secretsDir, secret, mesh) })),
    ...identity(mesh, proxy, EGRESSES, secretsDir),
  ]);
}

const identity = (mesh: string, proxy: string, name: string, secretsDir: string): Needed[] =>
  IDENTITY_FILES.map((file) => ({
    mesh,
    proxy,
    secret: file,
    file: `${secretsDir.replace(/\/+$/, '')}/${identityFolder({ mesh, name })}/${file}`,
  }));
