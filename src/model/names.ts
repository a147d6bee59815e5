import type { KumaCode } from '../diagnostics/kuma';

/** Kuma's rules for names of resources and of meshes (pkg/core/resources/apis/mesh/meta_validator.go). */

interface Problem {
  readonly code: KumaCode;
  readonly message: string;
}

export const RFC_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MESH_NAME = /^[0-9a-z-_.]*$/;
const BAD_NAME =
  "invalid characters. A lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const BAD_MESH_NAME =
  "invalid characters. Valid characters are numbers, lowercase latin letters and '-', '_', '.' symbols.";
const TOO_LONG = 'value length must less or equal 253';
const EMPTY = 'cannot be empty';

export function nameProblem(name: string): Problem | undefined {
  if (name === '') return { code: 'name-empty', message: EMPTY };
  if (Buffer.byteLength(name) > 253) return { code: 'name-length', message: TOO_LONG };
  return RFC_1123_SUBDOMAIN.test(name) ? undefined : { code: 'name-characters', message: BAD_NAME };
}

export function meshNameProblem(name: string): Problem | undefined {
  if (name === '') return { code: 'mesh-empty', message: EMPTY };
  if (Buffer.byteLength(name) > 253) return { code: 'mesh-name', message: TOO_LONG };
  return MESH_NAME.test(name) ? undefined : { code: 'mesh-name', message: BAD_MESH_NAME };
}
