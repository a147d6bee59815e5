import type { KeyObject, X509Certificate } from 'node:crypto';
import {
  certificateExpired,
  certificateInvalid,
  certificateNotYetValid,
  clientCertificateIncomplete,
  clientCertificateUnsupported,
  clientKeyMismatch,
  dataSourceAmbiguous,
  dataSourceEmpty,
  privateKeyInline,
  privateKeyInvalid,
  secretNameInvalid,
  secretUnknown,
} from '../../diagnostics/catalog';
import type { Diagnostic, Place } from '../../diagnostics/diagnostic';
import type { DataSourceSpec, VerificationSpec } from '../../model/mesh-external-service';
import { type MeshExternalServiceResource, at } from '../../model/model';
import { contentOf, credential, isSecretName } from '../credential';
import { checksAuthority } from '../upstreams';
import { ordinal, readCertificates, readPrivateKey, unsupportedKind } from './pem';

/** Names, to be found and to be listed. */
export interface Secrets {
  readonly all: readonly string[];
  readonly has: (name: string) => boolean;
}

/** What is known beside the service itself. */
export interface CredentialContext {
  /** The names of the Secrets of its mesh; empty when none is declared, and then nothing is said about them. */
  readonly secrets: Secrets;
  /** In milliseconds; without it nothing is said about dates. */
  readonly now: number | undefined;
}

const SOURCES = ['caCert', 'clientCert', 'clientKey'] as const;
type Source = (typeof SOURCES)[number];

/** A private key stands in every manifest, whether it has an effect or not; everything else matters only where TLS is used. */
export function checkCredentials(service: MeshExternalServiceResource, context: CredentialContext): Diagnostic[] {
  const { extension, tls } = service.spec;
  const { verification = {} } = tls ?? {};
  if (SOURCES.every((source) => verification[source] === undefined)) return [];
  const { clientKey } = verification;
  const place = (source: Source): Place => at(service, `spec.tls.verification.${source}`);
  const isInline = clientKey?.inline !== undefined || clientKey?.inlineString !== undefined;
  const inline = isInline ? [privateKeyInline(place('clientKey'))] : [];
  if (extension !== undefined || tls?.enabled !== true) return inline;
  return [
    ...inline,
    ...SOURCES.flatMap((source) => checkSource(verification[source], place(source), service.mesh, context)),
    ...checkPresence(verification, place),
    ...checkContent(verification, place, context.now),
  ];
}

function checkSource(
  source: DataSourceSpec | undefined,
  place: Place,
  mesh: string,
  { secrets }: CredentialContext,
): Diagnostic[] {
  if (source === undefined) return [];
  const given = (['secret', 'inline', 'inlineString'] as const).filter((key) => source[key] !== undefined);
  if (given.length === 0) return [dataSourceEmpty(place)];
  const found = given.length > 1 ? [dataSourceAmbiguous(place, given)] : [];
  const { secret } = source;
  if (secret === undefined) return found;
  const field = { ...place, field: `${place.field}.secret` };
  if (!isSecretName(secret)) return [...found, secretNameInvalid(field, secret)];
  const isKnown = secrets.all.length === 0 || secrets.has(secret);
  return isKnown ? found : [...found, secretUnknown(field, secret, mesh, secrets.all)];
}

/** Kuma asks for both fields, and is content with an empty one. */
function checkPresence({ clientCert, clientKey }: VerificationSpec, place: (source: Source) => Place): Diagnostic[] {
  if (clientCert === undefined || clientKey === undefined) return [];
  const [hasCertificate, hasKey] = [clientCert, clientKey].map((one) => credential(one) !== undefined);
  if (hasCertificate && !hasKey) return [clientCertificateIncomplete(place('clientKey'), 'clientKey', 'clientCert')];
  if (hasKey && !hasCertificate) return [clientCertificateIncomplete(place('clientCert'), 'clientCert', 'clientKey')];
  return [];
}

function checkContent(
  { mode, caCert, clientCert, clientKey }: VerificationSpec,
  place: (source: Source) => Place,
  now: number | undefined,
): Diagnostic[] {
  const content = (source: DataSourceSpec | undefined): string | undefined => contentOf(credential(source));
  const [, trouble] = readChain(checksAuthority(mode) ? content(caCert) : undefined, place('caCert'), now);
  const [chain, chainTrouble] = readChain(content(clientCert), place('clientCert'), now);
  const [key, keyTrouble] = readKey(content(clientKey), place('clientKey'));
  const [leaf] = chain;
  return [...trouble, ...chainTrouble, ...keyTrouble, ...checkPair(leaf, key, place)];
}

function readChain(
  text: string | undefined,
  place: Place,
  now: number | undefined,
): [readonly X509Certificate[], Diagnostic[]] {
  if (text === undefined) return [[], []];
  const chain = readCertificates(text);
  if (typeof chain === 'string') return [[], [certificateInvalid(place, chain)]];
  return [chain, now === undefined ? [] : checkDates(chain, place, now)];
}

/** The first certificate that is out of its time; a bundle may hold hundreds of one age. */
function checkDates(chain: readonly X509Certificate[], place: Place, now: number): Diagnostic[] {
  const expired = chain.findIndex(({ validTo }) => Date.parse(validTo) < now);
  const early = chain.findIndex(({ validFrom }) => Date.parse(validFrom) > now);
  return [
    ...(expired < 0 ? [] : [certificateExpired(place, ordinal(expired, chain.length), chain[expired].validTo)]),
    ...(early < 0 ? [] : [certificateNotYetValid(place, ordinal(early, chain.length), chain[early].validFrom)]),
  ];
}

function readKey(text: string | undefined, place: Place): [KeyObject | undefined, Diagnostic[]] {
  if (text === undefined) return [undefined, []];
  const key = readPrivateKey(text);
  return typeof key === 'string' ? [undefined, [privateKeyInvalid(place, key)]] : [key, []];
}

function checkPair(
  leaf: X509Certificate | undefined,
  key: KeyObject | undefined,
  place: (source: Source) => Place,
): Diagnostic[] {
  if (leaf === undefined) return [];
  const unsupported = unsupportedKind(leaf);
  if (unsupported !== undefined) return [clientCertificateUnsupported(place('clientCert'), unsupported)];
  return key === undefined || leaf.checkPrivateKey(key) ? [] : [clientKeyMismatch(place('clientKey'))];
}
