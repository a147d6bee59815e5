import { createHash } from 'node:crypto';
import type { DnsZone } from '../../ir/ir';
import { contentHash } from '../content-hash';

const RECORD_TTL = 30; // as Kuma answers
const NEGATIVE_TTL = 5; // short, so that a new name is not missed for long (RFC 2308)

export interface ZoneFile {
  readonly name: string;
  readonly text: string;
}

/** A zone file in the form of RFC 1035, section 5: absolute names only, SOA first. */
export function* zonePieces(zone: DnsZone): Generator<string> {
  const records = recordsOf(zone);
  for (const line of [...head(zone, records), ...records]) yield `${line}\n`;
}

/**
 * A zone as files of a limited number of bytes: the first includes the others. Each of those is called after its content, so
 * that the first, which carries the serial, is not taken for new before all that it includes is there.
 */
export function zoneFiles(zone: DnsZone, name: string, limit: number): readonly ZoneFile[] {
  const records = recordsOf(zone);
  const whole = text([...head(zone, records), ...records]);
  if (whole.length <= limit) return [{ name, text: whole }];
  const parts = divided(records, limit).map(text);
  const files = parts.map((part) => ({ name: `${name}.${contentHash(part)}`, text: part }));
  return [{ name, text: text([...head(zone, records), ...files.map((file) => `$INCLUDE ${file.name}`)]) }, ...files];
}

const recordsOf = (zone: DnsZone): string[] =>
  zone.records
    .map(({ owner, type, value }) => `${owner}. ${RECORD_TTL} IN ${type} ${type === 'PTR' ? `${value}.` : value}`)
    .sort();

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

function head(zone: DnsZone, records: readonly string[]): string[] {
  const soa = `ns.invalid. hostmaster.invalid. ${serialOf(records)} 60 30 600 ${NEGATIVE_TTL}`;
  return [
    `${zone.name}. ${NEGATIVE_TTL} IN SOA ${soa}`, // first: CoreDNS stops here when it knows the serial
    `${zone.name}. ${RECORD_TTL} IN NS ns.invalid.`, // a name inside the zone would need an address, and could be a service's
  ];
}

function divided(lines: readonly string[], limit: number): string[][] {
  const parts: string[][] = [];
  let room = 0;
  for (const line of lines) {
    if (line.length + 1 > room) {
      parts.push([]);
      room = limit;
    }
    parts.at(-1)?.push(line);
    room -= line.length + 1;
  }
  return parts;
}

/** CoreDNS reloads a zone when its serial differs, so a hash of the content is enough and stays reproducible. */
const serialOf = (records: readonly string[]): number =>
  createHash('sha256').update(records.join('\n')).digest().readUInt32BE(0);
