import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

const DAYS = '2';
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate and its key, both PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority made for one run, with its files in the given folder. */
export class Authority {
  readonly certificate: string;
  private readonly path: string;
  private readonly issued = new Map<string, Identity>();
  private count = 0;

  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    this.path = join(folder, name);
    const usage = ['basicConstraints = critical, CA:TRUE', 'keyUsage = critical, keyCertSign, cRLSign'];
    writeConfiguration(this.path, name, [...usage, 'subjectKeyIdentifier = hash']);
    openssl(['req', '-x509', ...KEY, ...configured(this.path), '-days', DAYS, ...request(this.path, '.crt')]);
    this.certificate = readFileSync(`${this.path}.crt`, 'utf8');
  }

  /** A server certificate that is good for the given names (DNS names, IP addresses, URIs) and no others. */
  serverIdentity(...subjects: string[]): Identity {
    const known = this.issued.get(subjects.join());
    const made = known ?? this.issue(subjects);
    this.issued.set(subjects.join(), made);
    return made;
  }

  /** What a member of a mesh is to others, as client and as server; with no days it is over at once. */
  memberIdentity(subjects: readonly string[], days = DAYS): Identity {
    return this.issue(subjects, 'serverAuth, clientAuth', days);
  }

  private issue(subjects: readonly string[], purpose = 'serverAuth', days = DAYS): Identity {
    this.count += 1;
    const path = join(this.folder, `${this.name}-${this.count}`);
    const names = subjects.map(subjectAltName).join(', ');
    const usage = [
      'basicConstraints = critical, CA:FALSE',
      `extendedKeyUsage = ${purpose}`,
      `subjectAltName = ${names}`,
    ];
    writeConfiguration(path, 'server', usage);
    openssl(['req', '-new', ...KEY, '-config', `${path}.cnf`, ...request(path, '.csr')]);
    const signer = ['-CA', `${this.path}.crt`, '-CAkey', `${this.path}.key`, '-set_serial', serialNumber()];
    const extensions = ['-extfile', `${path}.cnf`, '-extensions', 'extensions'];
    openssl(['x509', '-req', '-in', `${path}.csr`, ...signer, ...extensions, '-days', days, '-out', `${path}.crt`]);
    return identity(path);
  }
}

function subjectAltName(subject: string): string {
  if (subject.includes('://')) return `URI:${subject}`;
  return isIP(subject) === 0 ? `DNS:${subject}` : `IP:${subject}`;
}

/** A self-signed client certificate, for servers that trust single certificates. */
export function selfSignedClient(folder: string, name: string): Identity {
  const path = join(folder, name);
  writeConfiguration(path, name, ['extendedKeyUsage = clientAuth']);
  openssl(['req', '-x509', ...KEY, ...configured(path), '-days', DAYS, ...request(path, '.crt')]);
  return identity(path);
}

function writeConfiguration(path: string, commonName: string, extensions: readonly string[]): void {
  const subject = ['[req]', 'prompt = no', 'distinguished_name = subject', '[subject]', `CN = ${commonName}`];
  writeFileSync(`${path}.cnf`, [...subject, '[extensions]', ...extensions, ''].join('\n'));
}

function configured(path: string): string[] {
  return ['-config', `${path}.cnf`, '-extensions', 'extensions'];
}

function request(path: string, ending: string): string[] {
  return ['-keyout', `${path}.key`, '-out', `${path}${ending}`];
}

function serialNumber(): string {
  return `0x01${randomBytes(8).toString('hex')}`;
}

function identity(path: string): Identity {
  return { cert: readFileSync(`${path}.crt`, 'utf8'), key: readFileSync(`${path}.key`, 'utf8') };
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
