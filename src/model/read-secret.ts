import { documentInvalid } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { LABEL } from './metadata';
import type { SecretDeclaration } from './model';
import { type Json, formOf, isObject, kindOf } from './read';
import { typeOf } from './schema';

/** Secrets: read for checks, never written. Their content is not kept. */
export interface ReadSecret {
  readonly secret: SecretDeclaration;
  readonly diagnostics: readonly Diagnostic[];
}

const KUBERNETES_SECRET = 'system.kuma.io/secret';

/** The secret of Kuma that a document declares, if it declares one. */
export function readSecret(document: unknown, where: Place): ReadSecret | undefined {
  if (!isObject(document) || kindOf(document) !== 'Secret') return undefined;
  const isUniversal = formOf(document) === 'universal';
  const { apiVersion, type } = document;
  if (!isUniversal && (apiVersion !== 'v1' || type !== KUBERNETES_SECRET)) return undefined;
  const metadata = part(document['metadata']);
  const found: Diagnostic[] = [];
  const place = { ...where, kind: 'Secret' };
  const name = text(found, place, 'name', isUniversal ? document['name'] : metadata['name']);
  const given = isUniversal ? document['mesh'] : part(metadata['labels'])[LABEL.mesh];
  const mesh = given === undefined || given === null ? 'default' : text(found, { ...place, name }, 'mesh', given);
  return { secret: { place: { ...place, mesh, name }, mesh, name }, diagnostics: found };
}

const part = (value: unknown): Json => (isObject(value) ? value : {});

function text(found: Diagnostic[], place: Place, field: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  found.push(documentInvalid({ ...place, field }, unexpected(value)));
  return '';
}

const unexpected = (value: unknown): string =>
  value === undefined ? 'expected a name, found nothing' : `expected a name, found ${described(value)}`;

const described = (value: unknown): string => (value === '' ? 'an empty text' : `a value of type ${typeOf(value)}`);
