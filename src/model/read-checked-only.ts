import { documentInvalid } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { member } from './field-path';
import { LABEL } from './metadata';
import type { SecretDeclaration } from './model';
import { API_VERSION, type Json, formOf, isObject, kindOf } from './read';
import { typeOf } from './schema';

/** Meshes and secrets: read for checks, never written. */

export interface ReadMesh {
  readonly kind: 'Mesh';
  readonly place: Place;
  readonly name: string;
  readonly zoneEgress: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Its content is not kept. */
export interface ReadSecret {
  readonly kind: 'Secret';
  readonly secret: SecretDeclaration;
  readonly diagnostics: readonly Diagnostic[];
}

const KUBERNETES_SECRET = 'system.kuma.io/secret';

/** The mesh or the secret of Kuma that a document declares, if it declares one. */
export function readCheckedOnly(document: unknown, where: Place): ReadMesh | ReadSecret | undefined {
  if (!isObject(document)) return undefined;
  const kind = kindOf(document);
  const isUniversal = formOf(document) === 'universal';
  const { apiVersion, type } = document;
  if (kind === 'Mesh' && (isUniversal || apiVersion === API_VERSION)) return readMesh(document, where);
  if (kind !== 'Secret') return undefined;
  return isUniversal || (apiVersion === 'v1' && type === KUBERNETES_SECRET) ? readSecret(document, where) : undefined;
}

const part = (value: unknown): Json => (isObject(value) ? value : {});

function readMesh(document: Json, where: Place): ReadMesh {
  const isUniversal = formOf(document) === 'universal';
  const found: Diagnostic[] = [];
  const name = text(
    found,
    { ...where, kind: 'Mesh' },
    'name',
    isUniversal ? document['name'] : part(document['metadata'])['name'],
  );
  const place: Place = { ...where, kind: 'Mesh', name };
  const body = isUniversal ? document : part(document['spec']);
  const zoneEgress = part(body['routing'])['zoneEgress'] ?? false;
  const field = member(isUniversal ? '' : 'spec', 'routing.zoneEgress');
  if (typeof zoneEgress !== 'boolean')
    found.push(documentInvalid({ ...place, field }, unexpected('boolean', zoneEgress)));
  return { kind: 'Mesh', place, name, zoneEgress: zoneEgress === true, diagnostics: found };
}

function readSecret(document: Json, where: Place): ReadSecret {
  const isUniversal = formOf(document) === 'universal';
  const metadata = part(document['metadata']);
  const found: Diagnostic[] = [];
  const place = { ...where, kind: 'Secret' };
  const name = text(found, place, 'name', isUniversal ? document['name'] : metadata['name']);
  const given = isUniversal ? document['mesh'] : part(metadata['labels'])[LABEL.mesh];
  const mesh = given === undefined || given === null ? 'default' : text(found, { ...place, name }, 'mesh', given);
  return { kind: 'Secret', secret: { place: { ...place, mesh, name }, mesh, name }, diagnostics: found };
}

function text(found: Diagnostic[], place: Place, field: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  found.push(documentInvalid({ ...place, field }, unexpected('name', value)));
  return '';
}

const unexpected = (wanted: string, value: unknown): string =>
  value === undefined ? `expected a ${wanted}, found nothing` : `expected a ${wanted}, found ${described(value)}`;

const described = (value: unknown): string => (value === '' ? 'an empty text' : `a value of type ${typeOf(value)}`);
