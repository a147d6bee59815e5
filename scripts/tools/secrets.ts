import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOT, run } from './programs';

/** A key pair and its certificate, or (without key) the certificate of an authority. */
interface Wanted {
  readonly certificate: string;
  readonly key?: string;
}

/** Only these may be made up: everywhere else, secrets are somebody's real ones. */
const OF_AN_EXAMPLE = /^(?:\.\/)?examples\/[^/.][^/]*\/secrets\/[^/.][^/]*\/value$/;

/** Throw-away secrets for whatever the committed Envoy files of the examples name and nobody has put there. */
export function secrets(): readonly string[] {
  const wanted = envoyFolders()
    .flatMap(jsonFilesUnder)
    .flatMap((file) => wantedBy(JSON.parse(readFileSync(file, 'utf8'))));
  const made: string[] = [];
  for (const one of wanted) {
    if (present(one.certificate) && (one.key === undefined || present(one.key))) continue;
    make(one);
    made.push(`secrets: throw-away ${[one.certificate, one.key].filter((path) => path !== undefined).join(' and ')}`);
  }
  return made;
}

function envoyFolders(): readonly string[] {
  const examples = join(ROOT, 'examples');
  const names = existsSync(examples) ? readdirSync(examples) : [];
  return [ROOT, ...names.map((name) => join(examples, name))]
    .map((owner) => join(owner, 'dist/envoy'))
    .filter(existsSync);
}

function jsonFilesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .map((path) => join(folder, path));
}

/** Looks for Envoy's TlsCertificate and CertificateValidationContext messages, wherever they stand. */
function wantedBy(value: unknown): readonly Wanted[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  const certificate = exampleFile(fields['certificate_chain']);
  const key = exampleFile(fields['private_key']);
  const authority = exampleFile(fields['trusted_ca']);
  return [
    ...(certificate !== undefined && key !== undefined ? [{ certificate, key }] : []),
    ...(authority !== undefined ? [{ certificate: authority }] : []),
    ...Object.values(fields).flatMap(wantedBy),
  ];
}

function exampleFile(source: unknown): string | undefined {
  const filename = (source as { readonly filename?: unknown } | null | undefined)?.filename;
  return typeof filename === 'string' && OF_AN_EXAMPLE.test(filename) ? filename : undefined;
}

function present(path: string): boolean {
  const file = join(ROOT, path);
  return existsSync(file) && statSync(file).size > 0;
}

/** Both files are complete before either gets its name, so a broken run leaves nothing that looks finished. */
function make(wanted: Wanted): void {
  const certificate = join(ROOT, wanted.certificate);
  const key = join(ROOT, wanted.key ?? `${wanted.certificate}.key`);
  for (const file of [certificate, key]) mkdirSync(dirname(file), { recursive: true });
  const subject = `/CN=${basename(dirname(certificate))}`;
  run('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${key}.new`]);
  run('openssl', [
    'req',
    '-x509',
    '-key',
    `${key}.new`,
    '-days',
    '3650',
    '-subj',
    subject,
    '-out',
    `${certificate}.new`,
  ]);
  chmodSync(`${key}.new`, 0o600);
  renameSync(`${key}.new`, key);
  renameSync(`${certificate}.new`, certificate);
}
