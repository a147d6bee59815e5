import { createHash } from 'node:crypto';
import type { Credential, Runtime, Tls } from '../../ir/ir';
import type { Artifact } from '../backend';
import { json } from './json';
import { any } from './types';

/**
 * Secrets by name are files, and only what comes through the secret discovery service (SDS) is read again when they change:
 * a file of ours, which never changes, says where they lie. All of a proxy's secrets lie under one folder that is exchanged as
 * a whole, so that is what Envoy watches: watching the folder of one, it would see a new certificate before its new key.
 */

/** One secret as Envoy sees it: an authority, or a certificate with its key. */
export interface SdsSecret {
  /** Kind and names, divided by slashes, which no name of a secret holds; its file stands below `sds/` by the same parts. */
  readonly name: string;
  readonly content: object;
}

type Folders = Pick<Runtime, 'secretsDir' | 'configDir' | 'oneFolder' | 'filesystemXds'> & Owner;
interface Owner {
  /** The mesh that secrets belong to, where those of several lie beside each other. */
  readonly secretsOf?: string;
}

/** Where Envoy looks for a secret. */
export const secretFile = (secretsDir: string, name: string, mesh?: string): string =>
  [trimmed(secretsDir), ...(mesh === undefined ? [] : [mesh]), name, 'value'].join('/');

const trimmed = (folder: string): string => folder.replace(/\/+$/, '');

/** A file or folder of the proxy as Envoy finds it; one that is not absolute starts with a dot, as Envoy wants paths. */
const found = (configDir: string): string => trimmed(/^\.{0,2}(\/|$)/.test(configDir) ? configDir : `./${configDir}`);

/** Where Envoy reads a file beside its bootstrap. With its folder watched, it reads it again when the folder is exchanged. */
export const pathSource = (
  file: string,
  { configDir, filesystemXds }: Pick<Folders, 'configDir' | 'filesystemXds'>,
) => ({
  path_config_source: {
    path: `${found(configDir)}/${file}`,
    ...(filesystemXds ? { watched_directory: { path: found(configDir) || '/' } } : {}),
  },
  resource_api_version: 'V3',
});

/** In one folder two underscores stand for a slash: within a name, digits follow each. */
const path = ({ name }: SdsSecret, { oneFolder }: Pick<Folders, 'oneFolder'>): string =>
  `${['sds', ...name.split('/').map(fileName)].join(oneFolder ? '__' : '/')}.json`;

/** Longer ones would leave no room below the 255 bytes that file systems take. */
const LONGEST = 100;

/** A name that every file system takes and tells from all others; the usual names stay as they are. */
function fileName(name: string): string {
  const safe = name.replace(/[^a-z0-9.-]|^\./gu, (one) => `_${Buffer.from(one).toString('hex')}`);
  if (safe.length <= LONGEST) return safe;
  return `${safe.slice(0, LONGEST - 17)}_${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

/** How a transport socket asks for a secret. */
export const sdsConfig = (secret: SdsSecret, folders: Folders) => ({
  name: secret.name,
  sds_config: pathSource(path(secret, folders), folders),
});

/** The file that the question is answered from, below the folder of the proxy. */
export const sdsFile = (secret: SdsSecret, folders: Pick<Folders, 'oneFolder'>): Artifact => ({
  path: path(secret, folders),
  pieces: () => [
    json({
      resources: [any('extensions.transport_sockets.tls.v3.Secret', { name: secret.name, ...secret.content })],
    }),
  ],
});

type Place = Pick<Folders, 'secretsDir' | 'secretsOf'>;

export function dataSource(credential: Credential, { secretsDir, secretsOf }: Place): object {
  switch (credential.kind) {
    case 'secret':
      return { filename: secretFile(secretsDir, credential.name, secretsOf) };
    case 'base64':
      return { inline_bytes: credential.value };
    case 'text':
      return { inline_string: credential.value };
  }
}

const watched = ({ secretsDir }: Pick<Folders, 'secretsDir'>): object => ({
  watched_directory: { path: trimmed(secretsDir) || '/' },
});

const owned = (name: string, { secretsOf }: Owner): string =>
  secretsOf === undefined ? name : `mesh/${secretsOf}/${name}`;

/** Who proves who he is in a mesh: a proxy by its name, or the egresses of a host, which all are the same to their clients. */
export interface Member {
  readonly mesh: string;
  readonly name: string;
}
export const EGRESSES = 'ZoneEgress'; // upper case, which no name of a proxy has

/** Named as in a Kubernetes secret of type TLS. */
export const IDENTITY_FILES = ['ca.crt', 'tls.crt', 'tls.key'] as const;

/** Where the files of the certificate lie that proves it, below the folder of secrets. A host may have several proxies. */
export const identityFolder = ({ mesh, name }: Member): string => `identities/${mesh}/${name}`;

/** What a proxy is in a mesh: its certificate and key, and the authority of the mesh. */
export function memberSecrets(
  member: Member,
  folders: Pick<Folders, 'secretsDir'>,
): { readonly identity: SdsSecret; readonly authority: SdsSecret } {
  const file = (name: (typeof IDENTITY_FILES)[number]) => ({
    filename: [trimmed(folders.secretsDir), identityFolder(member), name].join('/'),
  });
  return {
    identity: {
      name: `identity/${member.mesh}`,
      content: {
        tls_certificate: { certificate_chain: file('tls.crt'), private_key: file('tls.key'), ...watched(folders) },
      },
    },
    authority: {
      name: `mesh-authority/${member.mesh}`,
      content: { validation_context: { trusted_ca: file('ca.crt'), ...watched(folders) } },
    },
  };
}

/** The authority of a service, when it is a secret. */
export const authoritySecret = ({ authority }: Tls, folders: Place): SdsSecret | undefined =>
  authority?.kind !== 'secret'
    ? undefined
    : {
        name: owned(`authority/${authority.name}`, folders),
        content: { validation_context: { trusted_ca: dataSource(authority, folders), ...watched(folders) } },
      };

/** Its client certificate and key, when one of them is a secret; a pair that is half inline belongs to the service alone. */
export function clientSecret({ client }: Tls, service: string, folders: Place): SdsSecret | undefined {
  if (client === undefined) return undefined;
  const { certificate, key } = client;
  if (certificate.kind !== 'secret' && key.kind !== 'secret') return undefined;
  const isPair = certificate.kind === 'secret' && key.kind === 'secret';
  return {
    name: owned(isPair ? `pair/${certificate.name}/${key.name}` : `service/${service}`, folders),
    content: {
      tls_certificate: {
        certificate_chain: dataSource(certificate, folders),
        private_key: dataSource(key, folders),
        ...watched(folders),
      },
    },
  };
}
