import type { Diagnostic } from '../diagnostics/diagnostic';
import { type KumaCode, kuma } from '../diagnostics/kuma';
import { isDnsName } from './address';
import { bodyField } from './dataplane';
import { goQuote, item } from './field-path';
import { type KumaVersion, type Resource, at } from './model';

/** Mesh, the parts that matter here, as Kuma's api/mesh/v1alpha1/mesh.proto has them; the rules are in docs/mesh.md. */
export interface MeshSpec {
  readonly mtls?: MtlsSpec;
  readonly networking?: { readonly outbound?: { readonly passthrough?: boolean } };
  readonly routing?: { readonly zoneEgress?: boolean; readonly localityAwareLoadBalancing?: boolean };
}
export interface MtlsSpec {
  /** The backend that is in use; without one the mesh has no mTLS. */
  readonly enabledBackend?: string;
  readonly backends?: readonly MtlsBackendSpec[];
  readonly skipValidation?: boolean;
}
/** Who signs certificates. */
export interface MtlsBackendSpec {
  readonly name?: string;
  readonly type?: string;
  /** Whether inbounds take plain text beside TLS: `PERMISSIVE`, else `STRICT`. */
  readonly mode?: string;
  readonly dpCert?: { readonly rotation?: { readonly expiration?: string }; readonly requestTimeout?: string };
  /** Of the authority; it may hold keys. */
  readonly conf?: unknown;
  readonly rootChain?: { readonly requestTimeout?: string };
}

/** What a Mesh of Kuma says that the compiler has to know. */
export const factsOf = ({ mtls, networking, routing }: MeshSpec) => ({
  zoneEgress: routing?.zoneEgress === true,
  ...(mtls === undefined ? {} : { mtls }),
  ...(networking?.outbound?.passthrough === undefined ? {} : { outboundPassthrough: networking.outbound.passthrough }),
});

/** Whether the proxies of a mesh prove to each other who they are. */
export const hasMtls = ({ mtls }: Pick<MeshSpec, 'mtls'>): boolean => (mtls?.enabledBackend ?? '') !== '';

type Say = (code: KumaCode, field: string, message: string, found: unknown) => void;

/** The rules of Kuma's mesh/mesh_validator.go and managers/apis/mesh/mesh_validator.go, in their order. */
export function checkMeshResource(mesh: Resource<MeshSpec>, release: KumaVersion): Diagnostic[] {
  const root = bodyField(mesh);
  const found: Diagnostic[] = [];
  const say: Say = (code, path, message, value) => void found.push(kuma(code, at(mesh, root, path), message, value));
  const { mtls, routing } = mesh.spec;
  if (mtls !== undefined) checkMtls(mtls, release, say);
  if (routing?.zoneEgress === true && !hasMtls(mesh.spec))
    say('egress-without-mtls', 'mtls', 'has to be set when zoneEgress enabled', mtls?.enabledBackend);
  if (found.length > 0) return found; // who signs is asked only then
  if (Buffer.byteLength(mesh.name) > LONGEST_NAME)
    say('name-too-long', 'name', 'cannot be longer than 63 characters', mesh.name);
  checkAuthorities(mesh, say);
  return found;
}

const LONGEST_NAME = 63;

function checkMtls({ enabledBackend = '', backends = [] }: MtlsSpec, release: KumaVersion, say: Say): void {
  if (backends.length > 1) say('mtls-backend', 'mtls.backends', 'cannot have more than 1 backends', backends);
  const names = new Set<string>();
  const expirations = backends.map(({ dpCert }) => () => {
    if (dpCert !== undefined) checkExpiration(dpCert.rotation?.expiration ?? '', say);
  });
  backends.forEach(({ name = '' }, i) => {
    if (names.has(name)) {
      const message = `${goQuote(name)} name is already used for another backend`;
      say('mtls-backend', `${item('mtls.backends', i)}.name`, message, name);
    }
    names.add(name);
    if (release !== '2.8') expirations[i]();
  });
  if (enabledBackend !== '' && !names.has(enabledBackend)) {
    const message = 'has to be set to one of the backends in the mesh';
    say('mtls-backend', 'mtls.enabledBackend', message, enabledBackend);
  }
  if (release === '2.8') expirations.forEach((check) => check());
}

const EXPIRATION = /^[0-9]+(y|w|d|h|m|s|ms)$/;

function checkExpiration(text: string, say: Say): void {
  if (text !== '0' && !EXPIRATION.test(text))
    say('mtls-backend', 'mtls.dpcert.rotation.expiration', 'has to be a valid format', text);
}

/** The plugins that Kuma itself has. */
const PLUGINS = ['builtin', 'provided'];

function checkAuthorities({ name: mesh, spec: { mtls } }: Resource<MeshSpec>, say: Say): void {
  const { backends = [], skipValidation = false } = mtls ?? {};
  for (const [i, { name = '', type = '', conf }] of backends.entries()) {
    const field = item('mtls.backends', i);
    if (!PLUGINS.includes(type)) {
      const message = 'could not find installed plugin for this type';
      return say('mtls-backend', `${field}.type`, message, type);
    }
    if (skipValidation) continue;
    if (type === 'builtin') checkBuiltin(mesh, name, `${field}.conf`, say);
    else checkProvided(conf, `${field}.conf`, say);
  }
}

/** The secret that Kuma keeps the certificate in has the name of the backend in its own. */
function checkBuiltin(mesh: string, name: string, field: string, say: Say): void {
  const secret = `${mesh}.ca-builtin-cert-${name}`;
  const path = `${field}.mtls.backends.name`;
  if (Buffer.byteLength(secret) > 255) say('mtls-backend', path, 'Backend name is too long. Max length: 255', name);
  if (!isDnsName(secret) || secret !== secret.toLowerCase())
    say('mtls-backend', path, `${goQuote(name)} name must be valid dns name`, name);
}

/** What is in them is not looked at: it may be a key, and a secret is for the control plane to find. */
function checkProvided(conf: unknown, field: string, say: Say): void {
  for (const part of ['cert', 'key'])
    if (typeof conf !== 'object' || conf === null || !Object.hasOwn(conf, part))
      say('mtls-backend', `${field}.${part}`, 'has to be defined', undefined);
}
