import type { Ir, Mesh, Proxy, Service, ZoneEgress } from '../../ir/ir';
import { hostMeshes, staticEgresses } from '../delivered';
import { credentialNames, secretNames } from './files';
import { EGRESSES, IDENTITY_FILES, identityFolder, secretFile } from './secrets';

/** A file that a proxy reads and nobody here writes. */
export interface Needed {
  readonly mesh: string;
  readonly zone: string;
  readonly proxy: string;
  /** The name of the secret; of a certificate by which a proxy proves who it is, of its file. */
  readonly secret: string;
  readonly file: string;
}

/** What each proxy and each egress that hosts run needs of secrets. */
export const filesNeeded = (ir: Ir): Needed[] => [
  ...hostMeshes(ir).flatMap((mesh) => mesh.proxies.flatMap((proxy) => ofProxy(proxy, mesh))),
  ...staticEgresses(ir).flatMap(ofEgress),
];

const ofProxy = (proxy: Proxy, { name: mesh, zone }: Mesh): Needed[] => [
  ...secretNames(proxy).map((secret) => ({
    mesh,
    zone,
    proxy: proxy.name,
    secret,
    file: secretFile(proxy.secretsDir, secret),
  })),
  ...(proxy.through === undefined ? [] : identity({ mesh, zone, proxy: proxy.name }, proxy.name, proxy.secretsDir)),
];

function ofEgress({ name, zone, routes, secretsDir }: ZoneEgress): Needed[] {
  const services = new Map<string, Service[]>(routes.map(({ mesh }) => [mesh, []]));
  for (const { mesh, service } of routes) services.get(mesh)?.push(service);
  return [...services].flatMap(([mesh, own]) => {
    const who = { mesh, zone, proxy: `${EGRESSES} ${name}` };
    const credentials = credentialNames(own).map((secret) => ({
      ...who,
      secret,
      file: secretFile(secretsDir, secret, mesh),
    }));
    return [...credentials, ...identity(who, EGRESSES, secretsDir)];
  });
}

const identity = (who: Pick<Needed, 'mesh' | 'zone' | 'proxy'>, name: string, secretsDir: string): Needed[] =>
  IDENTITY_FILES.map((file) => ({
    ...who,
    secret: file,
    file: `${secretsDir.replace(/\/+$/, '')}/${identityFolder({ mesh: who.mesh, name })}/${file}`,
  }));
