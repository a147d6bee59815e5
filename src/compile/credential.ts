import type { Credential } from '../ir/ir';
import type { DataSourceSpec } from '../model/mesh-external-service';

/** Of several keys Kuma takes the secret, then inline, then inlineString; none is as if the source were absent. */
export function credential(source: DataSourceSpec | undefined): Credential | undefined {
  if (source?.secret !== undefined) return { kind: 'secret', name: source.secret };
  if (source?.inline !== undefined) return { kind: 'base64', value: source.inline.replace(/[\r\n]/g, '') }; // as Go reads it
  return source?.inlineString === undefined ? undefined : { kind: 'text', value: source.inlineString };
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The content as the proxy reads it; undefined for a secret, which only the proxy sees, and for what the schema refuses. */
export function contentOf(credential: Credential | undefined): string | undefined {
  if (credential === undefined || credential.kind === 'secret') return undefined;
  if (credential.kind === 'text') return credential.value;
  return BASE64.test(credential.value) ? Buffer.from(credential.value, 'base64').toString('latin1') : undefined;
}

/** A folder of that name has to stand in the folder of secrets, and nowhere else (255 bytes is what file systems hold). */
export const isSecretName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[/\p{Cc}]/u.test(name) && Buffer.byteLength(name) <= 255;
