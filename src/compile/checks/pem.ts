import { type KeyObject, X509Certificate, createPrivateKey } from 'node:crypto';

/** PEM text, read as Envoy reads it: a block has to begin and end at the start of a line. */

interface Block {
  readonly label: string;
  readonly text: string;
}

const BOUNDARY = /^-----(BEGIN|END) ([A-Z0-9 ]+)-----$/;

/** Undefined when a block begins and does not end. */
function blocksOf(text: string): readonly Block[] | undefined {
  const blocks: Block[] = [];
  let open: { readonly label: string; readonly lines: string[] } | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    const [, side, label] = BOUNDARY.exec(line) ?? [];
    if (side === 'BEGIN' && open === undefined) open = { label, lines: [line] };
    else if (side !== undefined && open !== undefined) {
      if (side === 'BEGIN' || label !== open.label) return undefined;
      blocks.push({ label, text: [...open.lines, line, ''].join('\n') });
      open = undefined;
    } else open?.lines.push(line);
  }
  return open === undefined ? blocks : undefined;
}

/** All certificates of a text, or in words what keeps them from being read. */
export function readCertificates(text: string): readonly X509Certificate[] | string {
  if (text.trim() === '') return 'the certificate is empty';
  const blocks = blocksOf(text)?.filter(({ label }) => label.endsWith('CERTIFICATE'));
  if (blocks === undefined) return 'a PEM block has no end';
  if (blocks.length === 0) return 'no PEM certificate stands there';
  const certificates = blocks.map((block) => attempt(() => new X509Certificate(block.text)));
  const broken = certificates.indexOf(undefined);
  if (broken < 0) return certificates.filter((one) => one !== undefined);
  return `${ordinal(broken, blocks.length)} cannot be read`;
}

/** The private key of a text, or in words what keeps it from being read. */
export function readPrivateKey(text: string): KeyObject | string {
  if (text.trim() === '') return 'the private key is empty';
  const blocks = blocksOf(text);
  if (blocks === undefined) return 'a PEM block has no end';
  const block = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (block === undefined) return 'no PEM private key stands there';
  if (block.label.startsWith('ENCRYPTED') || block.text.includes('\nProc-Type: 4,ENCRYPTED'))
    return 'the private key is encrypted';
  return attempt(() => createPrivateKey(block.text)) ?? 'the private key cannot be read';
}

/** Node's own text may quote what it read, so only the fact of a failure is kept. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** `the certificate`, or `certificate 2 of 3`. */
export const ordinal = (index: number, count: number): string =>
  count === 1 ? 'the certificate' : `certificate ${index + 1} of ${count}`;

const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/** The kind of key that Envoy 1.40 refuses in a client certificate, in words; undefined for the others. */
export function unsupportedKind({ publicKey }: X509Certificate): string | undefined {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {} } = publicKey;
  if (type === 'ed25519') return undefined;
  if (type === 'rsa') return (details.modulusLength ?? 0) >= 2048 ? undefined : `RSA ${details.modulusLength}`;
  const { namedCurve = '' } = details;
  if (type === 'ec') return CURVES.includes(namedCurve) ? undefined : `EC ${namedCurve}`;
  return type;
}
