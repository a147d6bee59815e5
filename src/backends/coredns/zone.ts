import { createHash } from 'node:crypto';
import type { DnsZone } from '../../ir/ir';

const RECORD_TTL = 30; // as Kuma answers
const NEGATIVE_TTL = 5; // short, so that a new name is not missed for long (RFC 2308)

/** A zone file in the form of RFC 1035, section 5: absolute names only, SOA first. */
export function zoneFile(zone: DnsZone): string {
  const records = zone.records
    .map(({ owner, type, value }) => `${owner}. ${RECORD_TTL} IN ${type} ${type === 'PTR' ? `${value}.` : value}`)
    .sort();
  const soa = `ns.invalid. hostmaster.invalid. ${serialOf(records)} 60 30 600 ${NEGATIVE_TTL}`;
  const lines = [
    `${zone.name}. ${NEGATIVE_TTL} IN SOA ${soa}`, // first: CoreDNS stops here when it knows the serial
    `${zone.name}. ${RECORD_TTL} IN NS ns.invalid.`, // a name inside the zone would need an address, and could be a service's
    ...records,
  ];
  return `${lines.join('\n')}\n`;
}

/** CoreDNS reloads a zone when its serial differs, so a hash of the content is enough and stays reproducible. */
const serialOf = (records: readonly string[]): number =>
  createHash('sha256').update(records.join('\n')).digest().readUInt32BE(0);
